"""Fitting texts to the platform: split at 2048 bytes on sentence boundaries, merge when messages are short."""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(r"(?<=[。！？!?；;\n])")
JOINT = "\n\n"


def byte_length(text: str) -> int:
    return len(text.encode("utf-8"))


def split(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-8 bytes, cut after a sentence where possible, never inside a character or a link."""
    pieces: list[str] = []
    current = ""
    for sentence in _units(text, limit):
        if current and byte_length(current + sentence) > limit:
            pieces.append(current.strip())
            current = ""
        current += sentence
    return [piece for piece in [*pieces, current.strip()] if piece]


def _units(text: str, limit: int) -> Iterator[str]:
    for sentence in SENTENCE.split(text):
        yield from _chop(sentence, limit)


def _chop(sentence: str, limit: int) -> Iterator[str]:
    """A sentence longer than the limit is cut between characters, before a link rather than through it."""
    while byte_length(sentence) > limit:
        head = sentence.encode("utf-8")[:limit].decode("utf-8", "ignore")
        link = head.rfind("<a ")
        if link > 0 and "</a>" not in head[link:]:
            head = head[:link]
        yield head
        sentence = sentence[len(head) :]
    yield sentence


def merge(texts: list[str], room: int, limit: int) -> list[list[int]]:
    """Which texts to send together so that at most `room` messages are needed, if that is possible; groups of positions, in order."""
    groups = [[position] for position in range(len(texts))]
    sizes = [byte_length(text) for text in texts]
    while len(groups) > max(room, 1):
        joints = [sizes[i] + sizes[i + 1] + len(JOINT) for i in range(len(groups) - 1)]
        best = min(range(len(joints)), key=joints.__getitem__)
        if joints[best] > limit:
            break
        groups[best] += groups.pop(best + 1)
        sizes[best : best + 2] = [joints[best]]
    return groups
