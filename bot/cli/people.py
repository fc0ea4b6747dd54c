"""`advisor user add | list | password`."""

from __future__ import annotations

import secrets

import click
from sqlalchemy import select

from advisors import accounts
from bot.cli.database import open_sessions
from store.base import reading, writing
from store.clock import system_clock
from store.people import ROLES, Staff


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command()
@click.argument("username")
@click.option("--name", "display_name", required=True, help="what families and colleagues read")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--region", help="families of this region are given to this advisor first")
def add(username: str, display_name: str, role: str, region: str | None) -> None:
    """Add an account; its random password is printed once."""
    password = secrets.token_urlsafe(12)
    try:
        with writing(open_sessions()) as session:
            staff = accounts.create(
                session, username=username, display_name=display_name, role=role, password=password, now=system_clock(), region=region
            )
            staff.scene = f"advisor-{staff.id}" if role == "advisor" else None
    except accounts.AccountError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{username}  {password}")


@user.command()
@click.argument("username")
def password(username: str) -> None:
    """Set a new random password and print it."""
    fresh = secrets.token_urlsafe(12)
    with writing(open_sessions()) as session:
        staff = session.scalar(select(Staff).where(Staff.username == username))
        if staff is None:
            raise click.ClickException(f"there is no account {username!r}")
        accounts.set_password(staff, fresh)
    click.echo(f"{username}  {fresh}")


@user.command("list")
def everybody() -> None:
    """All accounts."""
    with reading(open_sessions()) as session:
        for staff in session.scalars(select(Staff).order_by(Staff.id)):
            click.echo(
                f"{staff.id:4}  {staff.username:16} {staff.role:11} {'active' if staff.active else 'inactive':8} {staff.display_name}"
            )
