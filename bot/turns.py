"""A turn: one burst of a parent's messages, understood, answered and queued, exactly once."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisors.presence import is_human_there, release_absent
from bot.delivery import Delivery
from bot.published import KnowledgeOfTurn
from bot.settings import TurnLimits
from bot.snapshot import Snapshot, Understand, look, understood
from handlers import HANDLERS, handoff
from handlers.context import Links, TurnContext
from handlers.policy import Account, AnswerPolicy
from handlers.reply import Reply
from handlers.words import say
from nlu.understanding import Understanding
from store.base import Sessions, reading, writing
from store.clock import Clock
from store.conversations import Conversation, open_conversation
from store.families import Customer
from store.messages import InboundRecord, PendingQuestion, Turn
from store.outbox import OutboxMessage, Part, queue, text_part

log = logging.getLogger(__name__)
RECENT = 10
REMEMBERED = timedelta(hours=24)
ONE_EPISODE = timedelta(hours=2)
JOINT = "，"
UNHURRIED = ("distress", "command", "feedback", "survey")  # handlers whose replies today's doctor does not precede


@dataclass(frozen=True)
class Claim:
    """The right to answer one customer's waiting messages; `attempt` grows when a cut-off turn is taken over."""

    turn_id: int
    customer_id: int
    attempt: int


@dataclass(frozen=True)
class Outcome:
    turn_id: int
    customer_id: int
    reply: Reply
    understanding: Understanding | None


class Busy(Exception):
    """Another turn of this customer is running."""


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


def claim(parts: TurnParts, customer_id: int) -> Claim | None:
    """Take the customer's waiting messages. None when there are none; Busy while another turn runs.

    A turn whose lease has run out was cut off: it is taken over with the messages it had.
    """
    now = parts.clock()
    lease = now + timedelta(seconds=parts.limits.lease_seconds)
    try:
        with writing(parts.sessions) as session:
            running = session.scalar(select(Turn).where(Turn.running_key == customer_id))
            if running is not None:
                return _take_over(session, running, now, lease)
            waiting = _waiting(session, customer_id)
            if not waiting:
                return None
            turn = Turn(customer_id=customer_id, running_key=customer_id, state="running", attempt=1, lease_until=lease, started_at=now)
            session.add(turn)
            session.flush()
            session.execute(update(InboundRecord).where(InboundRecord.id.in_([m.id for m in waiting])).values(turn_id=turn.id))
            return Claim(turn.id, customer_id, 1)
    except IntegrityError:  # another process inserted its running turn in the same moment
        raise Busy from None


