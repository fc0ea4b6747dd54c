"""Answers to our questions are recognised in whatever words they come; a change of subject is none."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.questions import follow_up, recognise
from store.messages import PendingQuestion, Turn

NOW = datetime(2026, 11, 22, 15, 40, tzinfo=UTC)
OPTIONS = [
    {"id": "a", "title": "4～11个月宝宝夜里频繁醒来", "label": "4～11个月宝宝夜里频繁醒来"},
    {"id": "b", "title": "睡眠倒退", "label": "睡眠倒退"},
]


def pending(kind: str, **detail: object) -> PendingQuestion:
    return PendingQuestion(kind=kind, detail=detail, asked_at=NOW, expires_at=NOW)


@pytest.mark.parametrize("said", ["2个月", "俩月".replace("俩", "2个"), "宝宝20天", "8个月大", "1岁半了"])
def test_an_age_joins_the_question_it_belongs_to(said: str) -> None:
    answered = recognise(pending("age", text="发烧怎么办"), said)
    assert answered is not None
    assert answered.text == f"发烧怎么办，{said}"


@pytest.mark.parametrize("said", ["算了", "转人工", "那疫苗什么时候打，我家宝宝都已经快要8个月了还没有打过"])
def test_other_words_are_no_age(said: str) -> None:
    assert recognise(pending("age", text="发烧怎么办"), said) is None


@pytest.mark.parametrize(
    ("said", "choice"), [("1", "a"), ("2", "b"), ("二", "b"), ("第一个", "a"), ("选2", "b"), ("2.", "b"), ("睡眠倒退", "b")]
)
def test_a_choice_by_number_by_word_or_by_tap(said: str, choice: str) -> None:
    answered = recognise(pending("choice", text="夜里醒", options=OPTIONS), said)
    assert answered is not None
    assert answered.choice == choice


def test_none_of_them_is_an_answer_too() -> None:
    answered = recognise(pending("choice", text="夜里醒", options=OPTIONS), "都不是")
    assert answered is not None
    assert answered.refused


def test_a_number_beyond_the_choices_is_none() -> None:
    assert recognise(pending("choice", text="夜里醒", options=OPTIONS), "4") is None


def turn(text: str, decision: str = "answer", minutes: int = 1) -> Turn:
    return Turn(text=text, decision=decision, started_at=NOW - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("那晚上呢", "白天睡多久，那晚上呢"),
        ("4个月", "白天睡多久，4个月"),
        ("她才4个月", "白天睡多久，她才4个月"),
        ("宝宝能喝水吗", "宝宝能喝水吗"),
    ],
)
def test_a_follow_up_keeps_its_subject(said: str, expected: str) -> None:
    assert follow_up([turn("白天睡多久")], said, NOW) == expected


def test_after_a_while_or_after_other_things_it_stands_alone() -> None:
    assert follow_up([turn("白天睡多久", minutes=30)], "那晚上呢", NOW) == "那晚上呢"
    assert follow_up([turn("你好", "smalltalk")], "那晚上呢", NOW) == "那晚上呢"
    assert follow_up([], "那晚上呢", NOW) == "那晚上呢"
