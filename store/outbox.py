"""Everything that is to reach a parent, one row a message, whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from store.base import Base, EncryptedJSON, UTCDateTime, table


class OutboxMessage(Base):
    """`state`: pending, sending, sent, failed, held (no quota or window: kept for her next contact), cancelled."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "customer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turn.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversation.id"), index=True)
    author: Mapped[str] = mapped_column(String(8))  # bot, notice (the bot about the handover), advisor, care
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(8))  # text, menu, image, news
    content: Mapped[Any] = mapped_column(EncryptedJSON)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    reason: Mapped[str | None] = mapped_column(String(120))
    via: Mapped[str | None] = mapped_column(String(8))  # passive, custom
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


OUTBOX = table(OutboxMessage)
KEPT = tuple(column.key for column in OUTBOX.columns if column.key != "id")


class ReplyWindow(Base):
    """The platform's allowance for customer-service messages, as we count it: one row per customer and kind."""

    __tablename__ = "reply_window"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)  # message (5 in 48 h), action (3 in 1 min)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    allowance: Mapped[int]
    used: Mapped[int]


@dataclass(frozen=True)
class Part:
    """One message as the platform knows it.

    text: {"text"}; menu: {"head", "items": [{"id", "label"}], "tail"}; image: {"media_id"} or {"path"};
    news: {"title", "description", "url", "image_url"}.
    """

    kind: str
    content: dict[str, Any] = field(default_factory=dict)


def kept_part(part: Part) -> dict[str, Any]:
    """The part as kept with the message that it answered."""
    return {"kind": part.kind, "content": part.content}


def text_part(text: str) -> Part:
    return Part("text", {"text": text})


def menu_part(head: str, items: list[tuple[str, str]], tail: str = "") -> Part:
    """`items` are (id, label); the label is what arrives when she taps."""
    return Part("menu", {"head": head, "items": [{"id": i, "label": label} for i, label in items], "tail": tail})


def drafted(
    customer_id: int,
    parts: list[Part],
    now: datetime,
    *,
    author: str = "bot",
    turn_id: int | None = None,
    conversation_id: int | None = None,
    staff_id: int | None = None,
) -> list[OutboxMessage]:
    """Pending rows in order, not yet in any session."""
    return [
        OutboxMessage(
            customer_id=customer_id,
            turn_id=turn_id,
            conversation_id=conversation_id,
            author=author,
            staff_id=staff_id,
            kind=part.kind,
            content=part.content,
            state="pending",
            attempts=0,
            created_at=now,
        )
        for part in parts
    ]


def queue(session: Session, customer_id: int, parts: list[Part], now: datetime, **about: Any) -> list[OutboxMessage]:
    """Add pending rows in order (`about`: what `drafted` takes); the caller commits and then asks for delivery."""
    rows = drafted(customer_id, parts, now, **about)
    session.add_all(rows)
    return rows


def write_down(session: Session, rows: list[OutboxMessage]) -> None:
    """Insert drafted rows as they are now, in one statement; they stay outside the session."""
    if rows:
        session.execute(insert(OUTBOX), [{name: getattr(row, name) for name in KEPT} for row in rows])


def waiting(session: Session, customer_id: int) -> list[OutboxMessage]:
    """Rows not yet sent for this customer, oldest first."""
    found = session.scalars(
        select(OutboxMessage).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "pending").order_by(OutboxMessage.id)
    )
    return list(found)
