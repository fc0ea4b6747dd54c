"""Stories about things going wrong: journeys 7 and 11."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from people import Parent, text_of
from sqlalchemy import text

from benchmarks.town import Town, redis_server, until
from store.base import make_engine

pytestmark = pytest.mark.journey
QUESTION = "8个月宝宝夜里总是醒怎么办"
PARENTS, ROUNDS = 50, 2


def answers(mother: Parent) -> list[str]:
    return [t for t in map(text_of, mother.heard(0)) if "/h5/article/" in t]


def test_a_redelivery_while_the_first_is_running_gets_the_same_reply_and_she_reads_it_once(
    town: Town, parent: Callable[..., Parent]
) -> None:
    town.sim("POST", "settings", copies=2, copy_gap=0.3)
    try:
        mother = parent("重投妈妈")
        mother.says(QUESTION, wait=True)
        until(lambda: answers(mother), 15)
        time.sleep(2)
        attempts = town.sim("GET", "deliveries", openid=mother.openid)
        assert len(answers(mother)) == 1, attempts
    finally:
        town.sim("POST", "settings", copies=1)


def test_a_crash_between_receipt_and_reply_is_answered_once_a_hundred_times_on_each_database(town: Town) -> None:
    """Two crashes of the web processes, each after fifty parents' messages were written down and before all were answered."""
    for round_number in range(ROUNDS):
        mothers = [Parent(town, f"崩溃{round_number}-{n}") for n in range(PARENTS)]
        kept = received(town)
        for mother in mothers:
            town.sim("POST", "say", openid=mother.openid, type="text", content=QUESTION)
        until(lambda before=kept: received(town) >= before + PARENTS, 30, "not all messages were received")  # type: ignore[misc]
        time.sleep(1.1 * round_number)  # within the burst window, and while the answers are being made
        town.restart("web", signal.SIGKILL)
        until(town.is_ready, 60, "web did not come back")
        for mother in mothers:
            until(lambda m=mother: answers(m), 60, f"{mother.name} was never answered")  # type: ignore[misc]
        time.sleep(1)
        assert [len(answers(mother)) for mother in mothers] == [1] * PARENTS


def received(town: Town) -> int:
    """How many messages the bot has written down."""
    engine = make_engine(town.database_url)
    with engine.connect() as connection:
        count = int(connection.execute(text("SELECT count(*) FROM inbound")).scalar_one())
    engine.dispose()
    return count


@pytest.fixture
def lonely_town(tmp_path: Path, redis_url: str) -> Iterator[Town]:
    """A town whose Rasa address answers nothing."""
    place = Town(tmp_path, f"sqlite:///{tmp_path}/advisor.db", redis_url.removesuffix("/0") + "/5", "http://127.0.0.1:9", workers=1)
    place.prepare()
    place.start()
    yield place
    place.stop()


def test_with_rasa_stopped_she_is_still_answered_or_handed_over_and_emergencies_are_caught(lonely_town: Town) -> None:
    mother = Parent(lonely_town, "无Rasa妈妈")
    first = mother.asks(QUESTION, "", 15)
    assert "/h5/article/" in first or "顾问" in first or "哪一个" in first
    assert "120" in Parent(lonely_town, "急").asks("孩子抽了 翻白眼 叫不应")
    assert "已经转给" in Parent(lonely_town, "找人").asks("转人工", "已经转给")


def test_with_redis_gone_the_message_is_kept_and_answered(tmp_path: Path, rasa_url: str) -> None:
    with redis_server(tmp_path) as url:
        place = Town(tmp_path, f"sqlite:///{tmp_path}/advisor.db", url, rasa_url, workers=1)
        place.prepare()
        place.start()
    try:  # the server has ended with its block
        mother = Parent(place, "无Redis妈妈")
        assert "/h5/article/" in mother.asks(QUESTION, "/h5/article/", 20)
    finally:
        place.stop()
