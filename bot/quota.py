"""The platform's allowance for customer-service messages as we count it: 5 in 48 h per message of hers, 3 in 1 min per action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bot.settings import PlatformLimits
from store.base import changed, table
from store.outbox import OutboxMessage, ReplyWindow

WINDOWS = table(ReplyWindow)
NO_CREDIT = "quota"  # the window is open, its messages are used up
NO_WINDOW = "window"  # she has not written within 48 hours


@dataclass(frozen=True)
class Allowance:
    """`left` messages may still be sent until `closes_at`; `held` wait for her next contact."""

    left: int
    allowance: int
    closes_at: datetime | None
    held: int


def open_window(session: Session, customer_id: int, kind: str, now: datetime, limits: PlatformLimits, *, is_new: bool = False) -> None:
    """A message (`message`) or a follow, scan or tap (`action`) opens a full allowance; it replaces the earlier one.

    `is_new`: the customer has none yet.
    """
    lasts = timedelta(hours=limits.message_hours) if kind == "message" else timedelta(seconds=limits.action_seconds)
    allowance = limits.message_allowance if kind == "message" else limits.action_allowance
    values = {"expires_at": now + lasts, "allowance": allowance, "used": 0}
    if is_new or not _reopened(session, customer_id, kind, values):
        session.execute(insert(WINDOWS), {"customer_id": customer_id, "kind": kind, **values})


def _reopened(session: Session, customer_id: int, kind: str, values: dict[str, Any]) -> bool:
    return changed(session, update(WINDOWS).where(WINDOWS.c.customer_id == customer_id, WINDOWS.c.kind == kind).values(values)) > 0


def take_credit(session: Session, customer_id: int, now: datetime) -> str | None:
    """Use one message of the longest-lived window that has credit; None when done, else why not (NO_CREDIT, NO_WINDOW)."""
    hers = select(WINDOWS.c.kind).where(WINDOWS.c.customer_id == customer_id, WINDOWS.c.expires_at > now)
    kinds = session.scalars(hers.order_by(WINDOWS.c.expires_at.desc())).all()
    for kind in kinds:
        if _use(session, customer_id, kind):
            return None
    return NO_CREDIT if kinds else NO_WINDOW


def _use(session: Session, customer_id: int, kind: str) -> bool:
    has_credit = (WINDOWS.c.customer_id == customer_id) & (WINDOWS.c.kind == kind) & (WINDOWS.c.used < WINDOWS.c.allowance)
    return changed(session, update(WINDOWS).where(has_credit).values(used=WINDOWS.c.used + 1)) > 0


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
