"""The part of an article that is about one point of it."""

from __future__ import annotations

import re

from knowledge.article import Article
from knowledge.words import words

MARKUP = re.compile(r"^[-*>#\s]+|[*_`]+", re.MULTILINE)
LONGEST = 300
LEAST_SHARED = 1


def nearest_passage(article: Article, question: str) -> str | None:
    """The section sharing most words with the question, without markup, at most 300 characters; None when none shares a word."""
    asked = {word for word in words(question) if len(word) > 1}
    shared = [(len(asked & set(words(section.markdown))), section) for section in article.sections]
    count, best = max(shared, key=lambda pair: pair[0], default=(0, None))
    if best is None or count < LEAST_SHARED:
        return None
    lines = [MARKUP.sub("", line).strip() for line in best.markdown.splitlines() if line.strip()]
    return _within(lines)


def _within(lines: list[str]) -> str:
    """Whole lines only, as many as fit."""
    kept: list[str] = []
    for line in lines:
        if kept and sum(map(len, kept)) + len(line) > LONGEST:
            break
        kept.append(f"· {line}" if len(lines) > 1 else line)
    return "\n".join(kept)
