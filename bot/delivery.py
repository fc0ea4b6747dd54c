"""The one way out: every queued message leaves here, in order, within quota and window, and never over a human's head."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from advisors import events
from advisors.presence import lock_customer
from bot import quota, splitting
from bot.channels.wechat import can_be_passive
from bot.channels.wechat_api import SendError
from bot.settings import PlatformLimits
from store.base import Sessions, reading, writing
from store.clock import Clock
from store.conversations import open_conversation
from store.families import Customer
from store.messages import InboundRecord
from store.outbox import OutboxMessage, Part

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
BACKOFF_SECONDS = 3
WHY_HELD = {
    quota.NO_CREDIT: "这48小时内的5条消息已用完，等她下次发消息时自动送出",
    quota.NO_WINDOW: "她已超过48小时没有发消息，等她下次联系时自动送出",
}


class Platform(Protocol):
    def send(self, openid: str, part: Part) -> None: ...

    def upload_image(self, name: str, data: bytes) -> str: ...


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

    def claim_passive(self, session: Session, record: InboundRecord, turn_id: int) -> Part | None:
        """Take the turn's first message for the HTTP response, if it may still leave and can leave that way."""
        lock_customer(session, record.customer_id)
        first = session.scalar(select(OutboxMessage).where(OutboxMessage.turn_id == turn_id).order_by(OutboxMessage.id).limit(1))
        if first is None or first.state != "pending" or not can_be_passive(Part(first.kind, first.content)):
            return None
        if _silenced(session, first):
            first.state, first.reason = "cancelled", "a human has the conversation"
            return None
        first.state, first.via, first.sent_at = "sent", "passive", self._clock()
        return Part(first.kind, first.content)

    def run(self, customer_id: int) -> int:
        """Send everything due for this customer; returns how many messages left. Another worker at it already: 0."""
        sent = 0
        while batch := self._claim(customer_id):
            for group in batch:
                if not self._send_group(group):
                    self._release(customer_id)
                    return sent
                sent += 1
        return sent

    def _claim(self, customer_id: int) -> list[list[OutboxMessage]]:
        """Claim the due messages, grouped into what is sent as one; empty when there are none or somebody else is sending."""
        now = self._clock()
        with writing(self._sessions) as session:
            lock_customer(session, customer_id)
            if _being_sent(session, customer_id, now):
                return []
            rows = [row for row in _due(session, customer_id, now) if not _cancel_if_silenced(session, row)]
            # A message that waits for its next try holds back those behind it: she reads them in order.
            if rows and rows[0].not_before and rows[0].not_before > now:
                return []
            for row in rows:
                row.state, row.lease_until, row.attempts = "sending", now + LEASE, row.attempts + 1
            return self._grouped(rows, quota.credit(session, customer_id, now))

    def _grouped(self, rows: list[OutboxMessage], room: int) -> list[list[OutboxMessage]]:
        if room >= len(rows) or not all(row.kind == "text" and row.author == rows[0].author for row in rows):
            return [[row] for row in rows]
        texts = [row.content["text"] for row in rows]
        return [[rows[i] for i in group] for group in splitting.merge(texts, room, self._limits.text_bytes)]

    def _send_group(self, group: list[OutboxMessage]) -> bool:
        """Send one message on the wire. False: stop here, what follows must wait."""
        first = group[0]
        with writing(self._sessions) as session:
            lock_customer(session, first.customer_id)
            rows = [row for row in (session.get(OutboxMessage, r.id) for r in group) if row and row.state == "sending"]
            silenced = [_cancel_if_silenced(session, row) for row in rows]
            if not rows or any(silenced):
                return True
            openid = session.get_one(Customer, first.customer_id).openid
            refused = quota.take_credit(session, first.customer_id, self._clock())
            if refused:
                self._hold(session, rows, WHY_HELD[refused])
                return False
            part = Part(first.kind, {"text": splitting.JOINT.join(r.content["text"] for r in rows)} if len(rows) > 1 else first.content)
        return self._transmit(openid, part, [row.id for row in rows])

    def _transmit(self, openid: str, part: Part, ids: list[int]) -> bool:
        try:
            self._platform.send(openid, self._uploaded(part))
        except SendError as error:
            return self._failed(ids, error)
        except Exception:  # one of the three broad catches: a bug in one message must not stop the worker
            log.exception("delivery failed")
            return self._failed(ids, SendError("internal error", retry=False))
        with writing(self._sessions) as session:
            for position, row in enumerate(_rows(session, ids)):
                row.state, row.via, row.sent_at = "sent", "custom", self._clock()
                row.reason = "sent together with the one before" if position else None
                _tell_desk(session, row, self._clock())
        return True

    def _uploaded(self, part: Part) -> Part:
        if part.kind != "image" or "media_id" in part.content:
            return part
        path = self._media / part.content["path"]
        return Part("image", {"media_id": self._platform.upload_image(path.name, path.read_bytes())})

    def _failed(self, ids: list[int], error: SendError) -> bool:
        """Decide what becomes of a message that was refused. True: those behind it may go on."""
        now = self._clock()
        with writing(self._sessions) as session:
            rows = _rows(session, ids)
            customer = session.get_one(Customer, rows[0].customer_id)
            if error.outcome == "held":
                quota.believe_platform(session, customer.id, error.code)
                self._hold(session, rows, WHY_HELD[quota.NO_CREDIT if error.code == 45047 else quota.NO_WINDOW])
                return False
            quota.give_back(session, customer.id, now)
            again = error.retry and rows[0].attempts < self._limits.send_attempts
            for row in rows:
                row.state, row.reason = ("pending" if again else "failed"), str(error)[:120]
                row.not_before = now + timedelta(seconds=BACKOFF_SECONDS * 2**row.attempts) if again else None
                _tell_desk(session, row, now)
            if error.outcome == "blocked":
                customer.blocked_reason = str(error)
        log.warning("send refused: %s (again: %s)", error, again)
        return not again

    def _hold(self, session: Session, rows: Sequence[OutboxMessage], reason: str) -> None:
        for row in rows:
            row.state, row.reason = "held", reason
            _tell_desk(session, row, self._clock())

    def _release(self, customer_id: int) -> None:
        """What was claimed behind a message that could not leave goes back in the queue, or is held with it."""
        with writing(self._sessions) as session:
            behind = session.scalars(
                select(OutboxMessage).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "sending")
            ).all()
            held = session.scalar(
                select(OutboxMessage.reason).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "held").limit(1)
            )
            if held:
                self._hold(session, behind, held)
                return
            for row in behind:
                row.state, row.attempts = "pending", row.attempts - 1

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
    changed = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "held")
        .values(state="pending", reason=None)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def _rows(session: Session, ids: list[int]) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)))


