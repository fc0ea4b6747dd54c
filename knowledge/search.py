"""Which article answers this question, at this age, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from knowledge.article import Article
from knowledge.fusion import CHANNELS, FEATURES, GAPS, Weights
from knowledge.index import Floats, Index
from knowledge.words import grams, normalise, words

AgeFit = Literal["fits", "any", "unknown"]

RIVAL_SHARE = 0.3  # an article counts as a rival when it is at least this likely, compared with the best
SIBLING_SHARE = 0.03  # and this likely when it treats the same topic for children of another age
LEAST_TOPIC = 1e-3
WORD_FOR_WORD = 6.0  # log-odds for a question that stands in the article as it was asked
SURE = 0.98  # its least confidence, when nothing else was likelier


@dataclass(frozen=True)
class Hit:
    """`score` orders the hits (log-odds); `confidence` is the probability that this is the article she needs.

    `age_fit`: "fits" - holds at the child's age; "any" - holds at every age, or is about the mother;
    "unknown" - holds for some ages only, and hers is not known.
    """

    article_id: str
    title: str
    topic: str
    score: float
    confidence: float
    passage: str
    age_fit: AgeFit


@dataclass(frozen=True)
class SearchResult:
    """`confidence` is that of the first hit, 0 without hits. `need_age`: the right answer depends on an age nobody told us."""

    hits: tuple[Hit, ...]
    confidence: float
    need_age: bool


@dataclass(frozen=True)
class Likeness:
    """How the question resembles every article, and every entry."""

    features: Floats  # [articles, fusion.FEATURES]
    by_entry: Floats  # [entries]
    known: float  # share of the question's words that occur in any article at all


def search(
    index: Index,
    question: str,
    *,
    months: float | None = None,
    corrected_months: float | None = None,
    topics: Mapping[str, float] | None = None,
    k: int = 5,
) -> SearchResult:
    """The k likeliest articles. With an age, only articles that hold at it: the corrected age where the article says so.

    `topics` are the intent classifier's probabilities; those of topics it does not name count as nearly none.
    """
    if not index.articles or not normalise(question):
        return SearchResult((), 0.0, False)
    suits = index.suiting(months, corrected_months)
    likeness = among(compare(index, question), suits)
    scores = rank(index, likeness, topics)
    known = index.exact.get(normalise(question), -1)
    if known >= 0:
        scores[known] += WORD_FOR_WORD
    order = [int(at) for at in np.argsort(-np.where(suits, scores, -np.inf), kind="stable")[: max(k, 2)] if suits[at]]
    if not order:
        return SearchResult((), 0.0, False)
    confidence = _weights(index, topics).trust.probability(trust_features(likeness, scores, order, question))
    if order[0] == known:
        confidence = max(confidence, SURE)
    hits = tuple(_hit(index, at, likeness, scores, order[0], confidence, months) for at in order[:k])
    return SearchResult(hits, confidence, months is None and _age_decides(index, hits))


def compare(index: Index, question: str) -> Likeness:
    """Every sign of likeness between the question and the articles. An article's title is its first entry."""
    said, run = words(question), grams(question)
    rows = [index.words.scores(said), index.grams.scores(run), index.similarities(question)]
    channels = [np.maximum.reduceat(row, index.starts) for row in rows]
    channels += [index.whole_words.scores(said), index.whole_grams.scores(run)]
    gaps = [channel - channel.max() for channel in channels]
    features = np.stack([*channels, _top3(rows[2], index.padding), rows[1][index.starts], *gaps], axis=1)
    by_entry = np.asarray(rows[0] + rows[1] + rows[2], dtype=np.float32)
    return Likeness(features.astype(np.float32), by_entry, index.whole_words.known(said))


def among(likeness: Likeness, suits: npt.NDArray[np.bool_]) -> Likeness:
    """The same with every distance measured to the best of the articles that suit: what is excluded is no rival."""
    if suits.all() or not suits.any():
        return likeness
    features = likeness.features.copy()
    for gap, channel in zip(GAPS, CHANNELS, strict=True):
        column = features[:, FEATURES.index(channel)]
        features[:, FEATURES.index(gap)] = column - column[suits].max()
    return replace(likeness, features=features)


def rank(index: Index, likeness: Likeness, topics: Mapping[str, float] | None) -> Floats:
    """[articles] log-odds of being the right one."""
    if topics is None:
        return index.fusion.plain.ranking.logits(likeness.features)
    return index.fusion.with_topics.ranking.logits(np.column_stack([likeness.features, topic_feature(index.articles, topics)]))


def topic_feature(articles: tuple[Article, ...], topics: Mapping[str, float]) -> Floats:
    """[articles] the logarithm of each article's topic probability."""
    return np.log([max(topics.get(article.topic, 0.0), LEAST_TOPIC) for article in articles]).astype(np.float32)


def trust_features(likeness: Likeness, scores: Floats, order: list[int], question: str) -> list[float]:
    """fusion.SIGNS_OF_TRUST of the first article in the order."""
    first = order[0]
    lead = float(scores[first] - scores[order[1]]) if len(order) > 1 else 5.0
    channels = (float(value) for value in likeness.features[first, : len(CHANNELS)])
    return [float(scores[first]), min(lead, 5.0), *channels, likeness.known, float(np.log1p(len(normalise(question))))]


def _weights(index: Index, topics: Mapping[str, float] | None) -> Weights:
    return index.fusion.plain if topics is None else index.fusion.with_topics


def _hit(index: Index, at: int, likeness: Likeness, scores: Floats, first: int, confidence: float, months: float | None) -> Hit:
    article = index.articles[at]
    share = float(np.exp(scores[at] - scores[first]))
    passage = _passage(index, at, likeness.by_entry)
    return Hit(article.id, article.title, article.topic, float(scores[at]), confidence * share, passage, _age_fit(article, months))


def _passage(index: Index, at: int, by_entry: Floats) -> str:
    """The article's own words that resemble the question most."""
    start = int(index.starts[at])
    end = int(index.starts[at + 1]) if at + 1 < len(index.starts) else len(index.entries)
    said = [place for place in range(start, end) if index.entries[place].kind in ("answer", "passage")]
    return index.entries[max(said, key=lambda place: by_entry[place])].text


def _age_fit(article: Article, months: float | None) -> AgeFit:
    if not article.is_for_an_age:
        return "any"
    return "unknown" if months is None else "fits"


def _age_decides(index: Index, hits: tuple[Hit, ...]) -> bool:
    """Whether the first article speaks differently by age, or has a likely rival for other ages."""
    by_id = {article.id: article for article in index.articles}
    first = by_id[hits[0].article_id]
    rivals = [(by_id[hit.article_id], hit.confidence / max(hits[0].confidence, 1e-9)) for hit in hits[1:]]
    return first.is_for_an_age and (bool(first.bands) or any(_is_rival(first, rival, share) for rival, share in rivals))


def _is_rival(first: Article, rival: Article, share: float) -> bool:
    if (first.age_min, first.age_max) == (rival.age_min, rival.age_max):
        return False
    return share >= (SIBLING_SHARE if first.topic == rival.topic and not first.shares_an_age(rival) else RIVAL_SHARE)


def _top3(row: Floats, padding: npt.NDArray[np.intp]) -> Floats:
    """[articles] the mean of each article's three best entries."""
    padded = np.append(row, np.float32(0))[padding]
    return np.asarray(np.partition(padded, -3, axis=1)[:, -3:].mean(axis=1), dtype=np.float32)
