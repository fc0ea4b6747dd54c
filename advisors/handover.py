"""Handing a family to a human: the conversation is opened on a desk with its card, and she is told honestly who answers and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisors import events
from advisors.assignment import own_advisor
from advisors.shifts import in_words, is_on_shift, next_start
from store.conversations import Conversation, open_conversation
from store.families import Customer
from store.people import Staff

URGENCIES = ("emergency", "same_day", "routine")


@dataclass(frozen=True)
class Handover:
    """`when` is None when somebody is there now; otherwise words such as 「明天 09:00」, or None with nobody planned."""

    conversation_id: int
    advisor_name: str | None
    on_shift: bool
    on_call: bool
    when: str | None
    already_open: bool


def hand_over(session: Session, customer: Customer, *, reason: str, urgency: str, card: dict[str, Any], now: datetime) -> Handover:
    """Open the family's conversation, or raise the urgency of the one that is open. Caller commits, then wakes the desks."""
    owner = own_advisor(session, customer)
    answering, on_call = _who_answers(session, owner, urgency, now)
    conversation = open_conversation(session, customer.id)
    already_open = conversation is not None
    if conversation is None:
        conversation = _open(session, customer, owner, answering, reason, urgency, card, now)
    else:
        _raise(conversation, reason, urgency, card, answering)
    if urgency == "emergency":
        _page(session, conversation, owner, answering, now)
    there = answering is not None and (is_on_shift(answering, now) or on_call)
    start = next_start(answering, now) if answering and not there else None
    return Handover(
        conversation.id,
        answering.display_name if answering else None,
        there,
        on_call,
        in_words(start, now) if start else None,
        already_open,
    )


def _who_answers(session: Session, owner: Staff | None, urgency: str, now: datetime) -> tuple[Staff | None, bool]:
    """Her own advisor; an emergency while that one is off goes to whoever is on call. Second value: by being on call."""
    if urgency != "emergency" or (owner and is_on_shift(owner, now)):
        return owner, False
    on_call = session.scalars(select(Staff).where(Staff.on_call.is_(True), Staff.active.is_(True)).order_by(Staff.id)).all()
    if owner in on_call:
        return owner, True
    return (on_call[0], True) if on_call else (owner, False)


def _open(
    session: Session,
    customer: Customer,
    owner: Staff | None,
    answering: Staff | None,
    reason: str,
    urgency: str,
    card: dict[str, Any],
    now: datetime,
) -> Conversation:
    conversation = Conversation(
        customer_id=customer.id,
        open_key=customer.id,
        state="waiting",
        assigned_id=answering.id if answering else None,
        owner_id=owner.id if owner else None,
        reason=reason,
        urgency=urgency,
        card=card,
        opened_at=now,
        last_parent_at=now,
        unread=1,
    )
    session.add(conversation)
    session.flush()
    events.record(session, "opened", conversation, now, urgency=urgency, reason=reason, name=card.get("who"))
    return conversation


def _raise(conversation: Conversation, reason: str, urgency: str, card: dict[str, Any], answering: Staff | None) -> None:
    """Urgency only goes up; a conversation nobody has taken follows whoever is there."""
    if URGENCIES.index(urgency) < URGENCIES.index(conversation.urgency):
        conversation.urgency, conversation.reason, conversation.card = urgency, reason, card
    if conversation.state == "waiting" and answering:
        conversation.assigned_id = answering.id


def _page(session: Session, conversation: Conversation, owner: Staff | None, answering: Staff | None, now: datetime) -> None:
    flags = [flag["name"] for flag in conversation.card.get("red_flags", [])]
    for staff in {s.id: s for s in (owner, answering) if s}.values():
        events.record(
            session, "page", conversation, now, staff_id=staff.id, urgency="emergency", flags=flags, name=conversation.card.get("who")
        )
    if owner is None and answering is None:
        events.record(session, "page", conversation, now, urgency="emergency", flags=flags, name=conversation.card.get("who"))
