"""`advisor privacy export | erase CUSTOMER`."""

from __future__ import annotations

import json
import sys

import click
from sqlalchemy.orm import Session

from bot.cli.database import open_sessions
from care import rights
from store.base import reading, writing
from store.clock import system_clock
from store.families import Customer, find_customer


@click.group()
def privacy() -> None:
    """A family's right to see and erase its data. CUSTOMER is our number or the openid."""


@privacy.command()
@click.argument("customer")
def export(customer: str) -> None:
    """Everything kept about a family, as JSON."""
    with reading(open_sessions()) as session:
        click.echo(json.dumps(rights.export(session, _found(session, customer)), ensure_ascii=False, indent=1))


@privacy.command()
@click.argument("customer")
@click.option("--yes", is_flag=True, help="do not ask")
def erase(customer: str, yes: bool) -> None:
    """Erase a family; prints the receipt. A person at a terminal is asked first."""
    if not yes and sys.stdin.isatty():
        click.confirm("This cannot be undone. Erase the family's data?", abort=True)
    with writing(open_sessions()) as session:
        receipt = rights.erase(session, _found(session, customer), reason="operator", now=system_clock())
        click.echo(f"erased: E{receipt.id:06d} ({receipt.counts})")


def _found(session: Session, name: str) -> Customer:
    found = session.get(Customer, int(name)) if name.isdigit() else find_customer(session, name)
    if found is None:
        raise click.ClickException(f"there is no customer {name!r}")
    return found
