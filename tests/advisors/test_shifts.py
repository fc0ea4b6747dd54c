"""When an advisor works, China time."""

from datetime import datetime

import pytest

from advisors.shifts import in_words, is_on_shift, next_start
from store.clock import SHANGHAI
from store.people import Shift, Staff


def staff(*shifts: tuple[int, int, int], active: bool = True) -> Staff:
    return Staff(active=active, shifts=[Shift(weekday=d, start_minute=s * 60, end_minute=e * 60) for d, s, e in shifts])


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """2026-11-23 is a Monday."""
    return datetime(2026, 11, 22 + day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "works"), [(at(1, 9), True), (at(1, 8, 59), False), (at(1, 17, 59), True), (at(1, 18), False), (at(2, 10), False)]
)
def test_the_start_counts_the_end_does_not(now: datetime, works: bool) -> None:
    assert is_on_shift(staff((0, 9, 18)), now) is works


def test_somebody_who_left_never_works() -> None:
    assert not is_on_shift(staff((0, 9, 18), active=False), at(1, 10))


def test_a_night_is_two_rows() -> None:
    night = staff((0, 20, 24), (1, 0, 6))
    assert is_on_shift(night, at(1, 23, 40))
    assert is_on_shift(night, at(2, 5, 59))


@pytest.mark.parametrize(
    ("now", "words"), [(at(1, 7), "今天 09:00"), (at(1, 23, 40), "周三 09:00"), (at(2, 23, 40), "明天 09:00"), (at(3, 20), "周一 09:00")]
)
def test_she_is_told_when_the_next_shift_begins(now: datetime, words: str) -> None:
    start = next_start(staff((0, 9, 18), (2, 9, 18)), now)
    assert start is not None
    assert in_words(start, now) == words


def test_without_any_shift_nothing_is_promised() -> None:
    assert next_start(staff(), at(1, 10)) is None
