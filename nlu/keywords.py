"""The intent by keywords, for the minutes when Rasa does not answer; the words are content in `nlu/keywords.yml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.parse import IntentScore

FILE = Path(__file__).with_name("keywords.yml")
UNKNOWN = "nlu_fallback"
TOPIC_CEILING = 0.49  # a topic told by keywords alone is a hint, never trusted like a trained classifier
_MARKS = re.compile(r"[\s,。.!?;:~、…]+|[啊呀呢吧哦哈啦]+$")


@dataclass(frozen=True)
class IntentWords:
    """The words that speak for one intent, and those that speak against it."""

    name: str
    exact: frozenset[str]
    phrases: re.Pattern[str] | None
    words: tuple[str, ...]
    against: re.Pattern[str] | None


@dataclass(frozen=True)
class Keywords:
    intents: tuple[IntentWords, ...]
    sure: float
    likely: float
    hint: float


def rank(text: str) -> tuple[IntentScore, ...]:
    """Intents that a normalised text hints at, most likely first; `nlu_fallback` at 0 when it hints at none."""
    known = keywords()
    bare = _MARKS.sub("", text).lower()
    scored = ((intent.name, _score(intent, known, text, bare)) for intent in known.intents)
    found = sorted((IntentScore(name, score) for name, score in scored if score > 0), key=lambda score: -score.confidence)
    return tuple(found) or (IntentScore(UNKNOWN, 0.0),)


def _score(intent: IntentWords, known: Keywords, text: str, bare: str) -> float:
    if bare in intent.exact:
        return known.sure
    if intent.against is not None and intent.against.search(text):
        return 0.0
    missed = 1.0
    if intent.phrases is not None and intent.phrases.search(text):
        missed *= 1 - known.likely
    for word in intent.words:
        missed *= 1 - known.hint if word in text else 1.0
    return round(min(1 - missed, TOPIC_CEILING if intent.name.startswith("ask_") else 1.0), 3)


@cache
def keywords() -> Keywords:
    """The file, read once."""
    loaded: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    intents = tuple(_intent(name, row) for name, row in loaded["intents"].items())
    return Keywords(intents, float(loaded["sure"]), float(loaded["likely"]), float(loaded["hint"]))


def _intent(name: str, row: Mapping[str, Sequence[str]]) -> IntentWords:
    exact = frozenset(str(word) for word in row.get("exact", ()))
    words = tuple(str(word) for word in row.get("words", ()))
    return IntentWords(name, exact, _any(row.get("phrases")), words, _any(row.get("not")))


def _any(phrases: Sequence[str] | None) -> re.Pattern[str] | None:
    return re.compile("|".join(re.escape(str(phrase)) for phrase in phrases)) if phrases else None
