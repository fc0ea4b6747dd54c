"""Everything the articles say, laid out for comparison with a question."""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import bm25s
import numpy as np
import numpy.typing as npt

from knowledge.article import Article
from knowledge.encoder import Encoder, Vectors
from knowledge.fusion import Fusion
from knowledge.words import grams, normalise, words

Kind = Literal["question", "title", "answer", "passage"]
Floats = npt.NDArray[np.float32]

LONGEST_PASSAGE = 160  # characters; longer sections are cut at line ends


@dataclass(frozen=True)
class Entry:
    """One text of an article that a question may resemble; `article` is the article's place in the index."""

    article: int
    kind: Kind
    text: str


class Lexicon:
    """BM25 over texts cut one way, with scores as a share of what the question could reach at best."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        self._bm25 = bm25s.BM25(backend="numpy")
        self._bm25.index([*texts] or [[""]], show_progress=False)
        counts = Counter(sign for text in texts for sign in set(text))
        self._weight = {sign: _rarity(count, len(texts)) for sign, count in counts.items()}
        self._unseen = _rarity(0, len(texts))

    def scores(self, question: Sequence[str]) -> Floats:
        """[texts] in 0..about 1; a question of unknown signs scores 0 everywhere."""
        signs = list(dict.fromkeys(question))
        known = [sign for sign in signs if sign in self._weight]
        best = sum(self._weight.get(sign, self._unseen) for sign in signs)
        if not known:
            return np.zeros(self._bm25.scores["num_docs"], np.float32)
        scores: Floats = self._bm25.get_scores(known)
        return scores / np.float32(best)

    def known(self, question: Sequence[str]) -> float:
        """How much of the question's substance occurs anywhere in the texts, 0..1."""
        signs = set(question)
        best = sum(self._weight.get(sign, self._unseen) for sign in signs)
        return sum(self._weight.get(sign, 0.0) for sign in signs) / best if best else 0.0


@dataclass(frozen=True)
class Index:
    """An immutable picture of the articles; `Index.build` makes it, `knowledge.search.search` asks it."""

    articles: tuple[Article, ...]
    entries: tuple[Entry, ...]
    words: Lexicon  # of every entry
    grams: Lexicon
    whole_words: Lexicon  # of every article, all its entries as one text
    whole_grams: Lexicon
    vectors: Vectors | None
    encoder: Encoder | None
    fusion: Fusion
    starts: npt.NDArray[np.intp]  # where each article's entries begin; entries lie in the order of the articles
    ages: npt.NDArray[np.float32]  # [articles, 2] first and last completed month, -inf and inf where an end is open
    by_corrected_age: npt.NDArray[np.bool_]  # [articles]
    padding: npt.NDArray[np.intp]  # [articles, most entries] places of each article's entries, one past the last where it has fewer
    exact: dict[str, int]  # a normalised question, and its article's place
    cache: dict[str, tuple[list[str], list[str], Floats | None]]  # by hash of encoder and text: words, grams, vector

    @classmethod
    def build(
        cls, articles: Sequence[Article], encoder: Encoder | None, previous: "Index | None" = None, fusion: Fusion | None = None
    ) -> "Index":
        """Lay out the articles. Texts that `previous` knows are not cut or encoded again."""
        entries = tuple(entry for at, article in enumerate(articles) for entry in _entries(at, article))
        cache = _cut_all([entry.text for entry in entries], encoder, previous.cache if previous else {})
        rows = [cache[_key(entry.text, encoder)] for entry in entries]
        starts = _starts(entries)
        return cls(
            articles=tuple(articles),
            entries=entries,
            words=Lexicon([row[0] for row in rows]),
            grams=Lexicon([row[1] for row in rows]),
            whole_words=Lexicon(_joined([row[0] for row in rows], entries)),
            whole_grams=Lexicon(_joined([row[1] for row in rows], entries)),
            vectors=np.stack([row[2] for row in rows if row[2] is not None]) if encoder and rows else None,
            encoder=encoder,
            fusion=fusion or (previous.fusion if previous else Fusion.default()),
            starts=starts,
            ages=_ages(articles),
            by_corrected_age=np.array([article.corrected_age for article in articles], dtype=np.bool_),
            padding=_padding(starts, len(entries)),
            exact={normalise(entry.text): entry.article for entry in entries if entry.kind in ("question", "title")},
            cache=cache,
        )

    def similarities(self, question: str) -> Floats:
        """[entries] cosine with the question; zeros without an encoder."""
        if self.encoder is None or self.vectors is None:
            return np.zeros(len(self.entries), np.float32)
        # einsum, not @: for one small vector, waking the threads of the matrix library takes longer than the work.
        return np.asarray(np.einsum("nd,d->n", self.vectors, self.encoder.encode([question])[0]), dtype=np.float32)

    def suiting(self, months: float | None, corrected_months: float | None) -> npt.NDArray[np.bool_]:
        """[articles] whether each holds at this age; an unknown age excludes nothing, a corrected one below 0 counts as 0."""
        if months is None:
            return np.ones(len(self.articles), np.bool_)
        age = math.floor(months)
        corrected = age if corrected_months is None else max(0, math.floor(corrected_months))
        decisive = np.where(self.by_corrected_age, corrected, age)
        return np.asarray((self.ages[:, 0] <= decisive) & (decisive <= self.ages[:, 1]))


