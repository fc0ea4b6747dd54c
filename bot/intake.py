"""The durable row: what the platform delivered is written down once, before any work."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import quota
from bot.channels.inbound import OPENS_ACTION_WINDOW, SILENT_EVENTS, InboundMessage
from bot.claims import INBOUND
from bot.delivery import release_held
from bot.settings import PlatformLimits
from bot.snapshot import JOINT, child_of
from care.rights import erase
from nlu.understanding import ChildContext
from store.base import Sessions, inserted, writing
from store.cipher import current
from store.clock import Clock
from store.conversations import open_conversation
from store.families import Customer, find_customer
from store.messages import InboundRecord

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    """`fresh` is False for a redelivery. `erased`: she left, and her data with her.

    `burst` is all she wrote that waits for an answer, this message included, and `child` the one it is about;
    `human`: an advisor has the conversation.
    """

    record_id: int
    customer_id: int
    fresh: bool
    erased: bool = False
    human: bool = False
    burst: str = ""
    child: ChildContext = ChildContext()


class Intake:
    def __init__(self, sessions: Sessions, platform: PlatformLimits, clock: Clock) -> None:
        self._sessions, self._platform, self._clock = sessions, platform, clock

    def store(self, message: InboundMessage) -> Stored:
        """The durable row, committed. A second delivery of the same message finds the first one's row."""
        try:
            with writing(self._sessions) as session:
                return self._store(session, message)
        except IntegrityError:  # a delivery of this message, or the first message of this customer, was written before or just now
            with writing(self._sessions) as session:
                return self._known(session, message) or self._store(session, message)

    def _known(self, session: Session, message: InboundMessage) -> Stored | None:
        existing = session.scalar(select(InboundRecord).where(InboundRecord.dedupe_key == message.dedupe_key))
        return Stored(existing.id, existing.customer_id, fresh=False) if existing else None

    def _store(self, session: Session, message: InboundMessage) -> Stored:
        now = self._clock()
        customer = find_customer(session, message.openid)
        if message.event == "unsubscribe":  # the platform obliges us to delete everything
            return self._known(session, message) or self._forget(session, customer, now)
        is_new = customer is None
        customer = self._met(session, customer, message, now)
        record_id = inserted(session, INBOUND, _row(message, customer.id, now))
        if not message.is_event or message.event in OPENS_ACTION_WINDOW:
            self._open_window(session, customer, message, now, is_new=is_new)
        if message.is_event and message.event not in SILENT_EVENTS and not message.wants_answer:
            log.info("unknown event %s acknowledged", message.event)
        if message.is_event:
            return Stored(record_id, customer.id, fresh=True)
        return self._with_burst(session, customer, record_id, message.text, now, is_new=is_new)

    def _forget(self, session: Session, customer: Customer | None, now: datetime) -> Stored:
        if customer is not None:
            erase(session, customer, reason="unsubscribed", now=now)
        return Stored(0, 0, fresh=True, erased=True)

    def _met(self, session: Session, customer: Customer | None, message: InboundMessage, now: datetime) -> Customer:
        if customer is None:
            customer = Customer(openid=message.openid, openid_hash=current().fingerprint(message.openid), created_at=now)
            customer.children = []
            session.add(customer)
        customer.last_inbound_at, customer.subscribed, customer.erase_after = now, True, None
        session.flush()
        return customer

    def _open_window(self, session: Session, customer: Customer, message: InboundMessage, now: datetime, *, is_new: bool) -> None:
        by_message = not message.is_event and not message.tapped
        quota.open_window(session, customer.id, "message" if by_message else "action", now, self._platform, is_new=is_new)
        if not is_new:
            customer.blocked_reason = None
            release_held(session, customer.id)

    def _with_burst(self, session: Session, customer: Customer, record_id: int, text: str | None, now: datetime, *, is_new: bool) -> Stored:
        """What decides whether this message waits for the next one, read while it is written."""
        conversation = None if is_new else open_conversation(session, customer.id)
        human = conversation is not None and conversation.state == "human"
        texts = [text] if is_new or human else _waiting_texts(session, customer.id)
        burst = JOINT.join(text for text in texts if text)
        child = child_of(customer, burst, now) if burst and not human else ChildContext()
        return Stored(record_id, customer.id, fresh=True, human=human, burst=burst, child=child)


def _row(message: InboundMessage, customer_id: int, now: datetime) -> dict[str, Any]:
    return {
        "dedupe_key": message.dedupe_key,
        "customer_id": customer_id,
        "kind": message.kind,
        "event": message.event,
        "event_key": message.event_key,
        "text": message.text,
        "media_id": message.media_id,
        "extra": dict(message.extra) or None,
        "tapped": message.tapped,
        "sent_at": message.sent_at,
        "received_at": now,
        "closed": not message.wants_answer,
    }


def _waiting_texts(session: Session, customer_id: int) -> list[str | None]:
    query = select(InboundRecord.text).where(
        InboundRecord.customer_id == customer_id, InboundRecord.turn_id.is_(None), InboundRecord.closed.is_(False)
    )
    return list(session.scalars(query.order_by(InboundRecord.id)))
