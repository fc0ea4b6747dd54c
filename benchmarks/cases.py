"""The frozen sets: what parents may write, and what should come of it. Nothing in the project learns from these files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "sets"
NAMES = ("emergency", "same_day", "ordinary", "answerable", "outside", "human", "intents", "dialogues")


class CaseError(Exception):
    """A line of a set cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Line:
    role: str
    text: str


@dataclass(frozen=True)
class Case:
    """One message; which of the expectations are filled in depends on the set.

    `articles`: any of these answers it, the best first. `decisions`: any of these is right. `hard`: out of scope, but it speaks of family.
    """

    id: str
    text: str
    child_months: float | None = None
    history: tuple[Line, ...] = ()
    topic: str | None = None
    articles: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    rule: str | None = None
    level: str | None = None
    intent: str | None = None
    hard: bool = False


def load_sets(names: Sequence[str] = NAMES, folder: Path = FOLDER) -> dict[str, list[Case]]:
    """The cases by set, in the order of `names`."""
    return {name: read_set(folder / f"{name}.jsonl") for name in names}


def read_set(path: Path) -> list[Case]:
    """Raises CaseError for a file or a line that cannot be read."""
    if not path.is_file():
        raise CaseError(f"there is no set {path}")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _case(path: Path, number: int, line: str) -> Case:
    try:
        return case_of(json.loads(line))
    except (KeyError, TypeError, ValueError) as error:
        raise CaseError(f"{path.name}, line {number}: {error!r}") from None


def case_of(row: Mapping[str, Any]) -> Case:
    """One object of a set."""
    return Case(
        id=row["id"],
        text=row["text"],
        child_months=row.get("child_months"),
        history=tuple(Line(said["role"], said["text"]) for said in row.get("history", ())),
        topic=row.get("topic"),
        articles=_several(row.get("articles", row.get("article"))),
        decisions=_several(row.get("expected_decision", row.get("expected"))),
        rule=row.get("rule"),
        level=row.get("level"),
        intent=row.get("intent"),
        hard=bool(row.get("hard", False)),
    )


def _several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
