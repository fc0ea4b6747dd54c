"""`make setup`: environments, console, secrets, database, demo organisation, models. What is up to date is left alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from ops import check_machine, envfile, places
from ops.say import Stop, say, seconds
from ops.stamps import fingerprint
from ops.steps import Command, Step, Workshop, pip_progress, rasa_progress

ROOT = Path(__file__).resolve().parent.parent
VENV, RASA = ROOT / ".venv", ROOT / ".venv-rasa"
ENV_FILE, STAMPS, LOGS = ROOT / ".env", ROOT / "var" / "stamps", ROOT / "var" / "log"
DATABASE = ROOT / "var" / "advisor.db"
MODELS = ROOT / "build" / "models"
RASA_MODEL = ROOT / "nlu" / "rasa" / "models" / "nlu.tar.gz"
TORCH = "torch==2.13.0"
# Texts, and the modules whose change makes an old model useless.
LEARNT_FROM = [
    "knowledge/articles/**/*.md",
    "knowledge/words.*",
    "knowledge/synonyms.yml",
    "knowledge/calibration.jsonl",
    "nlu/rasa/data/nlu/*.yml",
    "nlu/net/*",
    *(f"knowledge/{module}.py" for module in ("calibration", "encoder", "fusion", "index", "pairs", "search", "training", "trials")),
]
QUIET = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_NO_INPUT": "1",
    "PYTHONUNBUFFERED": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "NO_COLOR": "1",
    "PYTHONWARNINGS": "ignore",
    "TOKENIZERS_PARALLELISM": "false",
}


def settings() -> dict[str, str]:
    """`.env` and the environment together; the environment wins."""
    return {**envfile.read(ENV_FILE), **os.environ}


def environ() -> dict[str, str]:
    """What every child process is given."""
    return {**os.environ, **QUIET, **places.find(settings()).environ}


def main(dev: bool) -> None:
    began = time.monotonic()
    python, rasa_python = check_machine.python311(), check_machine.python310()
    with_console = (ROOT / "console" / "package.json").exists()
    if with_console:
        check_machine.node()
    secrets_and_addresses()
    app = [app_environment(python), *([dev_tools()] if dev else []), database(), demo(), encoder()]
    chains = [app, [rasa_environment(rasa_python), rasa_model()], console_steps() if with_console else []]
    Workshop(LOGS, environ()).run(chains)
    say(f"Set up in {seconds(time.monotonic() - began)}.")


def secrets_and_addresses() -> None:
    found = places.find(settings()).environ
    addresses = {setting: found[setting] for setting, _ in places.ADDRESSES.values()}
    (ROOT / "var").mkdir(exist_ok=True)
    added = envfile.complete(ENV_FILE, {**addresses, "DATABASE_URL": f"sqlite:///{DATABASE}"}, DATABASE)
    say(f"Secrets and addresses in .env: {f'{added} added' if added else 'complete'}")


def app_environment(python: str) -> Step:
    lock = ROOT / "requirements" / "app.lock"
    pip: list[str | Path] = [VENV / "bin" / "pip", "install"]
    return Step(
        "Python environment",
        lambda: [
            Command([python, "-m", "venv", VENV], ROOT),
            Command([*pip, TORCH], ROOT, pip_progress(10)),
            Command([*pip, "-r", lock], ROOT, pip_progress(count(lock))),
            Command([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], ROOT),
        ],
        fingerprint(ROOT, ["requirements/app.lock", "pyproject.toml"], str(ROOT)),
        VENV / ".made-from",
        [VENV / "bin" / "advisor"],
    )


def dev_tools() -> Step:
    lock = ROOT / "requirements" / "dev.lock"
    return Step(
        "Tools for tests",
        lambda: [Command([VENV / "bin" / "pip", "install", "-r", lock], ROOT, pip_progress(count(lock)))],
        fingerprint(ROOT, ["requirements/*.lock"], str(ROOT)),
        VENV / ".made-from-dev",
        [VENV / "bin" / "pytest"],
    )


def rasa_environment(python: str) -> Step:
    lock = ROOT / "requirements" / "rasa.lock"
    return Step(
        "Rasa environment",
        lambda: [
            Command([python, "-m", "venv", RASA], ROOT),
            Command([RASA / "bin" / "pip", "install", "-r", lock], ROOT, pip_progress(count(lock))),
        ],
        fingerprint(ROOT, ["requirements/rasa.lock"], str(ROOT)),
        RASA / ".made-from",
        [RASA / "bin" / "rasa"],
    )


def console_steps() -> list[Step]:
    console = ROOT / "console"
    made = console / "node_modules"
    install = Step(
        "Console packages",
        lambda: [Command(["npm", "ci", "--no-audit", "--no-fund"], console)],
        fingerprint(ROOT, ["console/package*.json"]),
        made / ".made-from",
        [made],
    )
    build = Step(
        "Console build",
        lambda: [Command(["npm", "run", "build"], console)],
        fingerprint(ROOT, ["console/*.*", "console/src/**/*", "console/public/**/*"]),
        STAMPS / "console",
        [console / "dist" / "index.html"],
    )
    return [install, build]


def database() -> Step:
    return Step(
        "Database tables",
        lambda: [Command([VENV / "bin" / "alembic", "upgrade", "head"], ROOT)],
        fingerprint(ROOT, ["store/migrations/**/*.py"], database_words()),
        STAMPS / "database",
        database_results(),
    )


def demo() -> Step:
    return Step(
        "Demo staff and articles",
        lambda: [Command([VENV / "bin" / "advisor", "seed"], ROOT)],
        fingerprint(ROOT, ["knowledge/articles/**/*.md", "bot/seed.py"], database_words()),
        STAMPS / "demo",
        database_results(),
    )


def database_words() -> str:
    """The address; another database than the local file may have been emptied behind our back, so its steps are never skipped."""
    url = settings().get("DATABASE_URL", f"sqlite:///{DATABASE}")
    return url if is_local(url) else f"{url} {time.time()}"


def database_results() -> list[Path]:
    return [DATABASE] if is_local(settings().get("DATABASE_URL", f"sqlite:///{DATABASE}")) else []


def is_local(url: str) -> bool:
    return url == f"sqlite:///{DATABASE}"


def encoder() -> Step:
    return Step(
        "Search training",
        lambda: [Command([VENV / "bin" / "advisor", "train"], ROOT)],
        fingerprint(ROOT, LEARNT_FROM),
        STAMPS / "search",
        [MODELS / "encoder"],
    )


def rasa_model() -> Step:
    folder = ROOT / "nlu" / "rasa"
    forget: list[str | Path] = ["find", folder / "models", "-name", "*.tar.gz", "!", "-name", RASA_MODEL.name, "-delete"]
    questions: list[str | Path] = [RASA / "bin" / "python", "-m", "ops.article_questions"]
    train: list[str | Path] = [
        RASA / "bin" / "rasa",
        "train",
        "nlu",
        "--out",
        "models",
        "--fixed-model-name",
        RASA_MODEL.name.removesuffix(".tar.gz"),
    ]
    return Step(
        "Rasa training",
        lambda: [Command(questions, ROOT), Command(train, folder, rasa_progress), Command(forget, ROOT)],
        fingerprint(
            ROOT,
            [
                "knowledge/articles/**/*.md",
                "nlu/rasa/*.yml",
                "nlu/rasa/data/nlu/*.yml",
                "nlu/rasa/**/*.txt",
                "nlu/rasa/**/*.py",
                "requirements/rasa.lock",
            ],
        ),
        STAMPS / "rasa",
        [RASA_MODEL],
    )


def count(lock: Path) -> int:
    return sum("==" in line for line in lock.read_text().splitlines())


def interrupt(_signal: int, _frame: Any) -> None:
    raise KeyboardInterrupt


def outcome(work: Any, *arguments: Any) -> int:
    """Run it; a Stop or Ctrl-C ends with one clear message instead of a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        work(*arguments)
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(outcome(main, "--dev" in sys.argv[1:]))