def _take_over(session: Session, running: Turn, now: datetime, lease: datetime) -> Claim:
    if running.lease_until > now:
        raise Busy
    attempt = running.attempt + 1
    changed = session.execute(
        update(Turn)
        .where(Turn.id == running.id, Turn.attempt == running.attempt, Turn.state == "running")
        .values(attempt=attempt, lease_until=lease)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise Busy
    return Claim(running.id, running.customer_id, attempt)


def _waiting(session: Session, customer_id: int) -> list[InboundRecord]:
    query = select(InboundRecord).where(
        InboundRecord.customer_id == customer_id, InboundRecord.turn_id.is_(None), InboundRecord.closed.is_(False)
    )
    waiting = list(session.scalars(query.order_by(InboundRecord.id)))
    if waiting and waiting[0].kind == "event":  # an event is answered by itself, not as part of a burst
        return waiting[:1]
    return [m for m in waiting if m.kind != "event"]


def run(parts: TurnParts, claimed: Claim) -> Outcome | None:
    """Understand, let the first handler that accepts answer, queue the reply. None when the turn was lost to another process."""
    started = time.perf_counter()
    try:
        outcome = _answer(parts, claimed)
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
        seen = look(session, claimed.customer_id, claimed.turn_id, now)
    understanding = understood(parts.understand, seen, now)
    knowledge = parts.knowledge()
    if seen.text.strip():
        knowledge.search(seen.text, understanding)  # outside the transaction: handlers find the result ready
    with writing(parts.sessions) as session:
        turn = session.get(Turn, claimed.turn_id)
        if turn is None or turn.state != "running" or turn.attempt != claimed.attempt:
            return None
        context = _context(parts, session, seen, understanding, knowledge, turn.id, now)
        reply = dressed(context, first_accepting(context))
        if reply.erases:
            return _finish_erased(session, parts, context, reply, understanding)
        _finish(session, parts, turn, context, reply)
    return Outcome(claimed.turn_id, claimed.customer_id, reply, understanding)


def _context(
    parts: TurnParts,
    session: Session,
    seen: Snapshot,
    understanding: Understanding,
    knowledge: KnowledgeOfTurn,
    turn_id: int,
    now: datetime,
) -> TurnContext:
    customer = session.get_one(Customer, seen.customer.id)
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
        recent=[session.merge(turn, load=True) for turn in seen.recent],
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


def dressed(context: TurnContext, reply: Reply) -> Reply:
    """What is the same for every automatic reply: today's doctor first, the introduction once, the label last."""
    if not reply.parts:
        return reply
    lead, *rest = reply.parts
    before: list[str] = []
    after: list[str] = []
    triage = context.understanding.triage
    if triage.urgency == "same_day" and reply.decision != "emergency" and reply.handler not in UNHURRIED:
        before.append(say("same_day", instruction=triage.flags[0].instruction.strip()))
    if context.customer.introduced_at is None and not reply.erases:
        context.customer.introduced_at = context.now
        introduction = say("intro", account=context.account, consent_url=context.links.consent(context.customer.id))
        (after if before or reply.decision == "emergency" else before).append(introduction)
    if reply.labelled:
        after.append(say("label"))
    return replace(reply, parts=(*_wrapped(lead, "\n\n".join(before), "\n\n".join(after)), *rest))


def _wrapped(part: Part, before: str, after: str) -> list[Part]:
    if part.kind == "text":
        return [text_part("\n\n".join(piece for piece in (before, part.content["text"], after) if piece))]
    if part.kind == "menu" and after:
        part = Part("menu", {**part.content, "tail": "\n".join(piece for piece in (part.content["tail"], after) if piece)})
    return [*([text_part(before)] if before else []), part]


def _finish(session: Session, parts: TurnParts, turn: Turn, context: TurnContext, reply: Reply) -> None:
    """Queue the reply and close the turn in one transaction: this is what makes the answer happen exactly once."""
    understanding = context.understanding
    urgency = understanding.triage.urgency
    turn.state, turn.running_key, turn.finished_at = "done", None, parts.clock()
    turn.text, turn.handler, turn.decision = context.text or None, reply.handler, reply.decision
    turn.urgency, turn.intent, turn.confidence = urgency, understanding.intent, understanding.confidence
    turn.article_id, turn.subject = reply.article_id, reply.subject
    turn.candidates = [[c.article_id, c.score] for c in reply.candidates]
    turn.red_flags = [flag.id for flag in understanding.triage.flags]
    turn.milliseconds = round((turn.finished_at - turn.started_at).total_seconds() * 1000)
    conversation = open_conversation(session, context.customer.id)
    queue(
        session,
        context.customer.id,
        parts.delivery.fit(reply.parts),
        context.now,
        turn_id=turn.id,
        conversation_id=conversation.id if conversation else None,
    )


def _finish_erased(session: Session, parts: TurnParts, context: TurnContext, reply: Reply, understanding: Understanding) -> Outcome:
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
    session.add(
        InboundRecord(
            dedupe_key=last.dedupe_key,
            customer_id=fresh.id,
            kind=last.kind,
            sent_at=last.sent_at,
            received_at=last.received_at,
            turn_id=turn.id,
        )
    )
    queue(session, fresh.id, parts.delivery.fit(reply.parts), now, turn_id=turn.id)
    return Outcome(turn.id, fresh.id, reply, understanding)


def _apologise(parts: TurnParts, claimed: Claim) -> Outcome | None:
    """After a bug in a handler: hand her over, with as little machinery as possible."""
    now = parts.clock()
    with reading(parts.sessions) as session:
        seen = look(session, claimed.customer_id, claimed.turn_id, now)
    understanding = understood(parts.understand, seen, now)
    with writing(parts.sessions) as session:
        turn = session.get(Turn, claimed.turn_id)
        if turn is None or turn.state != "running" or turn.attempt != claimed.attempt:
            return None
        context = _context(parts, session, seen, understanding, parts.knowledge(), turn.id, now)
        reply = Reply("handoff") if context.human_there else dressed(context, handoff.to_human(context, "unsure").by("handoff"))
        _finish(session, parts, turn, context, reply)
    return Outcome(claimed.turn_id, claimed.customer_id, reply, understanding)
