"""How commands open the database."""

from __future__ import annotations

import click
from sqlalchemy import inspect

from bot.settings import load
from store import cipher
from store.base import Sessions, make_engine, make_sessions


def open_sessions() -> Sessions:
    """Sessions on DATABASE_URL. ClickException when the key is missing or the tables are not there."""
    settings = load()
    if not settings.field_encryption_key:
        raise click.ClickException("FIELD_ENCRYPTION_KEY is empty: set it in .env (`make setup` writes one)")
    cipher.configure(settings.field_encryption_key)
    engine = make_engine(settings.database_url)
    if not inspect(engine).has_table("customer"):
        raise click.ClickException("the database has no tables yet: run `make setup` (or `alembic upgrade head`)")
    return make_sessions(engine)
