"""What a handler gives back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from store.outbox import Part

DECISIONS = ("answer", "clarify", "handoff", "emergency", "decline", "service", "smalltalk")


@dataclass(frozen=True)
class Candidate:
    article_id: str
    title: str
    score: float


@dataclass(frozen=True)
class Reply:
    """`parts` in the order she reads them; empty when a human has the conversation. `labelled`: it carries the automatic-reply label.

    `wakes_desk`: a desk event was recorded, so the desks are to be woken after commit.
    `pages`: the conversation the organisation's alarm is to be told of. `handler` is filled in by the turn.
    """

    decision: str
    parts: tuple[Part, ...] = ()
    article_id: str | None = None
    article_title: str | None = None
    subject: str | None = None
    candidates: tuple[Candidate, ...] = ()
    labelled: bool = True
    wakes_desk: bool = False
    erases: bool = False
    pages: int | None = None
    handler: str = field(default="")

    def __post_init__(self) -> None:
        if self.decision not in DECISIONS:
            raise ValueError(f"unknown decision {self.decision!r}")

    def by(self, handler: str) -> Reply:
        return replace(self, handler=handler)

    @property
    def text(self) -> str:
        """All she reads, as one text."""
        return "\n".join(_readable(part) for part in self.parts)


def _readable(part: Part) -> str:
    if part.kind == "menu":
        items = "\n".join(f"{n}. {item['label']}" for n, item in enumerate(part.content["items"], 1))
        return "\n".join(line for line in (part.content["head"], items, part.content["tail"]) if line)
    return str(part.content.get("text") or part.content.get("title") or "")
