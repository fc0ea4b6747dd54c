"""Doses, reports, prescriptions, prognoses, which hospital: what only somebody who looks at this child may answer."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from handlers import handoff
from handlers.context import TurnContext
from handlers.reply import Reply

PATTERNS = Path(__file__).parent / "individual.yml"


def handle(ctx: TurnContext) -> Reply | None:
    return handoff.to_human(ctx, "individual") if is_individual(ctx.understanding.normalized) else None


def is_individual(text: str) -> bool:
    """Whether the (normalised) text asks about this one child's dose, report, prescription or outlook."""
    return _pattern().search(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    groups: dict[str, list[str]] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    return re.compile("|".join(f"(?:{pattern})" for patterns in groups.values() for pattern in patterns))
