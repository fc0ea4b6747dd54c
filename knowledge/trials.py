"""Questions put to an index that has never seen them: what the weights are fitted on and measured by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from knowledge.article import Article
from knowledge.fusion import FEATURES, GAPS, Floats
from knowledge.index import Index
from knowledge.search import Likeness, among, compare, topic_feature
from knowledge.words import grams

OUTSIDE = "out_of_scope"


@dataclass(frozen=True)
class Trial:
    """One question, how it resembles each article it could get, and which of them is right.

    `truth` is None when none is: a question out of scope, or one whose article was taken away (`orphan`).
    """

    question: str
    likeness: Likeness
    topics: Floats  # [articles] as fusion's topic feature
    truth: int | None
    suits: tuple[bool, ...]  # whether each article holds at the child's age; all when that is not known
    orphan: bool = False


@dataclass(frozen=True)
class Asked:
    """A calibration question, written without sight of the articles' own questions.

    `article` is the id of the one that answers it, None when none does. `months`: the child's age where it is known.
    """

    text: str
    article: str | None
    months: float | None = None


def read_asked(path: Path) -> list[Asked]:
    """The calibration set: JSON lines with text, article and months. Raises ValueError with the line's number."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(Asked(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path.name}, line {number}: {error}") from error
    return found


def trials(index: Index, asked: Sequence[Asked], out_of_scope: Sequence[str]) -> list[Trial]:
    """Every calibration question put to the index. Half of `out_of_scope` teaches the topic classifier, the other half is asked.

    Questions whose article is not in the index (archived since) are left out: what would be right is not known.
    """
    place = {article.id: at for at, article in enumerate(index.articles)}
    classifier = _classifier(index.articles, out_of_scope[::2])
    questions = [*(a for a in asked if a.article is None or a.article in place), *(Asked(text, None) for text in out_of_scope[1::2])]
    probabilities = classifier.predict_proba([question.text for question in questions])
    guesses = [dict(zip(classifier.classes_, row, strict=True)) for row in probabilities]
    return [_trial(index, question, place, guess) for question, guess in zip(questions, guesses, strict=True)]


def _trial(index: Index, asked: Asked, place: dict[str, int], guess: dict[str, float]) -> Trial:
    truth = None if asked.article is None else place[asked.article]
    # The right article takes part even if the line's age misses its range by a little: the label is what counts.
    suits = tuple(at == truth or article.covers(asked.months) for at, article in enumerate(index.articles))
    likeness = among(compare(index, asked.text), np.array(suits))
    return Trial(asked.text, likeness, topic_feature(index.articles, guess), truth, suits)


def orphaned(trial: Trial) -> Trial:
    """The same question when its article does not exist."""
    truth = trial.truth
    assert truth is not None
    suits = tuple(suits for at, suits in enumerate(trial.suits) if at != truth)
    features = np.delete(trial.likeness.features, truth, axis=0)
    for gap in GAPS:
        column = features[:, FEATURES.index(gap)]
        column -= column[list(suits)].max() if any(suits) else column.max()
    left = replace(trial.likeness, features=features)
    return replace(trial, likeness=left, topics=np.delete(trial.topics, truth), truth=None, suits=suits, orphan=True)


def _classifier(articles: Sequence[Article], outside: Sequence[str]) -> Pipeline:
    """A stand-in for the intent classifier, so that its opinion gets a fair weight."""
    said = [(question, article.topic) for article in articles for question in article.questions]
    said += [(text, OUTSIDE) for text in outside]
    model = make_pipeline(TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=2), LogisticRegression(C=10.0, max_iter=60, tol=1e-2))
    return model.fit([text for text, _ in said], [topic for _, topic in said])
