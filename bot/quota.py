"""The platform's allowance for customer-service messages as we count it: 5 in 48 h per message of hers, 3 in 1 min per action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.settings import PlatformLimits
from store.outbox import OutboxMessage, ReplyWindow

NO_CREDIT = "quota"  # the window is open, its messages are used up
NO_WINDOW = "window"  # she has not written within 48 hours


@dataclass(frozen=True)
class Allowance:
    """`left` messages may still be sent until `closes_at`; `held` wait for her next contact."""

    left: int
    allowance: int
    closes_at: datetime | None
    held: int


def open_window(session: Session, customer_id: int, kind: str, now: datetime, limits: PlatformLimits) -> None:
    """A message (`message`) or a follow, scan or tap (`action`) opens a full allowance; it replaces the earlier one."""
    lasts = timedelta(hours=limits.message_hours) if kind == "message" else timedelta(seconds=limits.action_seconds)
    allowance = limits.message_allowance if kind == "message" else limits.action_allowance
    session.merge(ReplyWindow(customer_id=customer_id, kind=kind, expires_at=now + lasts, allowance=allowance, used=0))


def take_credit(session: Session, customer_id: int, now: datetime) -> str | None:
    """Use one message of the longest-lived window that has credit; None when done, else why not (NO_CREDIT, NO_WINDOW)."""
    windows = session.scalars(
        select(ReplyWindow)
        .where(ReplyWindow.customer_id == customer_id, ReplyWindow.expires_at > now)
        .order_by(ReplyWindow.expires_at.desc())
    ).all()
    for window in windows:
        if _use(session, window):
            return None
    return NO_CREDIT if windows else NO_WINDOW


def _use(session: Session, window: ReplyWindow) -> bool:
    changed = session.execute(
        update(ReplyWindow)
        .where(ReplyWindow.customer_id == window.customer_id, ReplyWindow.kind == window.kind, ReplyWindow.used < ReplyWindow.allowance)
        .values(used=ReplyWindow.used + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def give_back(session: Session, customer_id: int, now: datetime) -> None:
    """A message that certainly did not leave costs nothing."""
    newest = (
        select(ReplyWindow.kind)
        .where(ReplyWindow.customer_id == customer_id, ReplyWindow.expires_at > now, ReplyWindow.used > 0)
        .order_by(ReplyWindow.expires_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(ReplyWindow)
        .where(ReplyWindow.customer_id == customer_id, ReplyWindow.kind == newest)
        .values(used=ReplyWindow.used - 1)
        .execution_options(synchronize_session=False)
    )


def believe_platform(session: Session, customer_id: int, code: int | None) -> None:
    """The platform counts differently (45047, 45015): its count holds."""
    values = {"used": ReplyWindow.allowance} if code == 45047 else {"expires_at": datetime.fromtimestamp(0).astimezone()}
    session.execute(
        update(ReplyWindow).where(ReplyWindow.customer_id == customer_id).values(**values).execution_options(synchronize_session=False)
    )


def credit(session: Session, customer_id: int, now: datetime) -> int:
    """Messages that may be sent now, over all windows."""
    left = select(func.coalesce(func.sum(ReplyWindow.allowance - ReplyWindow.used), 0))
    return int(session.scalar(left.where(ReplyWindow.customer_id == customer_id, ReplyWindow.expires_at > now)) or 0)


def allowance(session: Session, customer_id: int, now: datetime, limits: PlatformLimits) -> Allowance:
    """What an advisor sees beside the thread."""
    window = session.get(ReplyWindow, (customer_id, "message"), populate_existing=True)
    is_open = window is not None and window.expires_at > now
    held = session.scalar(select(func.count()).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "held")) or 0
    total = window.allowance if window and is_open else limits.message_allowance
    left = window.allowance - window.used if window and is_open else credit(session, customer_id, now)
    return Allowance(left, total, window.expires_at if window and is_open else None, held)
