"""Playing the cases: every message goes through the same turn as a parent's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.cases import Case
from bot.rehearsal import Answer, Said

Ask = Callable[[str, float | None, Sequence[Said]], Answer]


@dataclass(frozen=True)
class Played:
    """A case and what came of it. `candidates` are article ids, best first; `flags` the ids of the red flags."""

    case: Case
    decision: str
    article: str | None = None
    candidates: tuple[str, ...] = ()
    intent: str = ""
    urgency: str = "routine"
    flags: tuple[str, ...] = ()

    @property
    def ranked(self) -> tuple[str, ...]:
        """The article that was sent first, then the other candidates."""
        sent = (self.article,) if self.article else ()
        return sent + tuple(found for found in self.candidates if found != self.article)


def play(case: Case, ask: Ask) -> Played:
    answer = ask(case.text, case.child_months, [Said(line.role, line.text) for line in case.history])
    reply, understood = answer.reply, answer.understanding
    return Played(
        case=case,
        decision=reply.decision,
        article=reply.article_id,
        candidates=tuple(candidate.article_id for candidate in reply.candidates),
        intent=understood.intent,
        urgency=understood.triage.urgency,
        flags=tuple(flag.id for flag in understood.triage.flags),
    )


def play_all(cases: Iterable[Case], ask: Ask) -> list[Played]:
    return [play(case, ask) for case in cases]
