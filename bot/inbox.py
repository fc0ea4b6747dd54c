"""What comes in: written down before any work, once, in order per customer; bursts become one turn; redeliveries get the same reply."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import metrics, quota, turns
from bot.channels.inbound import OPENS_ACTION_WINDOW, SILENT_EVENTS, InboundMessage
from bot.delivery import Delivery, release_held
from bot.settings import PlatformLimits, TurnLimits
from bot.slip import Slip
from bot.snapshot import JOINT, child_of
from bot.turns import TurnParts
from care.rights import erase
from nlu.understanding import ChildContext
from store.base import Sessions, reading, writing
from store.cipher import current
from store.clock import Clock
from store.conversations import open_conversation
from store.families import Customer, find_customer
from store.messages import InboundRecord, Turn
from store.outbox import OutboxMessage, Part

log = logging.getLogger(__name__)
POLL = 0.05
UNHEARD = timedelta(seconds=8)  # longer than the platform waits before it delivers once more
# A message nobody has started on by then lost its process: the redelivery takes it.
ORPHANED = timedelta(seconds=4)

Waiter = Callable[[float], None]


@dataclass(frozen=True)
class Stored:
    """`fresh` is False for a redelivery. `erased`: she left, and her data with her."""

    record_id: int
    customer_id: int
    fresh: bool
    erased: bool = False


@dataclass(frozen=True)
class Passive:
    """What the HTTP response carries (at most one part), and what is to be done once it has been sent."""

    part: Part | None
    afterwards: int | None = None  # deliver the rest to this customer
    wakes_desk: bool = False


class Inbox:
    def __init__(
        self,
        sessions: Sessions,
        parts: TurnParts,
        delivery: Delivery,
        limits: TurnLimits,
        platform: PlatformLimits,
        clock: Clock,
        *,
        is_urgent: Callable[[str, ChildContext], bool],
        deliver: Callable[[int], None],
        wake: Callable[[], None],
        page: Callable[[int], None],
        fetch_media: Callable[[int], None],
        threads: int = 64,
    ) -> None:
        self._sessions, self._parts, self._delivery, self._limits, self._platform = sessions, parts, delivery, limits, platform
        self._clock, self._is_urgent, self._deliver, self._wake, self._page = clock, is_urgent, deliver, wake, page
        self._fetch_media = fetch_media
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="turn")

    def receive(self, message: InboundMessage, waited: float = 0.0) -> Passive:
        """Write the message down, then answer it within the platform's time, or later by a customer-service message.

        `waited`: seconds since the platform sent it; they count towards its time.
        """
        started = time.monotonic() - waited
        stored = self.store(message)
        if stored.erased or not message.wants_answer:
            return Passive(None)
        if not stored.fresh:
            return self._redelivered(stored, started)
        if message.media_id:
            self._fetch_media(stored.record_id)
        if not message.is_event and not self._at_once(stored.customer_id):
            time.sleep(self._limits.burst_window_seconds)
            if self._later_one_will_answer(stored):
                self._close(stored.record_id)
                return Passive(None)
        return self._answer(stored, started)

    def store(self, message: InboundMessage) -> Stored:
        """The durable row, committed. A second delivery of the same message finds the first one's row."""
        for attempt in (1, 2):
            try:
                with writing(self._sessions) as session:
                    return self._store(session, message)
            except IntegrityError:  # two deliveries, or the first two messages of a new customer, in the same moment
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def _store(self, session: Session, message: InboundMessage) -> Stored:
        now = self._clock()
        existing = session.scalar(select(InboundRecord).where(InboundRecord.dedupe_key == message.dedupe_key))
        if existing is not None:
            return Stored(existing.id, existing.customer_id, fresh=False)
        customer = find_customer(session, message.openid) or _new_customer(session, message.openid, now)
        if message.event == "unsubscribe":  # the platform obliges us to delete everything
            erase(session, customer, reason="unsubscribed", now=now)
            return Stored(0, 0, fresh=True, erased=True)
        self._note_contact(session, customer, message, now)
        record = InboundRecord(
            dedupe_key=message.dedupe_key,
            customer_id=customer.id,
            kind=message.kind,
            event=message.event,
            event_key=message.event_key,
            text=message.text,
            media_id=message.media_id,
            extra=dict(message.extra) or None,
            tapped=message.tapped,
            sent_at=message.sent_at,
            received_at=now,
            closed=not message.wants_answer,
        )
        session.add(record)
        session.flush()
        if message.is_event and message.event not in SILENT_EVENTS and not message.wants_answer:
            log.info("unknown event %s acknowledged", message.event)
        return Stored(record.id, customer.id, fresh=True)

    def _note_contact(self, session: Session, customer: Customer, message: InboundMessage, now: datetime) -> None:
        customer.last_inbound_at, customer.subscribed, customer.erase_after = now, True, None
        if not message.is_event or message.event in OPENS_ACTION_WINDOW:
            opens_message_window = not message.is_event and not message.tapped
            quota.open_window(session, customer.id, "message" if opens_message_window else "action", now, self._platform)
            customer.blocked_reason = None
            release_held(session, customer.id)

    def _at_once(self, customer_id: int) -> bool:
        """Whether this does not wait for the end of the burst: an emergency so far, or a human who is to read it now."""
        with reading(self._sessions) as session:
            conversation = open_conversation(session, customer_id)
            if conversation is not None and conversation.state == "human":
                return True
            texts = session.scalars(
                select(InboundRecord.text)
                .where(InboundRecord.customer_id == customer_id, InboundRecord.turn_id.is_(None), InboundRecord.closed.is_(False))
                .order_by(InboundRecord.id)
            )
            text = JOINT.join(t for t in texts if t)
            customer = session.get(Customer, customer_id)
            child = child_of(customer, text, self._clock()) if customer and text else None
        return child is not None and self._is_urgent(text, child)

    def _later_one_will_answer(self, stored: Stored) -> bool:
        """Whether a newer message of the burst takes this one along; never longer than the burst limit after its first message."""
        with reading(self._sessions) as session:
            mine = session.get(InboundRecord, stored.record_id)
            if mine is None or mine.turn_id is not None:
                return True
            waiting = session.execute(
                select(InboundRecord.id, InboundRecord.received_at)
                .where(
                    InboundRecord.customer_id == stored.customer_id,
                    InboundRecord.turn_id.is_(None),
                    InboundRecord.closed.is_(False),
                    InboundRecord.kind != "event",
                )
                .order_by(InboundRecord.id)
            ).all()
        newest, oldest_at = waiting[-1][0], waiting[0][1]
        within = (self._clock() - oldest_at).total_seconds() < self._limits.burst_limit_seconds
        return newest != stored.record_id and within

    def _answer(self, stored: Stored, started: float) -> Passive:
        """Run the turn beside this request, so that the deadline holds whatever the turn does."""
        slip = Slip()
        remaining = self._limits.reply_deadline_seconds - (time.monotonic() - started)
        too_late = remaining <= 0 and slip.give_up()
        future = self._pool.submit(self._run_turn, stored.customer_id)
        future.add_done_callback(lambda done: self._when_done(done, slip))
        if too_late:
            self._close(stored.record_id)
            return Passive(None)
        try:
            outcome = future.result(timeout=remaining)
        except NotYet:
            if slip.give_up():
                self._close(stored.record_id)
                return Passive(None)
            outcome = future.result()  # it finished in this very moment
        if outcome is None:
            return self._wait_for_first(stored, started)
        return self._passive(stored.record_id, outcome.turn_id, outcome.customer_id, outcome.reply.wakes_desk)

    def _when_done(self, done: Future[turns.Outcome | None], slip: Slip) -> None:
        """The request has gone: what the turn queued leaves as customer-service messages."""
        outcome = None if done.cancelled() or done.exception() else done.result()
        if slip.finish() and outcome:
            self._deliver(outcome.customer_id)
            self._wake()

    def _run_turn(self, customer_id: int) -> turns.Outcome | None:
        """Claim and run; waits while an earlier turn of the same customer runs. None when nothing was left to answer."""
        give_up_at = time.monotonic() + self._limits.lease_seconds + self._limits.reply_deadline_seconds
        while time.monotonic() < give_up_at:
            try:
                claimed = turns.claim(self._parts, customer_id)
            except turns.Busy:
                time.sleep(POLL)
                continue
            return self._run_claimed(claimed) if claimed else None
        return None

    def _run_claimed(self, claimed: turns.Claim) -> turns.Outcome | None:
        outcome = turns.run(self._parts, claimed)
        if outcome:
            metrics.DECISIONS.labels(
                outcome.reply.decision, outcome.understanding.triage.urgency if outcome.understanding else "routine"
            ).inc()
            if outcome.reply.pages is not None:
                self._page(outcome.reply.pages)
        return outcome

    def _redelivered(self, stored: Stored, started: float) -> Passive:
        """The same reply as the first delivery; its work if it died; otherwise wait for it."""
        with reading(self._sessions) as session:
            record = session.get(InboundRecord, stored.record_id)
            if record is None:
                return Passive(None)
            unheard = record.closed and record.passive_reply is not None and self._is_too_late(started)
            orphaned = not record.closed and record.turn_id is None and self._clock() - record.received_at > ORPHANED
        if unheard:
            self._reopen(stored.record_id)
            return Passive(None)
        return self._answer(stored, started) if orphaned else self._wait_for_first(stored, started)

    def _is_too_late(self, started: float) -> bool:
        return time.monotonic() - started >= self._limits.reply_deadline_seconds

    def _reopen(self, record_id: int) -> None:
        """The platform sends again what we answered, so it never heard the answer, and for this line it is too late as well.

        A further delivery may still carry it; else it leaves as a customer-service message in a few seconds.
        """
        with writing(self._sessions) as session:
            record = session.get(InboundRecord, record_id)
            if record is None or record.turn_id is None:
                return
            sent = session.scalar(
                select(OutboxMessage).where(OutboxMessage.turn_id == record.turn_id, OutboxMessage.via == "passive").limit(1)
            )
            if sent is not None:
                sent.state, sent.via, sent.sent_at, sent.not_before = "pending", None, None, self._clock() + UNHEARD
            record.closed, record.passive_reply = False, None

    def _wait_for_first(self, stored: Stored, started: float) -> Passive:
        """Until the turn that has this message is done: then its reply. A turn cut off in the middle is taken over when its lease ends."""
        while time.monotonic() - started < self._limits.reply_deadline_seconds:
            with reading(self._sessions) as session:
                record = session.get(InboundRecord, stored.record_id)
                turn = session.get(Turn, record.turn_id) if record and record.turn_id else None
            if record is None:
                return Passive(None)
            if record.closed:
                return Passive(_part(record.passive_reply))
            if turn is not None and turn.state == "done":
                return self._passive(record.id, turn.id, turn.customer_id, False)
            if turn is not None and turn.lease_until < self._clock():
                return self._answer(stored, started)
            time.sleep(POLL)
        return Passive(None)

    def _passive(self, record_id: int, turn_id: int, customer_id: int, wakes_desk: bool) -> Passive:
        """Decide the HTTP response, and remember it for redeliveries, in one transaction."""
        with writing(self._sessions) as session:
            record = session.get(InboundRecord, record_id) or session.scalar(select(InboundRecord).where(InboundRecord.turn_id == turn_id))
            if record is None:
                return Passive(None, customer_id, wakes_desk)
            if record.closed:
                return Passive(_part(record.passive_reply), customer_id, wakes_desk)
            part = self._delivery.claim_passive(session, record, turn_id)
            record.passive_reply, record.closed = ({"kind": part.kind, "content": part.content} if part else None), True
        return Passive(part, customer_id, wakes_desk)

    def _close(self, record_id: int) -> None:
        with writing(self._sessions) as session:
            record = session.get(InboundRecord, record_id)
            if record is not None:
                record.closed = record.closed or record.turn_id is not None

    def abandoned(self, limit: int = 100) -> list[int]:
        """Customers whose messages nobody is working on: a crash took the process that had them."""
        now = self._clock()
        with reading(self._sessions) as session:
            late = now - timedelta(seconds=self._limits.sweep_after_seconds)
            unclaimed = select(InboundRecord.customer_id).where(
                InboundRecord.turn_id.is_(None), InboundRecord.closed.is_(False), InboundRecord.received_at < late
            )
            cut_off = select(Turn.customer_id).where(Turn.state == "running", Turn.lease_until < now)
            return list(dict.fromkeys([*session.scalars(unclaimed.distinct().limit(limit)), *session.scalars(cut_off.limit(limit))]))

    def finish_abandoned(self, customer_id: int) -> bool:
        """Answer what a crash left; the reply goes as a customer-service message. True when something was answered."""
        outcome = self._run_turn(customer_id)
        if outcome is None:
            return False
        self._deliver(outcome.customer_id)
        self._wake()
        return True

    def close(self) -> None:
        self._pool.shutdown(wait=True)


def _part(kept: Any) -> Part | None:
    return Part(kept["kind"], kept["content"]) if kept else None


def _new_customer(session: Session, openid: str, now: datetime) -> Customer:
    customer = Customer(openid=openid, openid_hash=current().fingerprint(openid), created_at=now)
    session.add(customer)
    session.flush()
    return customer