def _ages(articles: Sequence[Article]) -> npt.NDArray[np.float32]:
    lows = [article.age_min or (0 if article.is_for_an_age else -np.inf) for article in articles]
    highs = [np.inf if article.age_max is None else article.age_max for article in articles]
    return np.array([lows, highs], dtype=np.float32).T


def _joined(cut: Sequence[list[str]], entries: Sequence[Entry]) -> list[list[str]]:
    """Each article's entries as one; the title, which says what the article is about, counts twice."""
    joined: list[list[str]] = [[] for _ in range(entries[-1].article + 1)] if entries else []
    for signs, entry in zip(cut, entries, strict=True):
        joined[entry.article] += signs * (2 if entry.kind == "title" else 1)
    return joined


def _starts(entries: Sequence[Entry]) -> npt.NDArray[np.intp]:
    owners = [-1, *(entry.article for entry in entries)]
    return np.array([at for at, (before, owner) in enumerate(pairwise(owners)) if before != owner], dtype=np.intp)


def _padding(starts: npt.NDArray[np.intp], total: int) -> npt.NDArray[np.intp]:
    ends = np.append(starts[1:], total)
    places = starts[:, None] + np.arange(max(ends - starts, default=0))
    return np.where(places < ends[:, None], places, total)


def _entries(at: int, article: Article) -> list[Entry]:
    """In a fixed order: title, questions, short answers, passages."""
    answers = [article.short_answer, *(band.short_answer for band in article.bands)]
    return [
        Entry(at, "title", article.title),
        *(Entry(at, "question", question) for question in article.questions),
        *(Entry(at, "answer", answer) for answer in answers),
        *(Entry(at, "passage", passage) for section in article.sections for passage in passages(section.markdown)),
    ]


def passages(markdown: str) -> list[str]:
    """The section cut at line ends into pieces of at most LONGEST_PASSAGE characters; a longer line stays whole."""
    pieces: list[str] = []
    for line in filter(None, (line.strip() for line in markdown.splitlines())):
        if pieces and len(pieces[-1]) + len(line) < LONGEST_PASSAGE:
            pieces[-1] += "\n" + line
        else:
            pieces.append(line)
    return pieces


def _cut_all(
    texts: Sequence[str], encoder: Encoder | None, known: dict[str, tuple[list[str], list[str], Floats | None]]
) -> dict[str, tuple[list[str], list[str], Floats | None]]:
    keys = {_key(text, encoder): text for text in texts}
    fresh = {key: text for key, text in keys.items() if key not in known}
    vectors = encoder.encode(list(fresh.values())) if encoder and fresh else [None] * len(fresh)
    cut = {key: (words(text), grams(text), vector) for (key, text), vector in zip(fresh.items(), vectors, strict=True)}
    return {key: known[key] for key in keys if key in known} | cut


def _key(text: str, encoder: Encoder | None) -> str:
    return hashlib.sha256(f"{encoder.name if encoder else ''}\n{text}".encode()).hexdigest()


def _rarity(count: int, total: int) -> float:
    """BM25's inverse document frequency."""
    return float(np.log(1 + (total - count + 0.5) / (count + 0.5)))
