"""Whether a human really has a conversation now, and what follows when that human has gone home."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisors import events
from advisors.shifts import is_on_shift
from store.conversations import Conversation
from store.families import Customer
from store.people import Staff

STILL_THERE = timedelta(minutes=30)


def lock_customer(session: Session, customer_id: int) -> None:
    """Serialise takeover and sending for one family (PostgreSQL row lock; SQLite writers are serial anyway)."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())


def is_human_there(session: Session, conversation: Conversation, now: datetime, last_human_at: datetime | None) -> bool:
    """Taken, and its advisor is on shift, on call, or wrote within the last half hour."""
    staff = session.get(Staff, conversation.assigned_id) if conversation.assigned_id else None
    if conversation.state != "human" or staff is None:
        return False
    recent = last_human_at is not None and now - last_human_at < STILL_THERE
    return recent or staff.on_call or is_on_shift(staff, now)


def release_absent(session: Session, conversation: Conversation, now: datetime) -> None:
    """Give a conversation whose human has gone back to the queue, so that the bot may speak in an emergency."""
    lock_customer(session, conversation.customer_id)
    conversation.state, conversation.taken_at = "waiting", None
    events.record(session, "assigned", conversation, now, why="absent")
