"""When an advisor works: pure functions over her weekly shifts, China time."""

from __future__ import annotations

from datetime import datetime, timedelta

from store.clock import local
from store.people import Staff

DAYS_AHEAD = 8
WEEKDAYS = "一二三四五六日"


def is_on_shift(staff: Staff, now: datetime) -> bool:
    here = local(now)
    minute = here.hour * 60 + here.minute
    return staff.active and any(s.weekday == here.weekday() and s.start_minute <= minute < s.end_minute for s in staff.shifts)


def next_start(staff: Staff, now: datetime) -> datetime | None:
    """When her next shift begins, as a moment in China time; None when no shift is planned within eight days."""
    here = local(now)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [
        midnight + timedelta(days=ahead, minutes=shift.start_minute)
        for ahead in range(DAYS_AHEAD)
        for shift in staff.shifts
        if shift.weekday == (here.weekday() + ahead) % 7
    ]
    return min((start for start in starts if start > here), default=None)


def in_words(moment: datetime, now: datetime) -> str:
    """「今天 14:00」「明天 09:00」「周三 09:00」 for a moment within the week."""
    here, there = local(now), local(moment)
    days = (there.date() - here.date()).days
    day = {0: "今天", 1: "明天"}.get(days, f"周{WEEKDAYS[there.weekday()]}")
    return f"{day} {there:%H:%M}"
