"""Nothing is kept longer than it is needed: chat content goes after its time, the counted facts of a turn stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from store.base import changed
from store.messages import InboundRecord, PendingQuestion, Turn
from store.outbox import OutboxMessage

REMOVED = {"text": "（内容已到保存期限，已删除）"}


def forget_before(session: Session, moment: datetime) -> int:
    """Empty the words of everything older than `moment`; decisions, times and article ids remain for statistics. How many messages."""
    inbound = update(InboundRecord).where(InboundRecord.received_at < moment, InboundRecord.text.is_not(None))
    forgotten = changed(session, inbound.values(text=None, extra=None, passive_reply=None))
    session.execute(update(Turn).where(Turn.started_at < moment, Turn.text.is_not(None)).values(text=None))
    session.execute(update(OutboxMessage).where(OutboxMessage.created_at < moment).values(content=REMOVED))
    session.execute(delete(PendingQuestion).where(PendingQuestion.asked_at < moment))
    return forgotten
