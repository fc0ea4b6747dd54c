"""Questions of ours that wait for an answer: asking them, and recognising the answer in what she writes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from handlers.context import TurnContext
from nlu.measures import ChildAge, child_age
from nlu.normalize import normalize
from store.messages import PendingQuestion, Turn

NUMBERS = {"1": 0, "2": 1, "3": 2, "4": 3, "一": 0, "二": 1, "三": 2, "四": 3, "第一个": 0, "第二个": 1, "第三个": 2, "第四个": 3}
NONE_OF_THEM = ("都不是", "不是这些", "以上都不是", "都不对")
AGE_ANSWER_LENGTH = 16


@dataclass(frozen=True)
class Answered:
    """`text` is what is to be understood now; `choice` the article she picked; `refused` she wants none of them."""

    text: str
    choice: str | None = None
    refused: bool = False


def recognise(pending: PendingQuestion, text: str) -> Answered | None:
    """Her answer to our question; None when she changed the subject, which closes the question."""
    words = text.strip(" 。.!！~～,，")
    if pending.kind == "age":
        is_age = _age_in(words) is not None and len(words) <= AGE_ANSWER_LENGTH
        return Answered(f"{pending.detail['text']}，{words}") if is_age else None
    if pending.kind == "choice":
        return _chosen(pending.detail, words)
    if pending.kind == "erase":
        return Answered(words) if words == "确认删除" else None
    return None


def _chosen(detail: dict[str, Any], words: str) -> Answered | None:
    options: list[dict[str, str]] = detail["options"]
    number = NUMBERS.get(re.sub(r"[.、号]$", "", words).removeprefix("选"))
    if number is not None and number < len(options):
        return Answered(detail["text"], choice=options[number]["id"])
    if words in NONE_OF_THEM:
        return Answered(detail["text"], refused=True)
    picked = next((o for o in options if o["label"] == words or o["title"] == words), None)
    return Answered(detail["text"], choice=picked["id"]) if picked else None


def _age_in(words: str) -> ChildAge | None:
    return child_age(normalize(words).text)


def ask(ctx: TurnContext, kind: str, **detail: Any) -> None:
    """Remember that we asked; an earlier open question is closed."""
    ctx.session.execute(
        update(PendingQuestion)
        .where(PendingQuestion.customer_id == ctx.customer.id, PendingQuestion.closed_at.is_(None))
        .values(closed_at=ctx.now)
    )
    lasts = timedelta(minutes=ctx.policy.pending_minutes)
    ctx.session.add(PendingQuestion(customer_id=ctx.customer.id, kind=kind, detail=detail, asked_at=ctx.now, expires_at=ctx.now + lasts))


FOLLOW_UP = re.compile(r"^(那|那么|要是|如果|她才|他才|才|我家|宝宝)")
FOLLOW_UP_LENGTH = 10
FOLLOW_UP_WITHIN = timedelta(minutes=10)


def follow_up(recent: Sequence[Turn], text: str, now: datetime) -> str:
    """A short message that only makes sense with the question before it, joined with that question; else the text itself.

    「那晚上呢」「她才4个月」「7个月」 after an answer continue its subject.
    """
    last = recent[0] if recent else None
    if last is None or last.decision not in ("answer", "clarify") or not last.text or now - last.started_at > FOLLOW_UP_WITHIN:
        return text
    words = text.strip(" 。.!！?？~～")
    age = _age_in(words)
    only_age = age is not None and len(words) <= len(age.phrase) + 4
    continues = len(words) <= FOLLOW_UP_LENGTH and bool(FOLLOW_UP.match(words)) and words.endswith("呢")
    return f"{last.text}，{words}" if only_age or continues else text
