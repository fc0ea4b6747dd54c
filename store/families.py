"""The families: a parent, her children, what she consented to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from store.base import Base, EncryptedText, UTCDateTime
from store.cipher import current


class Customer(Base):
    """A parent who writes to the account; found by the fingerprint of her openid."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    openid: Mapped[str] = mapped_column(EncryptedText)
    openid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    nickname: Mapped[str | None] = mapped_column(EncryptedText)
    region: Mapped[str | None] = mapped_column(String(40))
    dialect: Mapped[str | None] = mapped_column(String(20))
    pregnancy_due_on: Mapped[date | None]
    advisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    bound_by: Mapped[str | None] = mapped_column(String(20))  # qr, rule, transfer
    subscribed: Mapped[bool] = mapped_column(default=True)
    introduced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminders_stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    blocked_reason: Mapped[str | None] = mapped_column(String(80))  # the platform refuses messages to her: why
    erase_after: Mapped[datetime | None] = mapped_column(UTCDateTime)  # an erased family: this bare row goes too
    last_inbound_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    children: Mapped[list[Child]] = relationship(back_populates="customer", order_by="Child.id", cascade="all, delete-orphan")


class Child(Base):
    """One child; the birth date may be estimated from an age said in chat (`birth_source`)."""

    __tablename__ = "child"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    sex: Mapped[str | None] = mapped_column(String(6))  # boy, girl
    born_on: Mapped[date | None]
    birth_source: Mapped[str] = mapped_column(String(12), default="chat")  # chat, form, advisor, import
    weeks_at_birth: Mapped[float | None]
    feeding: Mapped[str | None] = mapped_column(String(12))  # breast, formula, mixed
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)

    customer: Mapped[Customer] = relationship(back_populates="children")

    def months_on(self, today: date) -> float | None:
        """Age in months (30.4375 days), None when the birth date is unknown."""
        return None if self.born_on is None else max((today - self.born_on).days, 0) / 30.4375


class Consent(Base):
    """One decision of a parent about one purpose; the newest row per purpose holds."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    granted: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(12))  # chat, h5
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ErasureReceipt(Base):
    """Proof that someone's data was erased, without the data: a fingerprint and the counts."""

    __tablename__ = "erasure_receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    openid_hash: Mapped[str] = mapped_column(String(64), index=True)
    reason: Mapped[str] = mapped_column(String(20))  # asked, unsubscribed, operator
    counts: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


_BY_OPENID = select(Customer).where(Customer.openid_hash == bindparam("fingerprint"))


def find_customer(session: Session, openid: str) -> Customer | None:
    return session.scalar(_BY_OPENID, {"fingerprint": current().fingerprint(openid)})


def granted(session: Session, customer_id: int, purpose: str) -> bool:
    """Whether the newest decision on this purpose was a yes; no decision is a no."""
    newest = (
        select(Consent.granted).where(Consent.customer_id == customer_id, Consent.purpose == purpose).order_by(Consent.id.desc()).limit(1)
    )
    return bool(session.scalar(newest))
