"""`advisor train`, `advisor eval`, `advisor simulate`."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys

import click
import yaml

from bot.house import MODELS
from bot.settings import ROOT, load
from bot.standalone import ARTICLES, sendable_articles
from knowledge.library import load as load_folder
from knowledge.training import train_all
from knowledge.trials import read_asked
from nlu.rasa_process import ENVIRONMENT, PROJECT, QUIET

CALIBRATION = ROOT / "knowledge" / "calibration.jsonl"
OUT_OF_SCOPE = PROJECT / "data" / "nlu" / "out_of_scope.yml"


@click.command()
@click.option("--rasa/--no-rasa", default=False, help="train the Rasa model as well")
@click.option("--from-tree", is_flag=True, help="learn from knowledge/articles instead of what the database has published")
def train(rasa: bool, from_tree: bool) -> None:
    """Train encoder, ranking and calibration from our own articles (into build/models)."""
    articles = load_folder(ARTICLES) if from_tree else sendable_articles(load())
    figures = train_all(articles, read_asked(CALIBRATION), _out_of_scope(), MODELS, lambda line: click.echo(f"  {line}"))
    for name, value in figures.items():
        click.echo(f"  {name}: {value:.3f}")
    if rasa:
        train_rasa()


def train_rasa() -> None:
    """A fresh Rasa model into nlu/rasa/models; older ones are removed when it has succeeded."""
    models = PROJECT / "models"
    before = set(models.glob("*.tar.gz"))
    command = [str(ENVIRONMENT / "bin" / "rasa"), "train", "nlu", "--out", "models"]
    try:
        subprocess.run(command, cwd=PROJECT, env={**os.environ, **QUIET}, check=True)
    except FileNotFoundError:
        raise click.ClickException("the Rasa environment is missing: run `make setup`") from None
    except subprocess.CalledProcessError as error:
        raise click.ClickException(f"rasa train ended with {error.returncode}; its last lines above say why") from None
    if set(models.glob("*.tar.gz")) - before:
        for old in before:
            old.unlink()


def _out_of_scope() -> list[str]:
    """Texts nobody should be answered with an article: the classifier's own class for them."""
    if not OUT_OF_SCOPE.exists():
        return []
    groups = yaml.safe_load(OUT_OF_SCOPE.read_text(encoding="utf-8"))["nlu"]
    return [line.removeprefix("- ").strip() for group in groups for line in group["examples"].splitlines() if line.startswith("- ")]


@click.command("eval")
def evaluate() -> None:
    """Measure on sets that nothing was trained on; exit code 1 when a floor is missed."""
    sys.path.insert(0, str(ROOT))
    sys.argv = ["benchmarks.evaluate"]
    runpy.run_module("benchmarks.evaluate", run_name="__main__")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def simulate(options: tuple[str, ...]) -> None:
    """Start the simulated WeChat platform (a separate program; see docs/simulator.md)."""
    sys.exit(subprocess.call([sys.executable, "-m", "simulator", *options], cwd=ROOT))
