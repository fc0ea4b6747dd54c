# The project's habits on one screen. `make run` and `make test` do all the set-up they need.

BIN := .venv/bin
NODE_TESTS = cd console && npm test --silent
HOME_PYTHONS := $(wildcard $(HOME)/.pyenv/versions/3.11*/bin/python)
# The distribution's Python first: built with profile-guided optimisation, it runs this house about 1.4 times as fast as a version manager's plain build.
PYTHON := $(firstword $(foreach python,/usr/bin/python3.11 python3.11 $(HOME_PYTHONS),$(shell $(python) -c 'import ensurepip, venv; print("$(python)")' 2>/dev/null)))

.PHONY: help run setup setup-dev test check lint types unit eval bench lock migration clean forget

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: python ## set up what is missing, start everything, print the addresses
	@$(PYTHON) -m ops.run

setup: python ## set up what is missing, start nothing
	@$(PYTHON) -m ops.setup

setup-dev: python
	@$(PYTHON) -m ops.setup --dev

test: setup-dev lint types ## set up, then every check and every test
	$(BIN)/advisor knowledge check
	@if [ -f console/package.json ]; then $(NODE_TESTS); fi
	$(BIN)/pytest

lint: ## style and the floors between packages
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: ## mypy, strict
	$(BIN)/mypy

unit: ## the quick tests only
	$(BIN)/pytest -q -m "not journey and not browser"

eval: ## measure answers on sets that nothing was trained on
	$(BIN)/advisor eval

bench: ## throughput, latency and faults, against the simulator
	$(BIN)/python -m benchmarks

lock: ## write requirements/*.lock from the environments as they are
	$(BIN)/python -m ops.lock
	.venv-rasa/bin/python -m ops.lock rasa

migration: ## make migration NAME="add a column": a draft from the difference between models and database
	$(BIN)/alembic revision --autogenerate -m "$(NAME)"

clean: ## remove what can be made again: models, console build, caches; keeps data, secrets and environments
	rm -rf build console/dist nlu/rasa/models nlu/rasa/results nlu/rasa/.rasa var/stamps var/log var/prometheus
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.venv*' -not -path './console/node_modules/*' -prune -exec rm -rf {} +

forget: ## remove the local database and the secrets in .env: every conversation and account is gone
	rm -rf var .env

.PHONY: python
python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing: install it (Debian: apt-get install python3.11 python3.11-venv) and run this again."; exit 1; }
