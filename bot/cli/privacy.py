"""`advisor privacy export | erase CUSTOMER`."""

from __future__ import annotations

import json

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
@click.confirmation_option(prompt="This cannot be undone. Erase the family's data?")
def erase(customer: str) -> None:
    """Erase a family; prints the receipt."""
    with writing(open_sessions()) as session:
        receipt = rights.erase(session, _found(session, customer), reason="operator", now=system_clock())
        click.echo(f"erased: E{receipt.id:06d} ({receipt.counts})")


def _found(session: Session, name: str) -> Customer:
    found = session.get(Customer, int(name)) if name.isdigit() else find_customer(session, name)
    if found is None:
        raise click.ClickException(f"there is no customer {name!r}")
    return found
