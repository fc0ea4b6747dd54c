"""`advisor`: the command line. Every error is one clear sentence on stderr and exit code 1 (2 for wrong usage)."""

from __future__ import annotations

import logging
import sys

import click

from bot import logs
from bot.cli.ask import ask
from bot.cli.knowledge import knowledge
from bot.cli.measure import evaluate, simulate, train
from bot.cli.menu import menu
from bot.cli.people import user
from bot.cli.privacy import privacy
from bot.cli.seed import seed
from bot.settings import SettingsError
from bot.standalone import NotTrained
from knowledge.article import ArticleError


@click.group()
def advisor() -> None:
    """Parenting Advisor: ask, train, measure, and look after articles, staff and privacy."""


for command in (ask, train, evaluate, knowledge, user, simulate, privacy, seed, menu):
    advisor.add_command(command)


def main() -> None:
    logs.begin(logging.WARNING)
    try:
        advisor()
    except (SettingsError, NotTrained, ArticleError) as error:
        click.echo(f"advisor: {error}", err=True)
        sys.exit(1)
