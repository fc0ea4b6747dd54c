"""What parents sent, and the turns that answered it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.base import Base, EncryptedJSON, EncryptedText, UTCDateTime


class InboundRecord(Base):
    """One message or event from the platform, written before any work.

    `dedupe_key` is the MsgId, else openid + CreateTime + Event + EventKey. `turn_id` names the turn that took it.
    """

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_waiting", "customer_id", "turn_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))  # text, image, voice, video, location, link, event, unknown
    event: Mapped[str | None] = mapped_column(String(40))
    event_key: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(EncryptedText)
    media_id: Mapped[str | None] = mapped_column(String(200))
    media_path: Mapped[str | None] = mapped_column(String(200))  # where the downloaded media lies, relative to the media folder
    extra: Mapped[Any | None] = mapped_column(EncryptedJSON)
    tapped: Mapped[bool] = mapped_column(default=False)  # a menu-message tap: opens no 48 h window
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)  # the platform's CreateTime
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turn.id"), index=True)
    passive_reply: Mapped[Any | None] = mapped_column(EncryptedJSON)  # the parts answered in the HTTP response, for redeliveries
    closed: Mapped[bool] = mapped_column(default=False)  # the HTTP response has been decided


class Turn(Base):
    """One answer to one burst of messages.

    `running_key` equals the customer's id while the turn runs: its uniqueness is the customer's lock, and it holds on
    every database and without Redis. A turn whose lease has run out was cut off and may be taken again.
    """

    __tablename__ = "turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    running_key: Mapped[int | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(String(8))  # running, done
    attempt: Mapped[int] = mapped_column(default=1)
    lease_until: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    text: Mapped[str | None] = mapped_column(EncryptedText)
    handler: Mapped[str | None] = mapped_column(String(30))
    decision: Mapped[str | None] = mapped_column(String(12), index=True)
    urgency: Mapped[str | None] = mapped_column(String(10))
    intent: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[float | None]
    article_id: Mapped[str | None] = mapped_column(String(80), index=True)
    subject: Mapped[str | None] = mapped_column(String(20))  # topic, for follow-ups and "a second try on the same subject"
    candidates: Mapped[Any | None] = mapped_column(JSON)
    red_flags: Mapped[Any | None] = mapped_column(JSON)
    feedback: Mapped[str | None] = mapped_column(String(8))  # up, down
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # she opened the full article
    milliseconds: Mapped[int | None]


class PendingQuestion(Base):
    """A question the bot asked and still waits on; at most one open per customer."""

    __tablename__ = "pending_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # age, choice, consent, satisfaction, erase, child_age_save
    detail: Mapped[Any] = mapped_column(EncryptedJSON)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
