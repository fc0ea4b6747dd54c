"""What is known of the child: filled from what she says, only with her consent to a child profile."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from store.clock import local
from store.families import Child, Customer, granted

DAYS_A_MONTH = 30.4375
OLDEST_MONTHS = 84
SAME_CHILD_MONTHS = 2.0


def birth_date(months: float, now: datetime) -> date:
    """The birth date an age said today stands for."""
    return local(now).date() - timedelta(days=round(months * DAYS_A_MONTH))


def remember_age(
    session: Session, customer: Customer, months: float, now: datetime, *, sex: str | None = None, source: str = "chat"
) -> Child | None:
    """Keep a child's age from what she said. None without consent or when it cannot be a small child's age.

    An age within two months of a known child's is that child; a birth date from the form is never overwritten by an age said in chat.
    """
    if not granted(session, customer.id, "child_profile") or not 0 <= months <= OLDEST_MONTHS:
        return None
    today = local(now).date()
    child = next((c for c in customer.children if c.born_on is None or abs((c.months_on(today) or 0) - months) <= SAME_CHILD_MONTHS), None)
    if child is None:
        child = Child(customer=customer, created_at=now, updated_at=now, birth_source=source)
        session.add(child)
    if child.born_on is None:
        child.born_on, child.birth_source = birth_date(months, now), source
    child.sex = child.sex or sex
    child.updated_at = now
    return child


def describe(child: Child, today: date) -> str:
    """「8个月15天的女宝宝」, as an advisor or the parent reads it."""
    sex = {"boy": "男宝宝", "girl": "女宝宝"}.get(child.sex or "", "宝宝")
    early = f"（早产，{child.weeks_at_birth:g}周出生）" if child.weeks_at_birth and child.weeks_at_birth < 37 else ""
    return f"{in_words(child.months_on(today))}的{sex}{early}" if child.born_on else f"{sex}（还不知道月龄）"


def in_words(months: float | None) -> str:
    """「20天」「8个月」「2岁3个月」; 「月龄未知」 for None."""
    if months is None:
        return "月龄未知"
    if months < 1:
        return f"{round(months * DAYS_A_MONTH)}天"
    whole = int(months)
    if whole < 24:
        return f"{whole}个月"
    return f"{whole // 12}岁{whole % 12}个月" if whole % 12 else f"{whole // 12}岁"
