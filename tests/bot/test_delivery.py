"""Delivery: order, quota, window, merging, refusals, retries, and the takeover rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from conftest import HandClock, RememberingPlatform  # type: ignore[attr-defined]
from sqlalchemy import select

from bot import quota
from bot.channels.wechat_api import SendError
from bot.delivery import Delivery, release_held
from bot.settings import PlatformLimits
from store.base import Sessions, reading, writing
from store.conversations import Conversation
from store.outbox import OutboxMessage, queue, text_part

Open = Callable[[str], None]


@pytest.fixture
def opens(sessions: Sessions, mei: int, clock: HandClock, limits: PlatformLimits) -> Open:
    def open_it(kind: str) -> None:
        with writing(sessions) as session:
            quota.open_window(session, mei, kind, clock(), limits)

    return open_it


@pytest.fixture
def says(sessions: Sessions, mei: int, clock: HandClock) -> Callable[..., None]:
    def queue_it(*texts: str, author: str = "bot") -> None:
        with writing(sessions) as session:
            queue(session, mei, [text_part(text) for text in texts], clock(), author=author)

    return queue_it


def states(sessions: Sessions) -> list[str]:
    with reading(sessions) as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def test_messages_leave_in_order(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int
) -> None:
    opens("message")
    says("一", "二", "三")
    assert delivery.run(mei) == 3
    assert platform.texts == ["一", "二", "三"]


def test_texts_are_merged_when_quota_is_short(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int
) -> None:
    opens("action")
    says("一", "二", "三", "四")
    delivery.run(mei)
    assert len(platform.sent) == 3
    assert "\n\n".join(platform.texts).split("\n\n") == ["一", "二", "三", "四"]


def test_beyond_the_quota_messages_are_held_with_a_reason_and_leave_at_her_next_contact(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int, sessions: Sessions
) -> None:
    opens("message")
    for number in range(7):
        says(f"{number}" * 2000, author="advisor")
        delivery.run(mei)
    assert len(platform.sent) == 5
    assert states(sessions) == ["sent"] * 5 + ["held"] * 2
    with writing(sessions) as session:
        assert "等她" in str(session.scalar(select(OutboxMessage.reason).where(OutboxMessage.state == "held").limit(1)))
        release_held(session, mei)
    opens("message")
    delivery.run(mei)
    assert len(platform.sent) == 7


def test_an_action_opens_three_messages_for_one_minute_only(
    opens: Open,
    says: Callable[..., None],
    delivery: Delivery,
    platform: RememberingPlatform,
    mei: int,
    clock: HandClock,
    sessions: Sessions,
) -> None:
    opens("action")
    clock.passes(seconds=61)
    says("晚了")
    delivery.run(mei)
    assert platform.sent == []
    assert states(sessions) == ["held"]


@pytest.mark.parametrize("code", [45015, 45047])
def test_when_the_platform_counts_differently_its_count_holds(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int, sessions: Sessions, code: int
) -> None:
    opens("message")
    platform.refusals = [SendError("refused", retry=False, outcome="held", code=code)]
    says("一", "二")
    delivery.run(mei)
    assert states(sessions) == ["held", "held"]
    says("三")
    delivery.run(mei)
    assert platform.sent == []


def test_a_busy_platform_is_tried_again_later_and_not_for_ever(
    opens: Open,
    says: Callable[..., None],
    delivery: Delivery,
    platform: RememberingPlatform,
    mei: int,
    clock: HandClock,
    sessions: Sessions,
) -> None:
    opens("message")
    platform.refusals = [SendError("busy", retry=True)] * 9
    says("一")
    for _ in range(9):
        delivery.run(mei)
        clock.passes(minutes=5)
    assert states(sessions) == ["failed"]
    assert len(platform.refusals) == 5, "four attempts, as config.yml says"
    with reading(sessions) as session:
        assert quota.credit(session, mei, clock()) == 5, "what never left costs nothing"


def test_a_message_waiting_for_its_next_try_holds_back_those_behind_it(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int, clock: HandClock
) -> None:
    opens("message")
    platform.refusals = [SendError("busy", retry=True)]
    says("一", "二")
    delivery.run(mei)
    assert platform.sent == []
    clock.passes(minutes=1)
    delivery.run(mei)
    assert platform.texts == ["一", "二"]


def test_a_parent_who_blocked_the_account_is_remembered(
    opens: Open, says: Callable[..., None], delivery: Delivery, platform: RememberingPlatform, mei: int, sessions: Sessions
) -> None:
    opens("message")
    platform.refusals = [SendError("not a follower", retry=False, outcome="blocked", code=43004)]
    says("一")
    delivery.run(mei)
    assert states(sessions) == ["failed"]


def human_takes_over(sessions: Sessions, mei: int, clock: HandClock) -> None:
    with writing(sessions) as session:
        session.add(
            Conversation(
                customer_id=mei,
                open_key=mei,
                state="human",
                reason="asked",
                urgency="routine",
                card={},
                opened_at=clock(),
                taken_at=clock(),
            )
        )


def test_no_bot_message_leaves_while_a_human_has_the_conversation_but_the_humans_do(
    opens: Open,
    says: Callable[..., None],
    delivery: Delivery,
    platform: RememberingPlatform,
    mei: int,
    sessions: Sessions,
    clock: HandClock,
) -> None:
    opens("message")
    says("机器人的话")
    human_takes_over(sessions, mei, clock)
    says("顾问的话", author="advisor")
    delivery.run(mei)
    assert platform.texts == ["顾问的话"]
    assert states(sessions) == ["cancelled", "sent"]


def test_a_takeover_in_the_middle_of_sending_stops_the_rest(
    opens: Open,
    says: Callable[..., None],
    delivery: Delivery,
    platform: RememberingPlatform,
    mei: int,
    sessions: Sessions,
    clock: HandClock,
) -> None:
    opens("message")
    says("一", "二")

    def take_over() -> None:
        platform.during_send = None
        human_takes_over(sessions, mei, clock)

    platform.during_send = take_over
    delivery.run(mei)
    assert platform.texts == ["一"]
    assert states(sessions) == ["sent", "cancelled"]


def test_messages_of_a_worker_that_died_are_sent_by_the_next(
    opens: Open,
    says: Callable[..., None],
    delivery: Delivery,
    platform: RememberingPlatform,
    mei: int,
    sessions: Sessions,
    clock: HandClock,
) -> None:
    opens("message")
    says("一")
    with writing(sessions) as session:
        row = session.scalars(select(OutboxMessage)).one()
        row.state, row.lease_until = "sending", clock() + timedelta(seconds=30)
    assert delivery.run(mei) == 0, "somebody else is at it"
    clock.passes(seconds=31)
    assert delivery.due_customers(timedelta(0)) == [mei]
    assert delivery.run(mei) == 1
