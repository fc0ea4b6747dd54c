"""What an advisor does with a conversation: take, reply, send an article, read, close. Validate, change rows, record the event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from advisors import events
from advisors.presence import lock_customer
from store.base import changed
from store.conversations import Conversation
from store.outbox import OutboxMessage, Part, menu_part, queue, text_part
from store.people import Staff

REPLY_CHARACTERS = 2000
SATISFACTION = [("sat-3", "满意"), ("sat-2", "一般"), ("sat-1", "不满意")]


class DeskError(Exception):
    """The action does not fit the conversation's state; `code` is for the browser, the text for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def take(session: Session, conversation: Conversation, staff: Staff, now: datetime) -> None:
    """One advisor takes it, atomically; bot messages still waiting to leave are cancelled in the same transaction."""
    lock_customer(session, conversation.customer_id)
    waiting = update(Conversation).where(Conversation.id == conversation.id, Conversation.state == "waiting")
    is_taken = changed(session, waiting.values(state="human", assigned_id=staff.id, taken_at=now)) > 0
    session.refresh(conversation)
    if not is_taken:
        _refuse_taken(session, conversation, staff)
        return
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.customer_id == conversation.customer_id,
            OutboxMessage.author == "bot",
            OutboxMessage.state.in_(("pending", "held")),
        )
        .values(state="cancelled", reason="an advisor took over")
    )
    events.record(session, "taken", conversation, now, name=staff.display_name)


def _refuse_taken(session: Session, conversation: Conversation, staff: Staff) -> None:
    """Taking what one has already is no error; taking what another has, or what is closed, is."""
    if conversation.state == "closed":
        raise DeskError("closed", "这次会话已经结束了")
    if conversation.assigned_id != staff.id:
        holder = session.get(Staff, conversation.assigned_id)
        raise DeskError("taken", f"{holder.display_name if holder else '另一位顾问'}已经接手了这位家长")


def reply(session: Session, conversation: Conversation, staff: Staff, parts: list[Part], now: datetime) -> list[OutboxMessage]:
    """Queue an advisor's message. Raises DeskError when she has not taken the conversation."""
    _require_hers(conversation, staff)
    rows = queue(session, conversation.customer_id, parts, now, author="advisor", conversation_id=conversation.id, staff_id=staff.id)
    session.flush()
    if conversation.first_reply_at is None:
        conversation.first_reply_at = now
    conversation.unread = 0
    events.record(session, "message", conversation, now, side="advisor", item=f"out-{rows[0].id}")
    return rows


def say(session: Session, conversation: Conversation, staff: Staff, text: str, now: datetime) -> list[OutboxMessage]:
    words = text.strip()
    if not words:
        raise DeskError("empty", "请先写点内容再发送")
    if len(words) > REPLY_CHARACTERS:
        raise DeskError("too_long", f"一次最多 {REPLY_CHARACTERS} 字，请分几次发送")
    return reply(session, conversation, staff, [text_part(words)], now)


def mark_read(conversation: Conversation) -> None:
    conversation.unread = 0


def close(session: Session, conversation: Conversation, staff: Staff, now: datetime, *, ask: bool) -> list[OutboxMessage]:
    """Give the family back to the bot; with `ask`, one satisfaction question goes out."""
    if conversation.state == "closed":
        raise DeskError("closed", "这次会话已经结束了")
    lock_customer(session, conversation.customer_id)
    was_human = conversation.state == "human"
    conversation.state, conversation.open_key, conversation.closed_at, conversation.closed_by = "closed", None, now, staff.id
    conversation.unread = 0
    events.record(session, "closed", conversation, now, name=staff.display_name)
    if not (ask and was_human):
        return []
    question = menu_part(
        f"{staff.display_name}已结束这次交流，育儿助手继续陪着您。这次的帮助您满意吗？",
        SATISFACTION,
        "点一下，或直接回复“满意”“一般”“不满意”",
    )
    return queue(session, conversation.customer_id, [question], now, author="notice", conversation_id=conversation.id)


def _require_hers(conversation: Conversation, staff: Staff) -> None:
    if conversation.state == "closed":
        raise DeskError("closed", "这次会话已经结束了")
    if conversation.state != "human" or conversation.assigned_id != staff.id:
        raise DeskError("not_taken", "请先接手这位家长再回复")
