"""What triage found: the red flags of one message, and what to do about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["A0", "A1", "A2", "A3"]
Urgency = Literal["emergency", "same_day", "routine"]
Path = Literal["medical", "self_harm", "carer_anger", "psychosis", "violence", "abuse", "mood"]

SEVERITY: dict[str, int] = {"A0": 0, "A1": 1, "A2": 2, "A3": 3}
URGENCY: dict[str, Urgency] = {"A0": "emergency", "A1": "emergency", "A2": "same_day", "A3": "routine"}


@dataclass(frozen=True)
class RedFlag:
    """One sign that was recognised.

    A0 = call 120 now, A1 = hospital emergency now, A2 = seen by a doctor today, A3 = never raises the
    urgency, it only tells a handler that a gentle answer is due (low mood, an ambiguous idiom).
    `instruction` is what the parent reads: the action first. `matched` is the words that fired, for staff.
    """

    id: str
    level: Level
    name: str
    instruction: str
    source: str
    matched: str
    path: Path = "medical"


@dataclass(frozen=True)
class TriageQuestion:
    """The one question that would decide; `reason` is for the log and for staff."""

    id: str
    text: str
    reason: str


@dataclass(frozen=True)
class TriageResult:
    """Flags are sorted most severe first; `level` is the most severe one's, None without flags.

    `caution` is the one line to add to an ordinary answer ("若现在就有…请立刻…").
    """

    level: Level | None
    urgency: Urgency
    flags: tuple[RedFlag, ...] = ()
    ask: TriageQuestion | None = None
    caution: str | None = None

    @classmethod
    def of(cls, flags: tuple[RedFlag, ...], ask: TriageQuestion | None = None, caution: str | None = None) -> TriageResult:
        """Sort the flags and let the most severe one decide the urgency."""
        ordered = tuple(sorted(flags, key=lambda flag: SEVERITY[flag.level]))
        level = ordered[0].level if ordered else None
        return cls(level, URGENCY[level] if level else "routine", ordered, ask, caution)
