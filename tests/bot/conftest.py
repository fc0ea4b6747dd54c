"""A scratch database, a clock that is set by hand, and a platform that remembers what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.wechat_api import SendError
from bot.delivery import Delivery
from bot.settings import PlatformLimits
from store import cipher
from store.base import Base, Sessions, make_engine, make_sessions, writing
from store.families import Customer
from store.outbox import Part


@dataclass
class HandClock:
    now: datetime = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class RememberingPlatform:
    """`refusals` are raised in turn, one per send, before anything is remembered."""

    sent: list[tuple[str, Part]] = field(default_factory=list)
    refusals: list[SendError] = field(default_factory=list)
    during_send: Callable[[], None] | None = None

    def send(self, openid: str, part: Part) -> None:
        if self.during_send:
            self.during_send()
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append((openid, part))

    def upload_image(self, name: str, data: bytes) -> str:
        return f"media-{name}-{len(data)}"

    @property
    def texts(self) -> list[str]:
        return [part.content["text"] for _, part in self.sent]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def platform() -> RememberingPlatform:
    return RememberingPlatform()


@pytest.fixture(params=["sqlite", "postgresql"])
def sessions(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sessions]:
    cipher.configure("test-key")
    url = f"sqlite:///{tmp_path}/t.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def mei(sessions: Sessions, clock: HandClock) -> int:
    """A customer's id."""
    with writing(sessions) as session:
        customer = Customer(openid="o-mei", openid_hash=cipher.current().fingerprint("o-mei"), created_at=clock(), introduced_at=clock())
        session.add(customer)
        session.flush()
        return customer.id


@pytest.fixture
def limits() -> PlatformLimits:
    return PlatformLimits()


@pytest.fixture
def delivery(sessions: Sessions, platform: RememberingPlatform, limits: PlatformLimits, clock: HandClock, tmp_path: Path) -> Delivery:
    return Delivery(sessions, platform, limits, clock, tmp_path)
