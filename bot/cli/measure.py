"""`advisor train`, `advisor eval`, `advisor simulate`."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import click
import yaml

from bot.house import MODELS, NET
from bot.settings import ROOT, load
from bot.standalone import ARTICLES, sendable_articles
from knowledge.library import load as load_folder
from knowledge.training import train_all
from knowledge.trials import read_asked
from nlu.net.training import read_examples
from nlu.net.training import train as train_net
from nlu.rasa_process import ENVIRONMENT, PROJECT, QUIET

CALIBRATION = ROOT / "knowledge" / "calibration.jsonl"
UTTERANCES = PROJECT / "data" / "nlu"
MARK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


@click.command()
@click.option("--rasa/--no-rasa", default=False, help="train the Rasa model as well")
@click.option("--from-tree", is_flag=True, help="learn from knowledge/articles instead of what the database has published")
def train(rasa: bool, from_tree: bool) -> None:
    """Train encoder, ranking and calibration from our own articles (into build/models)."""
    articles = load_folder(ARTICLES) if from_tree else sendable_articles(load())
    figures = train_all(articles, read_asked(CALIBRATION), _out_of_scope(), MODELS, lambda line: click.echo(f"  {line}"))
    click.echo("  training the safety net")
    net, of_net = train_net(read_examples(), [*(q for article in articles for q in article.questions), *_utterances()])
    net.save(NET)
    for name, value in (figures | of_net).items():
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
    return _examples(UTTERANCES / "out_of_scope.yml")


def _utterances() -> list[str]:
    """Everyday messages of every intent but distress."""
    files = (file for file in sorted(UTTERANCES.glob("*.yml")) if file.stem not in ("distress", "patterns"))
    return [text for file in files for text in _examples(file)]


def _examples(file: Path) -> list[str]:
    """The sentences of one file of utterances, without entity marks."""
    groups = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    lines = (line for group in groups for line in group.get("examples", "").splitlines() if line.startswith("- "))
    return [MARK.sub(r"\1", line.removeprefix("- ")).strip() for line in lines]


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
