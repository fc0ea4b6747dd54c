"""Held-out questions put to an index that has never seen them: what the weights are fitted on and measured by."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from knowledge.article import Article
from knowledge.encoder import train
from knowledge.fusion import FEATURES, GAPS, Floats
from knowledge.index import Index
from knowledge.pairs import pairs, texts
from knowledge.search import Likeness, compare, topic_feature
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
    suits: tuple[bool, ...]  # whether each article holds at an age at which the right one does
    orphan: bool = False


def trials(articles: Sequence[Article], out_of_scope: Sequence[str], folds: int, folder: Path, seed: int = 7) -> Iterator[list[Trial]]:
    """The trials of one fold after another; encoder, index and topic classifier of a fold know none of its questions."""
    parts = _deal(articles, folds, seed)
    outside = random.Random(seed).sample(list(out_of_scope), len(out_of_scope))
    for fold in range(folds):
        kept = [replace(article, questions=_without(article.questions, parts[article.id][fold])) for article in articles]
        encoder = train(pairs(kept, seed), folder / f"fold{fold}", texts=texts(kept), seed=seed)
        index = Index.build(kept, encoder)
        classifier = _classifier(kept, [text for at, text in enumerate(outside) if at % folds != fold])
        held = [(at, question) for at, article in enumerate(articles) for question in parts[article.id][fold]]
        questions = [*held, *((None, text) for text in outside[fold::folds])]
        yield _fold(index, classifier, questions)


def orphaned(trial: Trial) -> Trial:
    """The same question when its article does not exist."""
    truth = trial.truth
    assert truth is not None
    features = np.delete(trial.likeness.features, truth, axis=0)
    for gap in GAPS:
        column = features[:, FEATURES.index(gap)]
        column -= column.max()
    left = replace(trial.likeness, features=features)
    suits = tuple(suits for at, suits in enumerate(trial.suits) if at != truth)
    return replace(trial, likeness=left, topics=np.delete(trial.topics, truth), truth=None, suits=suits, orphan=True)


def _fold(index: Index, classifier: Pipeline, questions: Sequence[tuple[int | None, str]]) -> list[Trial]:
    probabilities = classifier.predict_proba([question for _, question in questions])
    guesses = [dict(zip(classifier.classes_, row, strict=True)) for row in probabilities]
    return [
        Trial(question, compare(index, question), topic_feature(index.articles, guess), truth, _suits(index.articles, truth))
        for (truth, question), guess in zip(questions, guesses, strict=True)
    ]


def _suits(articles: Sequence[Article], truth: int | None) -> tuple[bool, ...]:
    right = None if truth is None else articles[truth]
    if right is None or not right.is_for_an_age:
        return (True,) * len(articles)
    low = right.age_min or 0
    months = (low + (right.age_max if right.age_max is not None else low + 12)) / 2
    return tuple(article.covers(months) for article in articles)


def _deal(articles: Sequence[Article], folds: int, seed: int) -> dict[str, list[tuple[str, ...]]]:
    """Each article's questions dealt into as many hands as there are folds."""
    chance = random.Random(seed)
    shuffled = {article.id: chance.sample(article.questions, len(article.questions)) for article in articles}
    return {name: [tuple(questions[fold::folds]) for fold in range(folds)] for name, questions in shuffled.items()}


def _without(questions: tuple[str, ...], held: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(question for question in questions if question not in held)


def _classifier(articles: Sequence[Article], outside: Sequence[str]) -> Pipeline:
    """A stand-in for the intent classifier, so that its opinion gets a fair weight."""
    said = [(question, article.topic) for article in articles for question in article.questions]
    said += [(text, OUTSIDE) for text in outside]
    model = make_pipeline(TfidfVectorizer(analyzer=grams, sublinear_tf=True, min_df=2), LogisticRegression(C=10.0, max_iter=60, tol=1e-2))
    return model.fit([text for text, _ in said], [topic for _, topic in said])
