"""Passing a family on to a human, with the card that tells the human everything."""

from __future__ import annotations

from typing import Any

from advisors.handover import Handover, hand_over
from care.profile import describe, in_words
from handlers.context import TurnContext
from store.messages import Turn

HISTORY = 6


def pass_on(ctx: TurnContext, reason: str, urgency: str | None = None) -> Handover:
    """Open (or raise) the family's conversation on the desk. `urgency` defaults to what triage found."""
    level = urgency or ctx.understanding.triage.urgency
    return hand_over(ctx.session, ctx.customer, reason=reason, urgency=level, card=card(ctx, reason), now=ctx.now)


def card(ctx: TurnContext, reason: str) -> dict[str, Any]:
    """Who she is, the child, the question, what the bot said and offered, the red flags."""
    last = next((turn for turn in ctx.recent if turn.decision in ("answer", "clarify")), None)
    return {
        "who": ctx.customer.nickname or f"家长{ctx.customer.id}",
        "child": child_in_words(ctx),
        "question": ctx.text or (last.text if last else None) or "",
        "reason": reason,
        "articles": _offered(ctx),
        "red_flags": [{"id": f.id, "name": f.name, "level": f.level} for f in ctx.understanding.triage.flags],
        "history": [_line(turn) for turn in reversed(ctx.recent[:HISTORY]) if turn.text],
    }


def child_in_words(ctx: TurnContext) -> str:
    if ctx.child.months is not None:
        sex = {"boy": "男宝宝", "girl": "女宝宝"}.get(ctx.child.sex or "", "宝宝")
        return f"{in_words(ctx.child.months)}的{sex}"
    if ctx.child.pregnancy_weeks is not None:
        return f"孕{ctx.child.pregnancy_weeks:g}周"
    known = [describe(child, ctx.today) for child in ctx.customer.children]
    return "、".join(known) or "还不知道月龄"


def _offered(ctx: TurnContext) -> list[dict[str, str]]:
    ids = [turn.article_id for turn in ctx.recent[:HISTORY] if turn.article_id]
    found = [(article_id, ctx.knowledge.article(article_id)) for article_id in dict.fromkeys(ids)]
    return [{"id": article_id, "title": article.title} for article_id, article in found if article]


def _line(turn: Turn) -> dict[str, Any]:
    return {"at": turn.started_at.isoformat(), "parent": turn.text, "decision": turn.decision, "article_id": turn.article_id}
