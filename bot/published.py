"""The published knowledge as one process sees it: rebuilt in the background whenever an article is published anywhere."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.article import Article
from knowledge.index import Index
from knowledge.passages import nearest_passage
from knowledge.products import Product, find
from knowledge.search import SearchResult, search
from knowledge.topics import TOPICS
from nlu.measures import child_age
from nlu.normalize import normalize
from nlu.understanding import Understanding

log = logging.getLogger(__name__)
HITS = 5
CLAUSE = re.compile(r"[,.!?;:、，。！？；：\s~]+")
GREETING = re.compile(
    r"(在吗|在不在|你好|您好|医生好?|早上好|晚上好|请问|请问一下|想问一下|想问下|问一下|问下|咨询一下|麻烦问下|有人吗|打扰了|hi|hello)+[呀啊哈吗呢]?",
    re.I,
)
AROUND_AN_AGE = 5  # characters: 我家宝宝8个月了

Revision = tuple[int, date]


@dataclass(frozen=True)
class Edition:
    """One state of the knowledge; replaced whole, never changed."""

    revision: Revision
    index: Index
    articles: dict[str, Article]


class Published:
    """`look` tells the current revision, `load` the articles that may be sent today.

    The first use in a process, a forked one too, looks before it answers and then has a thread look every `refresh_seconds`.
    """

    def __init__(
        self,
        look: Callable[[], Revision],
        load: Callable[[], Sequence[Article]],
        build: Callable[[Sequence[Article], Index | None], Index],
        products: Sequence[Product],
        refresh_seconds: float,
    ) -> None:
        self._look, self._load, self._build = look, load, build
        self._products, self._seconds = tuple(products), refresh_seconds
        self._edition: Edition | None = None
        self._lock, self._watched_in = threading.Lock(), 0

    @property
    def edition(self) -> Edition:
        """The edition in force; the first call builds it."""
        if self._edition is None or self._watched_in != os.getpid():
            self._begin()
        if self._edition is None:
            raise RuntimeError("the knowledge could not be built")
        return self._edition

    def refresh(self) -> bool:
        """Rebuild if something was published since; True when it was. Day changes count: articles fall due."""
        with self._lock:
            revision = self._look()
            if self._edition is not None and self._edition.revision == revision:
                return False
            articles = list(self._load())
            index = self._build(articles, self._edition.index if self._edition else None)
            self._edition = Edition(revision, index, {article.id: article for article in articles})
            log.info("knowledge edition %s: %d articles", revision[0], len(articles))
            return True

    def _begin(self) -> None:
        self.refresh()
        with self._lock:
            if self._watched_in == os.getpid():
                return
            self._watched_in = os.getpid()
        threading.Thread(target=self._watch, name="knowledge-watch", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(self._seconds)
            try:
                self.refresh()
            except Exception:  # the edition in force stays; the database may be back at the next look
                log.exception("knowledge refresh failed")

    def for_turn(self) -> KnowledgeOfTurn:
        return KnowledgeOfTurn(self.edition, self._products)

    def prepare(self, question: str, understanding: Understanding) -> None:
        """Build and try out without starting a thread: for a process that others are forked from."""
        self.refresh()
        if self._edition is not None:
            KnowledgeOfTurn(self._edition, self._products).search(question, understanding)


class KnowledgeOfTurn:
    """One edition for one whole turn; the same question is searched once."""

    def __init__(self, edition: Edition, products: Sequence[Product]) -> None:
        self._edition, self._products = edition, products
        self._results: dict[str, SearchResult] = {}

    def search(self, text: str, understanding: Understanding) -> SearchResult:
        """The best of two readings: the whole message, and what is left of it without greetings and bare ages."""
        plain = understanding.normalized if text == understanding.text else normalize(text).text
        key = f"{plain}|{understanding.child.months}"
        if key not in self._results:
            readings = [self._search(reading, understanding) for reading in dict.fromkeys((plain, core(plain)))]
            self._results[key] = max(readings, key=lambda result: result.confidence)
        return self._results[key]

    def _search(self, plain: str, understanding: Understanding) -> SearchResult:
        return search(
            self._edition.index,
            plain,
            months=understanding.child.months,
            corrected_months=understanding.child.corrected_months(),
            topics=topic_probabilities(understanding),
            k=HITS,
        )

    def article(self, article_id: str) -> Article | None:
        return self._edition.articles.get(article_id)

    def passage(self, article_id: str, text: str) -> str | None:
        """The section of this article nearest to the text, in plain words; None when none shares anything with it."""
        article = self._edition.articles.get(article_id)
        return nearest_passage(article, text) if article else None

    def products(self, text: str, months: float | None) -> Sequence[Product]:
        return find(self._products, text, months)


def core(plain: str) -> str:
    """The message without clauses that only greet or only say how old the child is; the message itself when nothing else is left."""
    clauses = [clause for clause in CLAUSE.split(plain) if clause]
    kept = [clause for clause in clauses if not GREETING.fullmatch(clause) and not _only_an_age(clause)]
    return ",".join(kept) if kept and len(kept) < len(clauses) else plain


def _only_an_age(clause: str) -> bool:
    age = child_age(clause)
    return age is not None and len(clause) <= len(age.phrase) + AROUND_AN_AGE


def topic_probabilities(understanding: Understanding) -> dict[str, float] | None:
    """The classifier's topic probabilities; None when it did not answer."""
    if understanding.source != "rasa":
        return None
    return {s.name.removeprefix("ask_"): s.confidence for s in understanding.ranking if s.name.removeprefix("ask_") in TOPICS}
