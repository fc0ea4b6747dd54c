"""Reasons not to believe a match: denied, long past, imagined, somebody else's, or a question about the world in general."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import yaml

from nlu.triage.document import Document

Doubt = Literal["denied", "past", "imagined", "elsewhere", "general", "other_person"]

LONGEST_QUERY = 36
HEARSAY_REACH = 60

_WORDS: dict[str, re.Pattern[str]] = {
    name: re.compile("|".join(parts))
    for name, parts in yaml.safe_load(Path(__file__).with_name("guards.yml").read_text(encoding="utf-8")).items()
}


def doubt(document: Document, start: int, end: int, *, subject: str, noun: bool = False) -> Doubt | None:
    """Why the match should not count, None when it stands. `noun` matches name an illness and need a sign that it is here and now."""
    text = document.text
    clause_from, clause_to = document.clause(start)
    before = text[clause_from:start]
    if _is_denied(before, text[end : end + 12]):
        return "denied"
    sentence_from, sentence_to = document.sentence(start)
    lead, tail = text[sentence_from:start], text[end:sentence_to]
    if is_long_ago(lead, text[start:sentence_to]):
        return "past"
    if _WORDS["imagined_before"].search(lead) or _WORDS["imagined_after"].search(tail):
        return "imagined"
    if is_elsewhere(document, start):
        return "elsewhere"
    if subject == "child" and _is_other_person(before, text):
        return "other_person"
    if is_general(text[sentence_from:sentence_to], noun=noun):
        return "general"
    return None


def _is_other_person(before: str, text: str) -> bool:
    if _WORDS["other_person"].search(before):
        return True
    return bool(_WORDS["adult_age"].search(text)) and not _WORDS["child"].search(text)


def _is_denied(before: str, after: str) -> bool:
    return bool(_WORDS["denied"].search(before) or _WORDS["questioned"].search(before) or _WORDS["denied_after"].search(after))


def is_denied(document: Document, start: int, end: int) -> bool:
    """Only the negation check, for the supporting signs of a rule."""
    before = document.text[document.clause(start)[0] : start]
    return _is_denied(before, document.text[end : end + 12])


def is_long_ago(lead: str, rest: str) -> bool:
    """A week or more ago and over: 上个月烧过; not 上周开始烧到现在."""
    ends = [found.end() for found in _WORDS["long_ago"].finditer(lead)]
    return bool(ends) and not _WORDS["still"].search(lead[ends[-1] :] + rest)


def is_elsewhere(document: Document, start: int) -> bool:
    """Heard or read, or somebody else's child that is not beside the parent now."""
    if _told_before(_WORDS["hearsay"], document.text, start):
        return True
    return _told_before(_WORDS["other_family"], document.text, start) and not _WORDS["next_to_us"].search(document.text)


def _told_before(marker: re.Pattern[str], text: str, start: int) -> bool:
    ends = [found.end() for found in marker.finditer(text, 0, start)]
    return bool(ends) and start - ends[-1] <= HEARSAY_REACH and not _WORDS["ours"].search(text, ends[-1], start)


def is_general(sentence: str, *, noun: bool) -> bool:
    """A question about an illness rather than a child who has it now."""
    here = _WORDS["here_now"].search(sentence) is not None
    if here or len(sentence) > LONGEST_QUERY:
        return False
    happened = _WORDS["happened"].search(sentence) is not None
    if _WORDS["general"].search(sentence):
        return not (happened and _WORDS["asks"].search(sentence))
    return noun and not happened and not _WORDS["asks"].search(sentence)
