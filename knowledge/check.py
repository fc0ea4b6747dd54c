"""What must hold for every article, and for all of them together, before anything is published."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from knowledge.article import Article, ArticleError, parse
from knowledge.donts import rulebook
from knowledge.library import read

TITLE_LENGTH = 30
ANSWER_LENGTH = 260
SIGN_LENGTH = 45
SIGNS = (2, 5)
SECTIONS = (2, 4)
BODY_LENGTH = (200, 600)
QUESTIONS = 10
LAST_MONTH = 83  # the system advises on children under seven
EARLIEST_SOURCE = 1980
PUNCTUATION = re.compile(r"\W+")
LIKE = 0.93  # cosine of character grams above which two questions are one


@dataclass(frozen=True)
class Problem:
    """`subject` is an article's id, or a file; `message` says what is wrong and what to do."""

    subject: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.rule}: {self.message}"


def check(articles: Sequence[Article]) -> list[Problem]:
    """Every problem of every article, then those between articles."""
    single = [problem for article in articles for problem in check_one(article)]
    return [*single, *_same_ids(articles), *_same_questions(articles)]


def check_one(article: Article) -> list[Problem]:
    """The problems of one article by itself, as an editor sees them while writing."""
    return [Problem(article.id, rule, message) for rule, lint in LINTS for message in lint(article)]


def check_text(content: str, path: str) -> list[Problem]:
    """The same for a file's text; when it cannot be read, why."""
    try:
        return check_one(parse(content, path))
    except ArticleError as error:
        return [Problem(path, "format", line.removeprefix(f"{path}: ")) for line in error.problems]


def check_folder(folder: Path) -> list[Problem]:
    """Every problem below a folder of articles; files that cannot be read come first."""
    reading = read(folder)
    unread = [Problem(line.partition(": ")[0], "format", line.partition(": ")[2]) for line in reading.problems]
    return unread + check(reading.articles)


def _lengths(article: Article) -> Iterator[str]:
    answers = [article.short_answer, *(band.short_answer for band in article.bands)]
    texts = [("title", article.title, TITLE_LENGTH)]
    texts += [("short answer", answer, ANSWER_LENGTH) for answer in answers]
    texts += [("see_doctor line", line, SIGN_LENGTH) for line in article.see_doctor]
    for name, text, longest in texts:
        if len(text) > longest:
            yield f"{name} has {len(text)} characters, at most {longest}: {text[:24]}…"


def _amounts(article: Article) -> Iterator[str]:
    yield from _between("see_doctor lines", len(article.see_doctor), *SIGNS)
    yield from _between("sections", len(article.sections), *SECTIONS)
    yield from _between("characters in the sections", len(article.body), *BODY_LENGTH)


def _between(name: str, count: int, least: int, most: int) -> Iterator[str]:
    if not least <= count <= most:
        yield f"{count} {name}; there should be {least} to {most}"


def _ages(article: Article) -> Iterator[str]:
    low, high = article.age_min or 0, LAST_MONTH if article.age_max is None else article.age_max
    if low > high:
        yield f"begins at {low} months and ends at {high}: it holds for nobody; exchange min and max"
    if article.is_for_an_age and not (low >= 0 and high <= LAST_MONTH):
        yield f"ages must lie within 0 to {LAST_MONTH} months"
    yield from _bands(article, low, high)


def _bands(article: Article, low: int, high: int) -> Iterator[str]:
    bands = sorted(article.bands, key=lambda band: band.min)
    for band in bands:
        if band.min > band.max:
            yield f"band {band.min}–{band.max} holds for nobody; exchange min and max"
        if band.min < low or band.max > high:
            yield f"band {band.min}–{band.max} reaches outside the article's {low}–{high} months"
    for before, after in pairwise(bands):
        if after.min <= before.max:
            yield f"bands {before.min}–{before.max} and {after.min}–{after.max} overlap"


def _questions(article: Article) -> Iterator[str]:
    if len(article.questions) < QUESTIONS:
        yield f"{len(article.questions)} questions, at least {QUESTIONS}"
    for question, count in Counter(article.questions).items():
        if count > 1:
            yield f"asked {count} times: {question}"


def _sources(article: Article) -> Iterator[str]:
    if not article.sources:
        yield "name at least one guideline or standard"
    for source in article.sources:
        if source.year is None or source.year < EARLIEST_SOURCE:
            yield f"give the year of {source.org}: {source.title}"


def _donts(article: Article) -> Iterator[str]:
    for rule, sentence in rulebook().breaches(article):
        yield f"{rule.id}: {rule.message}: “{sentence}”"


def _signature(article: Article) -> Iterator[str]:
    if article.status == "published" and None in (article.reviewer, article.reviewed, article.review_due):
        yield "published without reviewer, reviewed and review_due; have it signed off"


LINTS: tuple[tuple[str, Callable[[Article], Iterator[str]]], ...] = (
    ("length", _lengths),
    ("amount", _amounts),
    ("age", _ages),
    ("questions", _questions),
    ("sources", _sources),
    ("don't", _donts),
    ("signature", _signature),
)


def _same_ids(articles: Sequence[Article]) -> list[Problem]:
    counts = Counter(article.id for article in articles)
    return [Problem(name, "id", f"used by {count} articles") for name, count in counts.items() if count > 1]


def _same_questions(articles: Sequence[Article]) -> list[Problem]:
    """Questions of different articles that say the same: a parent who asks it could get either."""
    asked = [(article, question) for article in articles for question in article.questions]
    if len(asked) < 2:
        return []
    from sklearn.feature_extraction.text import TfidfVectorizer  # here: costs every web process a second and 100 MB

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit_transform([PUNCTUATION.sub("", question) for _, question in asked])
    first, second = np.nonzero((grams @ grams.T).toarray() >= LIKE)
    pairs = [(asked[a], asked[b]) for a, b in zip(first, second, strict=True) if a < b and asked[a][0] is not asked[b][0]]
    return [
        Problem(one.id, "same question", f"“{question}” is much like “{other_question}” of {other.id}; keep it in one of them")
        for (one, question), (other, other_question) in pairs
        if one.shares_an_age(other)
    ]
