"""The migrations make exactly the tables the models describe, on both databases, and can be undone."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from store.base import Base, make_engine

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/advisor.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def migrations(url: str) -> Config:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config


def test_the_newest_revision_is_what_the_models_say(url: str, migrations: Config) -> None:
    command.upgrade(migrations, "head")
    engine = make_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
        tables = set(inspect(connection).get_table_names())
    engine.dispose()
    assert differences == []
    assert tables == set(Base.metadata.tables) | {"alembic_version"}


def test_upgrading_twice_changes_nothing(migrations: Config) -> None:
    command.upgrade(migrations, "head")
    command.upgrade(migrations, "head")


def test_every_step_can_be_undone_and_done_again(url: str, migrations: Config) -> None:
    command.upgrade(migrations, "head")
    command.downgrade(migrations, "base")
    engine = make_engine(url)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    engine.dispose()
    command.upgrade(migrations, "head")


def test_there_is_one_newest_revision() -> None:
    """Two people who each add a migration must join them, else an upgrade stops half way."""
    assert len(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_heads()) == 1