def _being_sent(session: Session, customer_id: int, now: datetime) -> bool:
    """Whether a worker holds a live lease; rows whose worker died go back in the queue."""
    sending = session.scalars(select(OutboxMessage).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "sending")).all()
    for row in sending:
        if row.lease_until is None or row.lease_until < now:
            row.state = "pending"
    session.flush()
    return any(row.state == "sending" for row in sending)


def _due(session: Session, customer_id: int, now: datetime) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.customer_id == customer_id, OutboxMessage.state == "pending")
    return list(session.scalars(query.order_by(OutboxMessage.id)))


def _silenced(session: Session, row: OutboxMessage) -> bool:
    """The takeover rule: while a human has the conversation, nothing the bot wrote leaves."""
    conversation = open_conversation(session, row.customer_id) if row.author == "bot" else None
    return conversation is not None and conversation.state == "human"


def _cancel_if_silenced(session: Session, row: OutboxMessage) -> bool:
    if not _silenced(session, row):
        return False
    row.state, row.reason = "cancelled", "a human has the conversation"
    return True


def _tell_desk(session: Session, row: OutboxMessage, now: datetime) -> None:
    """The thread on the desk shows what became of every message while a conversation is open."""
    conversation = open_conversation(session, row.customer_id)
    if conversation is not None:
        events.record(session, "delivery", conversation, now, item=f"out-{row.id}", state=row.state, reason=row.reason)
