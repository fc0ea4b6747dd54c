"""Telling desks what happened: rows with a sequence number, so that nobody who was away misses one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from store.conversations import Conversation, DeskEvent
from store.people import Staff

SEES_ALL = ("supervisor", "admin")
PAGE = 200


def record(session: Session, kind: str, conversation: Conversation, now: datetime, staff_id: int | None = None, **payload: Any) -> None:
    """Add an event for the assigned advisor (or `staff_id`); supervisors see every event."""
    target = staff_id if staff_id is not None else conversation.assigned_id
    session.add(
        DeskEvent(
            kind=kind, staff_id=target, conversation_id=conversation.id, payload={"conversation_id": conversation.id, **payload}, at=now
        )
    )


def after(session: Session, staff: Staff, sequence: int) -> list[DeskEvent]:
    """Events this person may see with a number above `sequence`, in order, at most 200."""
    query = select(DeskEvent).where(DeskEvent.id > sequence).order_by(DeskEvent.id).limit(PAGE)
    if staff.role not in SEES_ALL:
        paged = aliased(DeskEvent)
        rung = select(paged.conversation_id).where(paged.kind == "page", paged.staff_id == staff.id)
        # Whoever was rung must learn that somebody else has taken it, or the alarm would ring on.
        settled = DeskEvent.kind.in_(("taken", "closed")) & DeskEvent.conversation_id.in_(rung)
        query = query.where(or_(DeskEvent.staff_id == staff.id, DeskEvent.kind == "article", settled))
    return list(session.scalars(query))


def latest(session: Session) -> int:
    return session.scalar(select(DeskEvent.id).order_by(DeskEvent.id.desc()).limit(1)) or 0
