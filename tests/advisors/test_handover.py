"""Whose family this is, who answers now, and what she is told."""

from typing import Any

import pytest
from conftest import NIGHT, NOON  # type: ignore[attr-defined]
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisors import desk, events
from advisors.access import Forbidden, visible
from advisors.assignment import bind_by_code, own_advisor
from advisors.handover import Handover, hand_over
from store.conversations import Conversation, DeskEvent
from store.families import Customer
from store.outbox import OutboxMessage, queue, text_part
from store.people import Staff

CARD: dict[str, Any] = {"who": "梅梅", "red_flags": [{"id": "R01", "name": "小月龄发热", "level": "A1"}]}


def handed(session: Session, mei: Customer, urgency: str = "routine", now: Any = NOON, reason: str = "asked") -> Handover:
    return hand_over(session, mei, reason=reason, urgency=urgency, card=CARD, now=now)


def test_the_code_she_scanned_decides_and_a_second_code_takes_nobody_away(session: Session, mei: Customer, lin: Staff, zhou: Staff) -> None:
    zhou.scene = "advisor-zhou"
    assert bind_by_code(session, mei, "advisor-lin") is lin
    assert bind_by_code(session, mei, "advisor-zhou") is lin
    assert bind_by_code(session, mei, "nobody") is None
    assert own_advisor(session, mei) is lin


def test_without_a_code_the_region_decides_and_then_the_load(session: Session, mei: Customer, lin: Staff, zhou: Staff) -> None:
    mei.region = "广东"
    assert own_advisor(session, mei) is zhou
    stranger = Customer(openid="o2", openid_hash="2", created_at=NOON)
    session.add(stranger)
    session.flush()
    assert own_advisor(session, stranger) is lin, "she has fewer families"


def test_on_shift_her_own_advisor_answers_now(session: Session, mei: Customer, lin: Staff) -> None:
    handover = handed(session, mei)
    assert (handover.advisor_name, handover.on_shift, handover.when) == ("lin", True, None)


def test_at_night_she_is_told_who_and_when(session: Session, mei: Customer, lin: Staff, chen: Staff) -> None:
    handover = handed(session, mei, now=NIGHT)
    assert (handover.advisor_name, handover.on_shift, handover.when) == ("lin", False, "明天 09:00")


def test_an_emergency_at_night_goes_to_whoever_is_on_call_and_pages_her_own_advisor_too(
    session: Session, mei: Customer, lin: Staff, chen: Staff
) -> None:
    handover = handed(session, mei, "emergency", NIGHT)
    assert (handover.advisor_name, handover.on_call) == ("chen", True)
    paged = session.scalars(select(DeskEvent.staff_id).where(DeskEvent.kind == "page")).all()
    assert set(paged) == {lin.id, chen.id}


def test_whoever_was_paged_learns_that_somebody_has_taken_it(session: Session, mei: Customer, lin: Staff, zhou: Staff, chen: Staff) -> None:
    handover = handed(session, mei, "emergency", NIGHT)
    conversation = session.get_one(Conversation, handover.conversation_id)
    desk.take(session, conversation, chen, NIGHT)
    session.flush()
    assert [event.kind for event in events.after(session, lin, 0)] == ["page", "taken"]
    assert events.after(session, zhou, 0) == [], "another family's emergency is not hers"


def test_a_second_handover_raises_the_open_conversation_and_never_lowers_it(session: Session, mei: Customer, lin: Staff) -> None:
    first, second, third = handed(session, mei), handed(session, mei, "emergency"), handed(session, mei)
    assert first.conversation_id == second.conversation_id == third.conversation_id
    assert session.get_one(Conversation, first.conversation_id).urgency == "emergency"


def test_with_no_advisor_at_all_the_conversation_still_waits_and_supervisors_are_paged(session: Session, mei: Customer) -> None:
    handover = handed(session, mei, "emergency")
    assert handover.advisor_name is None
    assert session.scalar(select(DeskEvent.staff_id).where(DeskEvent.kind == "page")) is None


@pytest.fixture
def conversation(session: Session, mei: Customer, lin: Staff) -> Conversation:
    return session.get_one(Conversation, handed(session, mei).conversation_id)


def test_taking_cancels_the_bots_waiting_messages(session: Session, conversation: Conversation, mei: Customer, lin: Staff) -> None:
    queue(session, mei.id, [text_part("机器人")], NOON)
    queue(session, mei.id, [text_part("通知")], NOON, author="notice")
    desk.take(session, conversation, lin, NOON)
    session.expire_all()
    states = dict(session.execute(select(OutboxMessage.author, OutboxMessage.state)).all())  # type: ignore[arg-type]
    assert states == {"bot": "cancelled", "notice": "pending"}


def test_only_one_takes_it_and_the_other_is_told_who(session: Session, conversation: Conversation, lin: Staff, zhou: Staff) -> None:
    desk.take(session, conversation, lin, NOON)
    desk.take(session, conversation, lin, NOON)
    with pytest.raises(desk.DeskError, match="lin") as refused:
        desk.take(session, conversation, zhou, NOON)
    assert refused.value.code == "taken"


@pytest.mark.parametrize("text", ["", "   \n", "长" * 2001])
def test_empty_and_endless_replies_are_refused(session: Session, conversation: Conversation, lin: Staff, text: str) -> None:
    desk.take(session, conversation, lin, NOON)
    with pytest.raises(desk.DeskError):
        desk.say(session, conversation, lin, text, NOON)


def test_nobody_replies_before_taking_or_after_closing(session: Session, conversation: Conversation, lin: Staff) -> None:
    with pytest.raises(desk.DeskError):
        desk.say(session, conversation, lin, "您好", NOON)
    desk.take(session, conversation, lin, NOON)
    desk.close(session, conversation, lin, NOON, ask=True)
    with pytest.raises(desk.DeskError):
        desk.say(session, conversation, lin, "您好", NOON)
    with pytest.raises(desk.DeskError):
        desk.close(session, conversation, lin, NOON, ask=True)


def test_closing_one_that_nobody_took_asks_nothing(session: Session, conversation: Conversation, lin: Staff) -> None:
    assert desk.close(session, conversation, lin, NOON, ask=True) == []


def test_an_advisor_sees_only_her_own_families(session: Session, conversation: Conversation, lin: Staff, zhou: Staff) -> None:
    assert visible(session, lin, conversation.id) is conversation
    with pytest.raises(Forbidden):
        visible(session, zhou, conversation.id)
    with pytest.raises(Forbidden):
        visible(session, zhou, 999)
    zhou.role = "supervisor"
    assert visible(session, zhou, conversation.id) is conversation


def test_events_are_replayed_from_any_number_and_only_to_those_concerned(
    session: Session, conversation: Conversation, lin: Staff, zhou: Staff
) -> None:
    start = events.latest(session)
    desk.take(session, conversation, lin, NOON)
    desk.say(session, conversation, lin, "您好", NOON)
    session.flush()
    kinds = [event.kind for event in events.after(session, lin, start)]
    assert kinds == ["taken", "message"]
    assert events.after(session, lin, events.latest(session)) == []
    assert events.after(session, zhou, 0) == []
