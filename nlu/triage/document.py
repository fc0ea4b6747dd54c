"""A message made ready for matching: earlier turns joined in front, idioms blanked out, clause and sentence bounds known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

LONGEST_HISTORY = 1500

_SENTENCE_END = re.compile(r"[。!?！？;；\n]")
_CLAUSE_END = re.compile(r"[。!?！？;；\n,， ]|但是|但|可是|就是|不过|结果|然后|后来|却|而是")
_IDIOMS = re.compile("|".join(yaml.safe_load(Path(__file__).with_name("idioms.yml").read_text(encoding="utf-8"))))


@dataclass(frozen=True)
class Document:
    """`text` keeps the length of what was said: a blanked idiom is replaced character for character.

    `current` is where the newest message begins.
    """

    text: str
    current: int = 0

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around a position."""
        return self._bounds(_SENTENCE_END, at)

    def clause(self, at: int) -> tuple[int, int]:
        """Bounds of the clause around a position: commas, spaces and 但是 end it."""
        return self._bounds(_CLAUSE_END, at)

    def _bounds(self, mark: re.Pattern[str], at: int) -> tuple[int, int]:
        start = 0
        for found in mark.finditer(self.text):
            if found.end() <= at:
                start = found.end()
            elif found.start() >= at:
                return start, found.start()
        return start, len(self.text)


def read(text: str, history: Sequence[str] = ()) -> Document:
    """Join the earlier turns (newest kept when long) and the message."""
    earlier = "。".join(part.strip("。 ") for part in history if part.strip())[-LONGEST_HISTORY:]
    joined = (f"{earlier}。{text}" if earlier else text).replace("擡", "抬")
    return Document(blank_idioms(joined), len(joined) - len(text))


def blank_idioms(text: str) -> str:
    """Idioms become ideographic spaces of the same length, so they match no sign."""
    return _IDIOMS.sub(lambda found: "\u3007" * len(found[0]), text)
