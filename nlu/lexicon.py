"""The dialect, slang and typo lexicon of `nlu/lexicon.yml`, compiled into one regular expression."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Fold = tuple[str, str]

DIALECTS = frozenset({"cantonese", "sichuan", "northeast", "wu", "hokkien", "slang", "typo", "asr"})
FILE = Path(__file__).with_name("lexicon.yml")


@dataclass(frozen=True)
class Entry:
    """What parents say, what it means, and the longer words (`unless`) inside which it means something else."""

    say: str
    mean: str
    dialect: str
    unless: tuple[str, ...] = ()


class LexiconError(ValueError):
    """The lexicon file is wrong; the message names the entry and the remedy."""


@cache
def document() -> Mapping[str, Any]:
    """The file as read, once."""
    loaded: Mapping[str, Any] = yaml.load(FILE.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


@cache
def entries() -> tuple[Entry, ...]:
    """Every entry of the file, checked."""
    read = tuple(_entry(row) for row in document()["folds"])
    seen: set[str] = set()
    for entry in read:
        if entry.say in seen:
            raise LexiconError(f"lexicon.yml: {entry.say!r} is listed twice; keep one")
        seen.add(entry.say)
    return read


def fold_lexicon(text: str) -> tuple[str, tuple[Fold, ...]]:
    """`text` with every known word replaced, the longest first, and what was replaced."""
    pattern, meanings = _compiled()
    folds: list[Fold] = []

    def replace(found: re.Match[str]) -> str:
        said = found[0]
        meant = meanings.get(said.lower(), said)
        if meant != said:
            folds.append((said, meant))
        return meant

    return pattern.sub(replace, text), tuple(folds)


def _entry(row: Mapping[str, Any]) -> Entry:
    try:
        entry = Entry(str(row["say"]).lower(), str(row["mean"]), str(row["dialect"]), tuple(str(word) for word in row.get("unless", ())))
    except KeyError as missing:
        raise LexiconError(f"lexicon.yml: {row!r} has no {missing}; an entry needs say, mean and dialect") from missing
    if entry.dialect not in DIALECTS:
        raise LexiconError(f"lexicon.yml: {entry.say!r} has dialect {entry.dialect!r}; use one of {', '.join(sorted(DIALECTS))}")
    return entry


@cache
def _compiled() -> tuple[re.Pattern[str], Mapping[str, str]]:
    meanings = {entry.say: entry.mean for entry in entries()}
    protected = {word.lower() for entry in entries() for word in entry.unless}
    return re.compile(alternation({*meanings, *protected}), re.IGNORECASE), meanings


def alternation(words: Iterable[str]) -> str:
    """One pattern for many words, longest first, grouped by first character so that a position is decided quickly."""
    heads: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        heads.setdefault(word[0], []).append(word)
    return "|".join(_branch(head, group) for head, group in heads.items())


def _branch(head: str, words: list[str]) -> str:
    tails = "|".join(re.escape(word[1:]) + (r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else "") for word in words)
    start = r"(?<![A-Za-z])" if head.isascii() and head.isalpha() else ""
    return f"{start}{re.escape(head)}(?:{tails})"
