"""Secrets are made once, kept, and readable by their owner only."""

from pathlib import Path

import pytest

from ops import envfile
from ops.say import Stop

ADDRESSES = {"REDIS_URL": "redis://127.0.0.1:6380/0"}


@pytest.fixture
def env(tmp_path: Path) -> Path:
    return tmp_path / ".env"


@pytest.fixture(autouse=True)
def without_a_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIELD_ENCRYPTION_KEY", raising=False)


def test_a_first_start_writes_every_secret(env: Path, tmp_path: Path) -> None:
    envfile.complete(env, ADDRESSES, tmp_path / "advisor.db")
    values = envfile.read(env)
    assert len(values["WECHAT_AES_KEY"]) == 43
    assert values["WECHAT_APP_ID"].startswith("wx") and len(values["WECHAT_APP_ID"]) == 18
    assert values["REDIS_URL"] == ADDRESSES["REDIS_URL"]
    assert all(values.values())
    assert env.stat().st_mode & 0o777 == 0o600


def test_what_is_there_is_never_changed(env: Path, tmp_path: Path) -> None:
    env.write_text("WECHAT_TOKEN=mine\nWECHAT_AES_KEY=\nREDIS_URL=redis://elsewhere/0")
    envfile.complete(env, ADDRESSES, tmp_path / "advisor.db")
    before = env.read_text()
    assert envfile.complete(env, ADDRESSES, tmp_path / "advisor.db") == 0
    assert env.read_text() == before
    assert before.startswith("WECHAT_TOKEN=mine\nWECHAT_AES_KEY=\nREDIS_URL=redis://elsewhere/0\n")


def test_two_installations_share_no_secret(tmp_path: Path) -> None:
    for name in ("one", "two"):
        envfile.complete(tmp_path / name, {}, tmp_path / "advisor.db")
    one, two = envfile.read(tmp_path / "one"), envfile.read(tmp_path / "two")
    assert not set(one.values()) & set(two.values())


def test_it_makes_no_second_key_for_data_that_exists(env: Path, tmp_path: Path) -> None:
    """A new key would leave every stored conversation unreadable."""
    (tmp_path / "advisor.db").touch()
    with pytest.raises(Stop, match="FIELD_ENCRYPTION_KEY"):
        envfile.complete(env, ADDRESSES, tmp_path / "advisor.db")
    assert not env.exists()
