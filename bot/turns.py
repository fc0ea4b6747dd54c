"""A turn: one burst of a parent's messages, understood, answered and queued, exactly once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from advisors.presence import is_human_there, lock_customer, release_absent
from bot.claims import INBOUND, TURNS, Asks, Claim
from bot.delivery import Delivery
from bot.dressing import dressed
from bot.published import KnowledgeOfTurn
from bot.settings import TurnLimits
from bot.snapshot import Snapshot, Understand, look, understood
from handlers import HANDLERS, handoff
from handlers.context import Links, TurnContext
from handlers.policy import Account, AnswerPolicy
from handlers.reply import Reply
from nlu.understanding import Understanding
from store.base import Sessions, changed, reading, writing
from store.clock import Clock
from store.conversations import Conversation, open_conversation
from store.families import Customer
from store.messages import InboundRecord, PendingQuestion, Turn
from store.outbox import OutboxMessage, Part, drafted, kept_part, queue, write_down

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """`passive` is the part that the HTTP response must carry; the others are queued."""

    turn_id: int
    customer_id: int
    reply: Reply
    understanding: Understanding | None
    passive: Part | None = None


class Lost(Exception):
    """Another process has taken this turn over."""


@dataclass(frozen=True)
class TurnParts:
    """What a turn needs from the house."""

    sessions: Sessions
    understand: Understand
    knowledge: Callable[[], KnowledgeOfTurn]
    delivery: Delivery
    links: Links
    account: Account
    policy: AnswerPolicy
    limits: TurnLimits
    clock: Clock


def run(parts: TurnParts, claimed: Claim) -> Outcome | None:
    """Understand, let the first handler that accepts answer, queue the reply. None when the turn was lost to another process."""
    started = time.perf_counter()
    try:
        outcome = _answer(parts, claimed)
    except Lost:
        return None
    except Exception:  # one of the three broad catches: she gets a human instead of silence
        log.exception("turn %s failed", claimed.turn_id)
        outcome = _apologise(parts, claimed)
    if outcome:
        took = round((time.perf_counter() - started) * 1000)
        intent = outcome.understanding.intent if outcome.understanding else "-"
        log.info(
            "turn=%s intent=%s decision=%s handler=%s ms=%d", claimed.turn_id, intent, outcome.reply.decision, outcome.reply.handler, took
        )
    return outcome


def _answer(parts: TurnParts, claimed: Claim) -> Outcome | None:
    now = parts.clock()
    with reading(parts.sessions) as session:
        seen = look(session, claimed, now)
    if seen is None:
        return None
    understanding = understood(parts.understand, seen, now)
    knowledge = parts.knowledge()
    if seen.text.strip():
        knowledge.search(seen.text, understanding)  # outside the transaction: handlers find the result ready
    with writing(parts.sessions) as session:
        context = _context(parts, session, seen, understanding, knowledge, claimed.turn_id, now)
        reply = dressed(context, first_accepting(context))
        if reply.erases:
            return _finish_erased(session, parts, context, reply, understanding, claimed.asks)
        passive = _finish(session, parts, claimed, context, reply)
    return Outcome(claimed.turn_id, claimed.customer_id, reply, understanding, passive)


def _context(
    parts: TurnParts,
    session: Session,
    seen: Snapshot,
    understanding: Understanding,
    knowledge: KnowledgeOfTurn,
    turn_id: int,
    now: datetime,
) -> TurnContext:
    lock_customer(session, seen.customer.id)
    customer = session.merge(seen.customer, load=False)  # as read a moment ago: only what changes from here on is written
    conversation = open_conversation(session, customer.id)
    answered = seen.answered
    return TurnContext(
        session=session,
        turn_id=turn_id,
        customer=customer,
        messages=seen.messages,
        text=seen.text,
        understanding=understanding,
        pending=_close_pending(session, seen, now),
        choice=("none" if answered.refused else answered.choice) if answered else None,
        conversation=conversation,
        human_there=_settle_presence(session, conversation, now),
        recent=[session.merge(turn, load=False) for turn in seen.recent],
        knowledge=knowledge,
        links=parts.links,
        account=parts.account,
        policy=parts.policy,
        now=now,
    )


def _close_pending(session: Session, seen: Snapshot, now: datetime) -> PendingQuestion | None:
    """Every message closes our open question, answered or not; an event leaves it open. The question, if this answers it."""
    if seen.pending is None or not seen.text:
        return None
    session.execute(update(PendingQuestion).where(PendingQuestion.id == seen.pending.id).values(closed_at=now))
    return seen.pending if seen.answered else None


def _settle_presence(session: Session, conversation: Conversation | None, now: datetime) -> bool:
    """Whether a human has the conversation; one whose advisor has gone home goes back to waiting, so that she is answered."""
    if conversation is None or conversation.state != "human":
        return False
    last = session.scalar(
        select(OutboxMessage.created_at)
        .where(OutboxMessage.conversation_id == conversation.id, OutboxMessage.author == "advisor")
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    if is_human_there(session, conversation, now, last or conversation.taken_at):
        return True
    release_absent(session, conversation, now)
    return False


def first_accepting(context: TurnContext) -> Reply:
    for name, handle in HANDLERS:
        reply = handle(context)
        if reply is not None:
            return reply.by(name)
    raise RuntimeError("no handler accepted: the last one must")


def _finish(session: Session, parts: TurnParts, claimed: Claim, context: TurnContext, reply: Reply) -> Part | None:
    """Queue the reply and close the turn in one transaction: this is what makes the answer happen exactly once.

    Returns the part that the waiting HTTP response takes along. Raises Lost when another process has taken the turn over.
    """
    ours = (TURNS.c.id == claimed.turn_id) & (TURNS.c.attempt == claimed.attempt) & (TURNS.c.state == "running")
    if not changed(session, update(TURNS).where(ours).values(_kept(claimed, context, reply, parts.clock()))):
        raise Lost
    conversation = open_conversation(session, context.customer.id)
    rows = drafted(
        context.customer.id,
        parts.delivery.fit(reply.parts),
        context.now,
        turn_id=claimed.turn_id,
        conversation_id=conversation.id if conversation else None,
    )
    passive = _taken_along(session, parts, claimed, rows, conversation)
    write_down(session, rows)
    return passive


def _kept(claimed: Claim, context: TurnContext, reply: Reply, now: datetime) -> dict[str, Any]:
    """What a finished turn's row says."""
    understanding = context.understanding
    return {
        "state": "done",
        "running_key": None,
        "finished_at": now,
        "text": context.text or None,
        "handler": reply.handler,
        "decision": reply.decision,
        "urgency": understanding.triage.urgency,
        "intent": understanding.intent,
        "confidence": understanding.confidence,
        "article_id": reply.article_id,
        "subject": reply.subject,
        "candidates": [[c.article_id, c.score] for c in reply.candidates],
        "red_flags": [flag.id for flag in understanding.triage.flags],
        "milliseconds": round((now - claimed.started_at).total_seconds() * 1000),
    }


