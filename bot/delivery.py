"""The one way out: every queued message leaves here, in order, within quota and window, and never over a human's head."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from advisors import events
from advisors.presence import lock_customer
from bot import quota, splitting
from bot.channels.wechat import can_be_passive
from bot.channels.wechat_api import SendError
from bot.settings import PlatformLimits
from store.base import Sessions, changed, reading, writing
from store.clock import Clock
from store.conversations import Conversation, open_conversation
from store.families import Customer
from store.messages import InboundRecord
from store.outbox import OUTBOX, OutboxMessage, Part

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
BACKOFF_SECONDS = 3
UNSENT = (
    select(OutboxMessage)
    .where(OutboxMessage.customer_id == bindparam("customer_id"), OutboxMessage.state.in_(("pending", "sending")))
    .order_by(OutboxMessage.id)
)
HUMAN_SPEAKS = "a human has the conversation"
WHY_HELD = {
    quota.NO_CREDIT: "这48小时内的5条消息已用完，等她下次发消息时自动送出",
    quota.NO_WINDOW: "她已超过48小时没有发消息，等她下次联系时自动送出",
}


class Platform(Protocol):
    def send(self, openid: str, part: Part) -> None: ...

    def upload_image(self, name: str, data: bytes) -> str: ...


@dataclass(frozen=True)
class Ready:
    """One message for the wire: claimed, and a credit taken for it."""

    openid: str
    part: Part
    ids: tuple[int, ...]


class Delivery:
    """Sends what is pending for one customer at a time; safe to call from many workers at once."""

    def __init__(self, sessions: Sessions, platform: Platform, limits: PlatformLimits, clock: Clock, media: Path) -> None:
        self._sessions, self._platform, self._limits, self._clock, self._media = sessions, platform, limits, clock, media

    def fit(self, parts: Sequence[Part]) -> list[Part]:
        """The same parts with texts split to what the platform takes."""
        fitted: list[Part] = []
        for part in parts:
            if part.kind != "text":
                fitted.append(part)
                continue
            fitted += [Part("text", {"text": piece}) for piece in splitting.split(part.content["text"], self._limits.text_bytes)]
        return fitted

    def as_passive(self, row: OutboxMessage, conversation: Conversation | None) -> Part | None:
        """Take a message that was just queued for the HTTP response, if it can leave that way and may."""
        part = Part(row.kind, row.content)
        if not can_be_passive(part):
            return None
        if _is_silenced(row, conversation):
            row.state, row.reason = "cancelled", HUMAN_SPEAKS
            return None
        row.state, row.via, row.sent_at = "sent", "passive", self._clock()
        return part

    def claim_passive(self, session: Session, record: InboundRecord, turn_id: int) -> Part | None:
        """Take the first message of a turn that is done for the HTTP response, if nobody has sent it yet."""
        lock_customer(session, record.customer_id)
        first = session.scalar(select(OutboxMessage).where(OutboxMessage.turn_id == turn_id).order_by(OutboxMessage.id).limit(1))
        if first is None or first.state != "pending":
            return None
        return self.as_passive(first, open_conversation(session, record.customer_id))

    def run(self, customer_id: int) -> int:
        """Send everything due for this customer; returns how many messages left. Another worker at it already: 0."""
        sent = 0
        ready = self._next(customer_id)
        while ready is not None:
            error = self._transmit(ready)
            if error is not None and not self._failed(ready.ids, error):
                return sent
            sent += error is None
            ready = self._next(customer_id, delivered=ready.ids if error is None else ())
        return sent

    def _next(self, customer_id: int, delivered: Sequence[int] = ()) -> Ready | None:
        """In one transaction: note what was delivered, and claim what is to leave next with a credit for it.

        None when nothing is due, somebody else is sending, or the allowance is used up.
        """
        now = self._clock()
        with writing(self._sessions) as session:
            lock_customer(session, customer_id)
            conversation = open_conversation(session, customer_id)
            rows = _unsent(session, customer_id)
            self._note_delivered(session, [row for row in rows if row.id in delivered], conversation)
            if _being_sent(rows, now):
                return None
            due = [row for row in rows if row.state == "pending" and not _cancel_if_silenced(row, conversation)]
            # A message that waits for its next try holds back those behind it: she reads them in order.
            if not due or (due[0].not_before and due[0].not_before > now):
                return None
            room = quota.credit(session, customer_id, now) if len(due) > 1 else 1
            refused = quota.take_credit(session, customer_id, now)
            if refused:
                self._hold(session, due, WHY_HELD[refused], conversation)
                return None
            group = self._group(due, room)
            ids = [row.id for row in group]
            claimed = {"state": "sending", "lease_until": now + LEASE, "attempts": OUTBOX.c.attempts + 1}
            session.execute(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(claimed))
            openid = session.scalar(select(Customer.openid).where(Customer.id == customer_id))
            return Ready(str(openid), _as_one(group), tuple(ids))

    def _note_delivered(self, session: Session, rows: Sequence[OutboxMessage], conversation: Conversation | None) -> None:
        for position, row in enumerate(rows):
            row.state, row.via, row.sent_at = "sent", "custom", self._clock()
            row.reason = "sent together with the one before" if position else None
            _tell_desk(session, row, conversation, self._clock())

    def _group(self, due: list[OutboxMessage], room: int) -> list[OutboxMessage]:
        """The messages that leave as one: the first alone, or several texts when there is more to say than room."""
        if room >= len(due) or not all(row.kind == "text" and row.author == due[0].author for row in due):
            return due[:1]
        first, *_ = splitting.merge([row.content["text"] for row in due], room, self._limits.text_bytes)
        return [due[at] for at in first]

    def _transmit(self, ready: Ready) -> SendError | None:
        """Outside any transaction: hand it to the platform."""
        try:
            self._platform.send(ready.openid, self._uploaded(ready.part))
        except SendError as error:
            return error
        except Exception:  # one of the three broad catches: a bug in one message must not stop the worker
            log.exception("delivery failed")
            return SendError("internal error", retry=False)
        return None

    def _uploaded(self, part: Part) -> Part:
        if part.kind != "image" or "media_id" in part.content:
            return part
        path = self._media / part.content["path"]
        return Part("image", {"media_id": self._platform.upload_image(path.name, path.read_bytes())})

    def _failed(self, ids: Sequence[int], error: SendError) -> bool:
        """Decide what becomes of a message that was refused. True: those behind it may go on."""
        now = self._clock()
        with writing(self._sessions) as session:
            rows = _rows(session, ids)
            if not rows:  # she left meanwhile, and her data with her
                return False
            customer = session.get_one(Customer, rows[0].customer_id)
            conversation = open_conversation(session, customer.id)
            if error.outcome == "held":
                quota.believe_platform(session, customer.id, error.code)
                behind = [row for row in _unsent(session, customer.id) if row.state == "pending"]
                reason = WHY_HELD[quota.NO_CREDIT if error.code == 45047 else quota.NO_WINDOW]
                self._hold(session, [*rows, *behind], reason, conversation)
                return False
            quota.give_back(session, customer.id, now)
            again = error.retry and rows[0].attempts < self._limits.send_attempts
            for row in rows:
                row.state, row.reason = ("pending" if again else "failed"), str(error)[:120]
                row.not_before = now + timedelta(seconds=BACKOFF_SECONDS * 2**row.attempts) if again else None
                _tell_desk(session, row, conversation, now)
            if error.outcome == "blocked":
                customer.blocked_reason = str(error)
        log.warning("send refused: %s (again: %s)", error, again)
        return not again

    def _hold(self, session: Session, rows: Sequence[OutboxMessage], reason: str, conversation: Conversation | None) -> None:
        for row in rows:
            row.state, row.reason = "held", reason
            _tell_desk(session, row, conversation, self._clock())

    def due_customers(self, older_than: timedelta, limit: int = 200) -> list[int]:
        """Customers with messages that should have left: never claimed, waiting for a retry, or cut off while sending."""
        now = self._clock()
        with reading(self._sessions) as session:
            stale = (OutboxMessage.state == "sending") & (OutboxMessage.lease_until < now)
            waiting = (OutboxMessage.state == "pending") & (OutboxMessage.created_at < now - older_than)
            ready = OutboxMessage.not_before.is_(None) | (OutboxMessage.not_before <= now)
            query = select(OutboxMessage.customer_id).where(stale | (waiting & ready)).distinct().limit(limit)
            return list(session.scalars(query))


def release_held(session: Session, customer_id: int) -> int:
    """She is in contact again: what was kept for her may leave now."""
    held = (OUTBOX.c.customer_id == customer_id) & (OUTBOX.c.state == "held")
    return changed(session, update(OUTBOX).where(held).values(state="pending", reason=None))


def _rows(session: Session, ids: Sequence[int]) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)))


def _unsent(session: Session, customer_id: int) -> list[OutboxMessage]:
    return list(session.scalars(UNSENT, {"customer_id": customer_id}))


def _being_sent(rows: Sequence[OutboxMessage], now: datetime) -> bool:
    """Whether a worker holds a live lease; rows whose worker died go back in the queue."""
    for row in rows:
        if row.state == "sending" and (row.lease_until is None or row.lease_until < now):
            row.state = "pending"
    return any(row.state == "sending" for row in rows)


def _as_one(group: Sequence[OutboxMessage]) -> Part:
    first = group[0]
    return Part(first.kind, {"text": splitting.JOINT.join(row.content["text"] for row in group)} if len(group) > 1 else first.content)


def _is_silenced(row: OutboxMessage, conversation: Conversation | None) -> bool:
    """The takeover rule: while a human has the conversation, nothing the bot wrote leaves."""
    return row.author == "bot" and conversation is not None and conversation.state == "human"


def _cancel_if_silenced(row: OutboxMessage, conversation: Conversation | None) -> bool:
    if not _is_silenced(row, conversation):
        return False
    row.state, row.reason = "cancelled", HUMAN_SPEAKS
    return True


def _tell_desk(session: Session, row: OutboxMessage, conversation: Conversation | None, now: datetime) -> None:
    """The thread on the desk shows what became of every message while a conversation is open."""
    if conversation is not None:
        events.record(session, "delivery", conversation, now, item=f"out-{row.id}", state=row.state, reason=row.reason)
