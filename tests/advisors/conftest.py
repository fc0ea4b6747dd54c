"""A scratch database with two advisors, an expert on call, and a family."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import store.messages  # noqa: F401 - the outbox refers to its tables
from store import cipher
from store.base import Base, make_engine, make_sessions
from store.families import Customer
from store.people import Shift, Staff

NIGHT = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)  # Sunday 23:40 in China
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    cipher.configure("test-key")
    engine = make_engine(f"sqlite:///{tmp_path}/t.db")
    Base.metadata.create_all(engine)
    with make_sessions(engine)() as opened:
        yield opened


def somebody(session: Session, username: str, role: str, *, works: bool = True, **more: object) -> Staff:
    staff = Staff(username=username, display_name=username, role=role, password_hash="-", created_at=NOON, **more)
    if works:
        staff.shifts = [Shift(weekday=day, start_minute=9 * 60, end_minute=18 * 60) for day in range(7)]
    session.add(staff)
    session.flush()
    return staff


@pytest.fixture
def lin(session: Session) -> Staff:
    return somebody(session, "lin", "advisor", scene="advisor-lin", region="四川")


@pytest.fixture
def zhou(session: Session) -> Staff:
    return somebody(session, "zhou", "advisor", region="广东")


@pytest.fixture
def chen(session: Session) -> Staff:
    return somebody(session, "chen", "expert", on_call=True, works=False)


@pytest.fixture
def mei(session: Session) -> Customer:
    customer = Customer(openid="o-mei", openid_hash="mei", created_at=NOON)
    session.add(customer)
    session.flush()
    return customer
