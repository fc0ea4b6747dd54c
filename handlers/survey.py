"""Her answer to the satisfaction question after a conversation with an advisor."""

from datetime import timedelta

from sqlalchemy import select

from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.conversations import Conversation
from store.outbox import text_part
from store.people import Staff

SCORES = {"满意": 3, "很满意": 3, "非常满意": 3, "一般": 2, "还行": 2, "不满意": 1, "不太满意": 1}
OPEN_FOR = timedelta(hours=24)


def handle(ctx: TurnContext) -> Reply | None:
    """None unless a conversation was closed within a day, is unrated, and this is a rating."""
    score = SCORES.get(ctx.text.strip(" 。.!！~～"))
    closed = _unrated(ctx) if score else None
    if closed is None or score is None:
        return None
    closed.satisfaction = score
    advisor = ctx.session.get(Staff, closed.assigned_id) if closed.assigned_id else None
    words = say("survey_thanks", score=score, advisor=advisor.display_name if advisor else None)
    return Reply("service", (text_part(words),))


def _unrated(ctx: TurnContext) -> Conversation | None:
    return ctx.session.scalar(
        select(Conversation)
        .where(
            Conversation.customer_id == ctx.customer.id,
            Conversation.state == "closed",
            Conversation.satisfaction.is_(None),
            Conversation.taken_at.is_not(None),
            Conversation.closed_at > ctx.now - OPEN_FOR,
        )
        .order_by(Conversation.id.desc())
        .limit(1)
    )
