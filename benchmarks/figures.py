"""The figures of a run, and the floors some of them must not miss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks import counts
from benchmarks.counts import share
from benchmarks.play import Played


@dataclass(frozen=True)
class Floor:
    """The least a share may be, or the most when `at_most`."""

    limit: float
    at_most: bool = False

    def holds(self, value: float) -> bool:
        return value <= self.limit if self.at_most else value >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:.2f}"


@dataclass(frozen=True)
class Figure:
    """One share from 0 to 1 over `of` cases."""

    name: str
    set: str
    value: float
    of: int
    floor: Floor | None = None

    @property
    def ok(self) -> bool:
        return self.floor is None or self.floor.holds(self.value)


@dataclass(frozen=True)
class Measure:
    """How a figure is made from one set; `only` narrows the cases."""

    name: str
    set: str
    count: Callable[[Sequence[Played]], float]
    floor: Floor | None = None
    only: Callable[[Played], bool] | None = None

    def over(self, played: Sequence[Played]) -> Figure:
        cases = [one for one in played if self.only is None or self.only(one)]
        return Figure(self.name, self.set, self.count(cases), len(cases), self.floor)


def _share(of: Callable[[Played], bool]) -> Callable[[Sequence[Played]], float]:
    return partial(share, counts=of)


def _is_hard(one: Played) -> bool:
    return one.case.hard


def _only_today(one: Played) -> bool:
    return one.urgency == "same_day"


MEASURES: tuple[Measure, ...] = (
    Measure("emergencies recognised", "emergency", _share(counts.called_emergency), Floor(0.97)),
    Measure("false alarms", "ordinary", _share(counts.called_emergency), Floor(0.03, at_most=True)),
    Measure("false alarms, answerable questions", "answerable", _share(counts.called_emergency), Floor(0.03, at_most=True)),
    Measure("ordinary, sent to a doctor today", "ordinary", _share(_only_today)),
    Measure("same-day cases recognised", "same_day", _share(counts.called_today)),
    Measure("same-day cases called emergencies", "same_day", _share(counts.called_emergency)),
    Measure("right article first (hit@1)", "answerable", _share(partial(counts.hit, within=1)), Floor(0.85)),
    Measure("right article in three (hit@3)", "answerable", _share(partial(counts.hit, within=3))),
    Measure("answered with an article", "answerable", _share(counts.answered)),
    Measure("wrong article sent", "answerable", _share(counts.wrong_article)),
    Measure("topic recognised", "answerable", _share(counts.right_topic)),
    Measure("out of scope, answered as advice", "outside", _share(counts.answered), Floor(0.03, at_most=True)),
    Measure("out of scope, hard ones answered", "outside", _share(counts.answered), only=_is_hard),
    Measure("for a human, answered by an article", "human", _share(counts.answered)),
    Measure("intent accuracy", "intents", _share(counts.right_intent)),
    Measure("intent macro F1", "intents", counts.macro_f1),
    Measure("dialogues passed", "dialogues", _share(counts.passed)),
)


def figures(played: Mapping[str, Sequence[Played]]) -> list[Figure]:
    """Every figure whose set was played."""
    return [measure.over(played[measure.set]) for measure in MEASURES if measure.set in played]
