"""Conversations in human hands, and what the desk was told about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, EncryptedJSON, UTCDateTime


class Conversation(Base):
    """From handover to close. `open_key` equals the customer's id while open, so a customer has at most one open."""

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    open_key: Mapped[int | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(String(8))  # waiting (nobody has taken it yet), human, closed
    assigned_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # the family's own advisor when it was opened
    reason: Mapped[str] = mapped_column(String(20))  # asked, unsure, emergency, distress, complaint, service, media, dissatisfied
    urgency: Mapped[str] = mapped_column(String(10))  # emergency, same_day, routine
    card: Mapped[Any] = mapped_column(EncryptedJSON)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_reply_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_parent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    unread: Mapped[int] = mapped_column(Integer, default=0)
    satisfaction: Mapped[int | None]  # 1 (bad) to 3 (good)


class DeskEvent(Base):
    """Something a desk must show; `id` is the sequence number a reconnecting browser replays from."""

    __tablename__ = "desk_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)  # None: every supervisor
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    payload: Mapped[Any] = mapped_column(EncryptedJSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


_OPEN = select(Conversation).where(Conversation.open_key == bindparam("customer_id"))


def open_conversation(session: Session, customer_id: int) -> Conversation | None:
    return session.scalar(_OPEN, {"customer_id": customer_id})
