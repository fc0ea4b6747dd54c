"""The command line as other programs use it: JSON lines in and out, clear errors, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import settings
from bot.cli import advisor
from store.base import Base, make_engine


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A runner on an empty database of its own, without Rasa."""
    url = f"sqlite:///{tmp_path}/cli.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("FIELD_ENCRYPTION_KEY", "test-key")
    monkeypatch.setenv("RASA_URL", "http://127.0.0.1:9")
    Base.metadata.create_all(make_engine(url))
    return CliRunner()


def test_jsonl_answers_in_order_and_goes_on_after_a_bad_line(run: CliRunner) -> None:
    lines = [
        json.dumps({"id": "a", "text": "孩子抽了，翻白眼，叫不应"}),
        "{not json",
        json.dumps({"id": "b", "text": "8个月宝宝夜里总是醒怎么办", "child_months": 8}),
        json.dumps({"id": "c", "text": "你好", "child_months": -3}),
    ]
    result = run.invoke(advisor, ["ask", "--no-rasa", "--jsonl"], input="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "b", None]
    assert answers[0]["decision"] == answers[0]["urgency"] == "emergency"
    assert answers[0]["red_flags"]
    assert set(answers[2]) == {
        "id", "decision", "urgency", "intent", "confidence", "article_id", "article_title", "reply", "red_flags", "candidates"
    }  # fmt: skip
    assert "child_months" in answers[3]["error"]
    assert result.exit_code == 1


def test_history_is_taken_into_account(run: CliRunner) -> None:
    line = {
        "id": 1,
        "text": "两个月",
        "history": [{"role": "parent", "text": "宝宝发烧38度5怎么办"}, {"role": "bot", "text": "宝宝多大了？"}],
    }
    result = run.invoke(advisor, ["ask", "--no-rasa", "--jsonl"], input=json.dumps(line))
    assert json.loads(result.stdout)["decision"] == "emergency"


def test_asking_without_a_question_is_wrong_usage(run: CliRunner) -> None:
    assert run.invoke(advisor, ["ask"]).exit_code == 2


def test_staff_privacy_and_articles(run: CliRunner, tmp_path: Path) -> None:
    assert run.invoke(advisor, ["knowledge", "import", str(settings.ROOT / "knowledge/articles/product")]).exit_code == 1, (
        "nobody to sign as author"
    )
    added = run.invoke(advisor, ["user", "add", "bianji", "--name", "小编", "--role", "editor"])
    assert added.exit_code == 0, added.output
    brought = run.invoke(advisor, ["knowledge", "import", str(settings.ROOT / "knowledge/articles/product")])
    assert brought.exit_code == 0, brought.output
    assert run.invoke(advisor, ["knowledge", "export", str(tmp_path / "out")]).exit_code == 0
    assert list((tmp_path / "out" / "product").glob("*.md"))
    assert run.invoke(advisor, ["user", "add", "bianji", "--name", "又一个", "--role", "editor"]).exit_code == 1
    assert run.invoke(advisor, ["privacy", "erase", "o-nobody"]).exit_code == 1


def test_seeding_twice_changes_nothing(run: CliRunner, tmp_path: Path) -> None:
    first = run.invoke(advisor, ["seed", "--env-file", str(tmp_path / ".env")])
    assert first.exit_code == 0, first.output
    passwords = (tmp_path / ".env").read_text()
    second = run.invoke(advisor, ["seed", "--env-file", str(tmp_path / ".env")])
    assert "0 articles imported" in second.output
    assert (tmp_path / ".env").read_text() == passwords
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
