"""Answer, clarify, decline or a human: one pure decision from what was understood and what was found."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.policy import AnswerPolicy

# An article this sure is offered even when the classifier would rather decline; surer still when the classifier is certain.
SURE, CERTAIN_OUTSIDE, SURER = 0.85, 0.9, 0.985


@dataclass(frozen=True)
class Evidence:
    """Probabilities from 0 to 1. `found`: at least one article for this age. `rasa`: the classifier answered."""

    confidence: float
    out_of_scope: float
    found: bool
    need_age: bool
    rasa: bool


def decide(evidence: Evidence, policy: AnswerPolicy) -> str:
    """One of answer, age, clarify, decline, handoff."""
    margin = 0.0 if evidence.rasa else policy.without_rasa
    overrules = SURER if evidence.out_of_scope >= CERTAIN_OUTSIDE else SURE
    if evidence.out_of_scope >= policy.decline_at and evidence.confidence < overrules:
        return "decline"
    if not evidence.found:
        return "handoff"
    # An article can only be right for a question that is ours at all.
    if evidence.confidence * (1 - evidence.out_of_scope) >= policy.answer_at + margin:
        return "age" if evidence.need_age else "answer"
    if evidence.confidence >= policy.clarify_at + margin:
        return "clarify"
    return "handoff"
