"""The counting rules, each a pure function over what was played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from benchmarks.play import Played

URGENT = ("emergency", "same_day")


def share(played: Sequence[Played], counts: Callable[[Played], bool]) -> float:
    """How many of them count, from 0 to 1; 0 of nothing."""
    return sum(map(counts, played)) / len(played) if played else 0.0


def called_emergency(one: Played) -> bool:
    """Whether the parent is told to act at once. While a human has the conversation the desk is told instead: the urgency counts."""
    return one.urgency == "emergency"


def called_today(one: Played) -> bool:
    """At least "seen by a doctor today"."""
    return one.urgency in URGENT


def answered(one: Played) -> bool:
    """Whether an article was sent as advice; a question back or a choice of titles is none."""
    return one.decision == "answer"


def hit(one: Played, within: int) -> bool:
    """Whether a right article is among the first `within`: the one sent, then the candidates."""
    return any(found in one.case.articles for found in one.ranked[:within])


def wrong_article(one: Played) -> bool:
    """An article was sent and it is none of the right ones."""
    return answered(one) and one.article not in one.case.articles


def right_topic(one: Played) -> bool:
    return one.intent == f"ask_{one.case.topic}"


def right_intent(one: Played) -> bool:
    return one.intent == one.case.intent


def passed(one: Played) -> bool:
    """A dialogue passes with the right decision and, where the answer is an article, a right one."""
    right_answer = not one.case.articles or one.article in one.case.articles
    return one.decision in one.case.decisions and right_answer


def decisions(played: Sequence[Played]) -> dict[str, float]:
    """Share of each decision, the most frequent first."""
    return {name: number / len(played) for name, number in Counter(one.decision for one in played).most_common()}


def grouped(played: Iterable[Played], key: Callable[[Played], str | None]) -> dict[str, list[Played]]:
    """The played cases by `key`, in the order the keys first appear."""
    groups: dict[str, list[Played]] = {}
    for one in played:
        groups.setdefault(key(one) or "", []).append(one)
    return groups


def f1_by_intent(played: Sequence[Played]) -> dict[str, float]:
    """F1 of every intent that is expected somewhere, the worst first."""
    wanted = Counter(one.case.intent or "" for one in played)
    found = Counter(one.intent for one in played)
    right = Counter(one.intent for one in played if right_intent(one))
    scores = {intent: 2 * right[intent] / (wanted[intent] + found[intent]) for intent in wanted}
    return dict(sorted(scores.items(), key=lambda item: item[1]))


def macro_f1(played: Sequence[Played]) -> float:
    """Every intent counts the same, however many messages it has."""
    scores = f1_by_intent(played)
    return sum(scores.values()) / len(scores) if scores else 0.0
