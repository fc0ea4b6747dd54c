"""「机器人会怎么答」: the same code as a parent's turn, for editors."""

from __future__ import annotations

import threading
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field

from bot.api.door import api, signed_in
from bot.published import topic_probabilities
from bot.rehearsal import Answer, Rehearsal
from bot.webhook import house

blueprint = api("preview", __name__)
_one_at_a_time = threading.Lock()
TOPICS_SHOWN = 3


class Question(BaseModel):
    text: str = Field(min_length=1, max_length=2000)
    child_months: float | None = Field(None, ge=0, le=216)


@blueprint.post("/preview")
@signed_in()
def preview(body: Question) -> Response:
    """The answer with its scores; nothing is written and nobody is paged."""
    with _one_at_a_time:
        return jsonify(as_json(Rehearsal(house().turn_parts).ask(body.text, body.child_months)))


def as_json(answer: Answer) -> dict[str, Any]:
    reply, understanding = answer.reply, answer.understanding
    topics = sorted((topic_probabilities(understanding) or {}).items(), key=lambda item: -item[1])[:TOPICS_SHOWN]
    return {
        "decision": reply.decision,
        "urgency": understanding.triage.urgency,
        "intent": understanding.intent,
        "confidence": round(understanding.confidence, 3),
        "reply": reply.text,
        "handler": reply.handler,
        "article_id": reply.article_id,
        "article_title": reply.article_title,
        "candidates": [{"article_id": c.article_id, "title": c.title, "score": c.score} for c in reply.candidates],
        "red_flags": [{"id": f.id, "name": f.name, "level": f.level} for f in understanding.triage.flags],
        "topics": [{"topic": name, "probability": round(value, 3)} for name, value in topics],
        "needs_age": reply.decision == "clarify" and not reply.candidates,
    }
