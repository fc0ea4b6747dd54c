"""Answer, ask the age, clarify, decline or hand over: the whole table."""

import pytest

from handlers.decide import Evidence, decide
from handlers.policy import AnswerPolicy

POLICY = AnswerPolicy(
    answer_at=0.6, clarify_at=0.3, without_rasa=0.1, decline_at=0.6, intent_at=0.5, repeat_minutes=30, pending_minutes=30, link_days=30
)


def evidence(confidence: float, outside: float = 0.0, *, found: bool = True, need_age: bool = False, rasa: bool = True) -> Evidence:
    return Evidence(confidence, outside, found, need_age, rasa)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (evidence(0.7), "answer"), (evidence(0.6), "answer"), (evidence(0.59), "clarify"),
        (evidence(0.3), "clarify"), (evidence(0.29), "handoff"),
        (evidence(0.7, need_age=True), "age"), (evidence(0.0, found=False), "handoff"), (evidence(0.5, outside=0.7), "decline"),
        (evidence(0.1, outside=0.7), "decline"),
        (evidence(0.1, outside=0.7, found=False), "decline"), (evidence(0.9, outside=0.7), "clarify"),
        (evidence(0.9, outside=0.3), "answer"), (evidence(0.7, outside=0.3), "clarify"),
        (evidence(0.65, rasa=False), "clarify"), (evidence(0.7, rasa=False), "answer"), (evidence(0.35, rasa=False), "handoff"),
    ],
)  # fmt: skip
def test_the_decision(case: Evidence, expected: str) -> None:
    assert decide(case, POLICY) == expected
