"""The towns (SQLite and PostgreSQL), the cast everyone knows, and a Rasa server for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from people import Parent, Staff

from benchmarks.town import Town, redis_server
from nlu.rasa_process import rasa_server


@pytest.fixture(scope="session")
def rasa_url() -> Iterator[str]:
    with rasa_server() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_url: str, rasa_url: str) -> Iterator[Town]:
    """Prepared, running; every story of the session plays in it, first on SQLite, then on PostgreSQL."""
    folder = tmp_path_factory.mktemp(request.param)
    database = _database(request, folder)
    number = {"sqlite": "1", "postgresql": "2"}[request.param]
    place = Town(folder, database, redis_url.removesuffix("/0") + f"/{number}", rasa_url)
    place.prepare()
    place.start()
    yield place
    place.stop()


def _database(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder}/advisor.db"
    cluster = request.getfixturevalue("postgres_cluster")
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE advisor_journeys")
    return f"{cluster}/advisor_journeys"


@pytest.fixture
def parent(town: Town) -> Callable[..., Parent]:
    """A new parent with a phone: parent("梅梅"), parent("小雨", scene="advisor-lin", follow=True)."""
    return lambda name, **more: Parent(town, name, **more)


@pytest.fixture
def lin(town: Town) -> Staff:
    """Her own advisor, at work round the clock, her desk empty."""
    staff = Staff(town, "lin")
    staff.works(always=True)
    staff.clears_desk()
    return staff


@pytest.fixture
def boss(town: Town) -> Staff:
    return Staff(town, "zhuguan")
