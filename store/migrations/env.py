"""How Alembic reaches the database: DATABASE_URL, from the environment or `.env`; tests hand over their own address."""

from __future__ import annotations

import importlib
import os
from logging.config import fileConfig
from pathlib import Path
from typing import Any

from alembic import context
from dotenv import dotenv_values
from sqlalchemy.types import TypeDecorator

import store
from store.base import Base, make_engine

ROOT = Path(store.__file__).resolve().parent.parent
LOCAL = f"sqlite:///{ROOT}/var/advisor.db"


def load_models() -> None:
    """Import every module of the floor, so that no table is forgotten when one is added."""
    for file in sorted((ROOT / "store").glob("*.py")):
        importlib.import_module(f"store.{file.stem}")


def address() -> str:
    given = context.config.attributes.get("url") or os.environ.get("DATABASE_URL") or dotenv_values(ROOT / ".env").get("DATABASE_URL")
    return str(given or LOCAL)


def plain_type(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Our column types are written as what the database keeps: a migration must still run when they are renamed."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return f"sa.{item.impl_instance!r}"


def migrate() -> None:
    """DDL is transactional on both databases (store.base opens SQLite's transactions itself): all of it, or nothing."""
    url = address()
    if url == LOCAL:
        (ROOT / "var").mkdir(exist_ok=True)
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_item=plain_type, compare_type=True,
            transactional_ddl=True, render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


load_models()
if context.config.config_file_name and context.config.attributes.get("url") is None:
    fileConfig(context.config.config_file_name, disable_existing_loggers=False)
migrate()
