"""`advisor seed`: the demo organisation, its articles and a family; safe to run again."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from bot.cli.database import open_sessions
from bot.seed import DEMO_STAFF, seed_everything
from bot.settings import ROOT
from bot.standalone import ARTICLES
from knowledge.library import load as load_folder
from store.base import writing
from store.clock import system_clock

PREFIX = "DEMO_PASSWORD_"


@click.command()
@click.option("--env-file", type=click.Path(path_type=Path), default=ROOT / ".env", help="where the random passwords are kept")
def seed(env_file: Path) -> None:
    """Make the demo staff (passwords into .env), import the articles signed by 演示审核, and a demo family."""
    passwords = _passwords(env_file)
    with writing(open_sessions()) as session:
        done = seed_everything(session, passwords, load_folder(ARTICLES), system_clock())
    for line in done:
        click.echo(f"  {line}")
    click.echo("  The articles were signed by the demo role 演示审核. Before parents see them, your own qualified reviewer must sign each.")


def _passwords(env_file: Path) -> dict[str, str]:
    """A password for every demo account: kept ones are kept, missing ones are made and written down."""
    lines = env_file.read_text(encoding="utf-8").splitlines() if env_file.exists() else []
    known = dict(line.split("=", 1) for line in lines if line.startswith(PREFIX) and "=" in line)
    wanted = {person.username: f"{PREFIX}{person.username.upper()}" for person in DEMO_STAFF}
    fresh = {name: secrets.token_urlsafe(9) for name in wanted.values() if name not in known}
    if fresh:
        env_file.write_text("\n".join([*lines, *(f"{name}={value}" for name, value in fresh.items())]) + "\n", encoding="utf-8")
        env_file.chmod(0o600)
    return {username: (known | fresh)[name] for username, name in wanted.items()}
