"""The declarative base, the column types every model uses, and how a session is made."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CursorResult, DateTime, Delete, Engine, MetaData, Table, Text, Update, create_engine, event, insert
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator

from store import cipher

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Sessions = sessionmaker[Session]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


def table(model: type[Base]) -> Table:
    """The model's table, for statements of the hot path: the ORM's own UPDATE and INSERT cost several times as much."""
    found = model.__table__
    assert isinstance(found, Table)
    return found


def changed(session: Session, statement: Update | Delete) -> int:
    """Run it; how many rows it changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount


def inserted(session: Session, into: Table, row: Mapping[str, Any]) -> int:
    """Insert one row; its number."""
    result = session.execute(insert(into), row)
    assert isinstance(result, CursorResult)
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


class UTCDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on every database; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: pass an aware one (store.clock)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EncryptedText(TypeDecorator[str]):
    """Text kept encrypted at rest (store.cipher); cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else cipher.current().encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else cipher.current().decrypt(value)


class EncryptedJSON(TypeDecorator[Any]):
    """A JSON value kept encrypted at rest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else cipher.current().encrypt(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(cipher.current().decrypt(value))


def make_engine(url: str) -> Engine:
    """An engine for SQLite (WAL, foreign keys, 15 s busy wait) or PostgreSQL."""
    if not url.startswith("sqlite"):
        return create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True, pool_size=20, max_overflow=60, pool_use_lifo=True
        )
    engine = create_engine(url, connect_args={"timeout": 15, "check_same_thread": False}, **_pool(url))
    event.listen(engine, "connect", _tune_sqlite)
    # The driver's own transaction handling starts late and as a reader, which ends in "database is locked" when two
    # readers both want to write; so a transaction that writes says so at its start (see `writing`).
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _pool(url: str) -> dict[str, Any]:
    if url in ("sqlite://", "sqlite:///:memory:"):  # one shared connection, else every thread would see its own empty database
        return {"poolclass": StaticPool}
    return {"pool_size": 20, "max_overflow": 100, "pool_use_lifo": True}  # the connection used last has its pages and statements at hand


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def make_sessions(engine: Engine) -> Sessions:
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def writing(sessions: Sessions) -> Iterator[Session]:
    """One transaction that will write: committed at the end, rolled back on an exception."""
    with sessions() as session:
        bind = session.get_bind()
        if bind.dialect.name != "sqlite":
            with session.begin():
                yield session
            return
        with _turnstile(str(bind.engine.url.database or "")).passing(), session.begin():
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session


class Turnstile:
    """Writers of one SQLite file, one after the other over all threads and processes.

    SQLite itself lets waiting writers sleep and try again: under load some of them starve for seconds.
    """

    def __init__(self, path: str) -> None:
        self._threads = threading.Lock()
        self._file = open(path, "ab") if path else None  # noqa: SIM115 - lives as long as the process

    @contextmanager
    def passing(self) -> Iterator[None]:
        with self._threads:
            if self._file is None:
                yield
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


_turnstiles: dict[tuple[str, int], Turnstile] = {}
_making = threading.Lock()


def _turnstile(database: str) -> Turnstile:
    """This process's one; a forked process opens its own, for a lock taken through an inherited file would not keep it out."""
    key = (database, os.getpid())
    found = _turnstiles.get(key)
    if found is None:
        with _making:
            found = _turnstiles.setdefault(key, Turnstile("" if database in ("", ":memory:") else f"{database}-writers"))
    return found


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """One transaction that only reads. What was loaded stays readable afterwards; anything changed by mistake is rolled back."""
    with sessions() as session:  # closing rolls back without expiring what was loaded; `rollback()` would expire it
        yield session
