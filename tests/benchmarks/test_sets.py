"""The frozen sets stay usable, and nothing is trained on them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.cases import NAMES, load_sets
from handlers.reply import DECISIONS
from knowledge.library import load as load_articles
from knowledge.topics import TOPICS

ROOT = Path(__file__).resolve().parents[2]
TRIAGE_CASES = ROOT / "tests" / "nlu" / "triage_cases"
LEAST = {
    "emergency": 320, "same_day": 100, "ordinary": 420, "answerable": 420, "outside": 260, "human": 80, "intents": 500, "dialogues": 40,
}
SETS = load_sets()
CASES = [case for cases in SETS.values() for case in cases]


def plain(text):
    return re.sub(r"[\W_]+", "", text).lower()


def strings(tree):
    if isinstance(tree, str):
        yield from (line.strip().removeprefix("- ") for line in tree.splitlines())
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)


@pytest.fixture(scope="module")
def articles():
    return {article.id: article for article in load_articles(ROOT / "knowledge" / "articles")}


@pytest.fixture(scope="module")
def learnt(articles):
    """What something in the project learns from or was written after."""
    asked = [question for article in articles.values() for question in (article.title, *article.questions)]
    files = [*(ROOT / "nlu" / "rasa" / "data").rglob("*.yml"), *(ROOT / "nlu" / "triage").glob("*.yml")]
    told = [line for path in files for line in strings(yaml.safe_load(path.read_text(encoding="utf-8")))]
    told += [cell for path in TRIAGE_CASES.glob("*.tsv") for cell in re.split(r"[\t\n]", path.read_text(encoding="utf-8"))]
    return {plain(re.sub(r"\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", text)) for text in asked + told}


@pytest.mark.parametrize("name", NAMES)
def test_every_set_is_large_enough(name):
    assert len(SETS[name]) >= LEAST[name]


def test_ids_and_texts_appear_once():
    assert [item for item, number in Counter(case.id for case in CASES).items() if number > 1] == []
    single = Counter(plain(case.text) for case in CASES if not case.history)
    assert [text for text, number in single.items() if number > 1] == []


def test_the_articles_exist_in_every_topic(articles):
    assert [(case.id, name) for case in CASES for name in case.articles if name not in articles] == []
    assert {case.topic for case in SETS["answerable"]} == set(TOPICS)


def test_expectations_are_known_words():
    known = set(DECISIONS)
    assert [case.id for case in CASES if not set(case.decisions) <= known] == []


def test_every_emergency_rule_has_three_cases():
    per_rule = Counter(case.rule for case in SETS["emergency"])
    assert [rule for rule, number in per_rule.items() if number < 3] == []


def test_no_line_is_one_the_project_learnt_from(learnt):
    assert [case.text for case in CASES if not case.history and plain(case.text) in learnt] == []