def _taken_along(
    session: Session, parts: TurnParts, claimed: Claim, rows: Sequence[OutboxMessage], conversation: Conversation | None
) -> Part | None:
    """The first part for the HTTP response that waits, kept with its message for redeliveries; None when it has gone without."""
    record_id = claimed.asks.record_id
    if record_id not in {message.id for message in claimed.messages}:
        return None
    part = parts.delivery.as_passive(rows[0], conversation) if rows else None
    waiting = update(INBOUND).where(INBOUND.c.id == record_id, INBOUND.c.closed.is_(False))
    if changed(session, waiting.values(closed=True, passive_reply=kept_part(part) if part else None)):
        return part
    if part is not None:
        rows[0].state, rows[0].via, rows[0].sent_at = "pending", None, None
    return None


def _finish_erased(
    session: Session, parts: TurnParts, context: TurnContext, reply: Reply, understanding: Understanding, asks: Asks
) -> Outcome:
    """Her data is gone, this turn with it. A bare row remains for an hour so that the receipt reaches her, and only once."""
    now = context.now
    gone, last = context.customer, context.messages[-1]
    fresh = Customer(openid=gone.openid, openid_hash=gone.openid_hash, created_at=now, erase_after=now + timedelta(hours=1))
    session.add(fresh)
    session.flush()
    turn = Turn(
        customer_id=fresh.id, state="done", lease_until=now, started_at=now, finished_at=now, decision=reply.decision, handler=reply.handler
    )
    session.add(turn)
    session.flush()
    rows = queue(session, fresh.id, parts.delivery.fit(reply.parts), now, turn_id=turn.id)
    part = parts.delivery.as_passive(rows[0], None) if asks.record_id == last.id else None
    session.add(
        InboundRecord(
            dedupe_key=last.dedupe_key,
            customer_id=fresh.id,
            kind=last.kind,
            sent_at=last.sent_at,
            received_at=last.received_at,
            turn_id=turn.id,
            closed=part is not None,
            passive_reply=kept_part(part) if part else None,
        )
    )
    return Outcome(turn.id, fresh.id, reply, understanding, part)


def _apologise(parts: TurnParts, claimed: Claim) -> Outcome | None:
    """After a bug in a handler: hand her over, with as little machinery as possible."""
    now = parts.clock()
    with reading(parts.sessions) as session:
        seen = look(session, claimed, now)
    if seen is None:
        return None
    understanding = understood(parts.understand, seen, now)
    with writing(parts.sessions) as session:
        context = _context(parts, session, seen, understanding, parts.knowledge(), claimed.turn_id, now)
        reply = Reply("handoff") if context.human_there else dressed(context, handoff.to_human(context, "unsure").by("handoff"))
        passive = _finish(session, parts, claimed, context, reply)
    return Outcome(claimed.turn_id, claimed.customer_id, reply, understanding, passive)
