"""What comes in: written down before any work, once, in order per customer; bursts become one turn; redeliveries get the same reply."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import claims, metrics, turns
from bot.channels.inbound import InboundMessage
from bot.claims import Asks
from bot.delivery import Delivery
from bot.gate import Gate
from bot.intake import Intake, Stored
from bot.settings import PlatformLimits, TurnLimits
from bot.slip import Slip
from bot.turns import TurnParts
from nlu.understanding import ChildContext
from store.base import Sessions, reading, writing
from store.clock import Clock
from store.messages import InboundRecord, Turn
from store.outbox import OutboxMessage, Part, kept_part

log = logging.getLogger(__name__)
POLL = 0.05
UNHEARD = timedelta(seconds=8)  # longer than the platform waits before it delivers once more
# A message nobody has started on by then lost its process: the redelivery takes it.
ORPHANED = timedelta(seconds=4)


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
        gate: Gate,
        is_urgent: Callable[[str, ChildContext], bool],
        deliver: Callable[[int], None],
        wake: Callable[[], None],
        page: Callable[[int], None],
        fetch_media: Callable[[int], None],
        threads: int = 64,
    ) -> None:
        self._sessions, self._parts, self._delivery, self._limits = sessions, parts, delivery, limits
        self._clock, self._is_urgent, self._deliver, self._wake, self._page = clock, is_urgent, deliver, wake, page
        self._fetch_media, self._gate = fetch_media, gate
        self._intake = Intake(sessions, platform, clock)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="turn")

    def receive(self, message: InboundMessage, waited: float = 0.0) -> Passive:
        """Write the message down, then answer it within the platform's time, or later by a customer-service message.

        `waited`: seconds since the platform sent it; they count towards its time.
        """
        started = time.monotonic() - waited
        with self._gate.inside():
            stored = self._intake.store(message)
            waits = not message.is_event and not self._at_once(stored)
        if stored.erased or not message.wants_answer:
            return Passive(None)
        if not stored.fresh:
            return self._redelivered(stored, started)
        if message.media_id:
            self._fetch_media(stored.record_id)
        if waits:
            time.sleep(self._limits.burst_window_seconds)
        return self._answer(stored, started, may_leave_it=waits)

    def _at_once(self, stored: Stored) -> bool:
        """Whether this does not wait for the end of the burst: an emergency so far, or a human who is to read it now."""
        return stored.human or (bool(stored.burst) and self._is_urgent(stored.burst, stored.child))

    def _answer(self, stored: Stored, started: float, *, may_leave_it: bool = False) -> Passive:
        """Run the turn beside this request, so that the deadline holds whatever the turn does.

        `may_leave_it`: a newer message of the burst may take this one along.
        """
        slip = Slip()
        remaining = self._limits.reply_deadline_seconds - (time.monotonic() - started)
        too_late = remaining <= 0 and slip.give_up()
        asks = Asks(None if too_late else stored.record_id, may_leave_it=may_leave_it)
        future = self._pool.submit(self._run_turn, stored.customer_id, asks)
        future.add_done_callback(lambda done: self._when_done(done, slip))
        if too_late:
            self._close(stored.record_id)
            return Passive(None)
        wait([future], timeout=remaining)
        if not future.done() and slip.give_up():
            self._close(stored.record_id)
            return Passive(None)
        error = future.exception()  # waits at most a moment: the turn has finished, or is finishing while we look
        if error is not None:
            if not isinstance(error, claims.LeftToALaterOne):  # the message is kept: the sweep tries once more
                log.error("a turn failed and so did its apology", exc_info=error)
            return Passive(None)
        outcome = future.result()
        if outcome is None:
            return self._wait_for_first(stored, started)
        return Passive(outcome.passive, outcome.customer_id, outcome.reply.wakes_desk)

    def _when_done(self, done: Future[turns.Outcome | None], slip: Slip) -> None:
        """The request has gone: what the turn queued leaves as customer-service messages."""
        outcome = None if done.cancelled() or done.exception() else done.result()
        if slip.finish() and outcome:
            if outcome.passive is not None:
                self._take_back(outcome.turn_id)
            self._deliver(outcome.customer_id)
            self._wake()

    def _take_back(self, turn_id: int) -> None:
        """The turn put its first part into a response that had just gone without it."""
        with writing(self._sessions) as session:
            record = session.scalar(select(InboundRecord).where(InboundRecord.turn_id == turn_id, InboundRecord.passive_reply.is_not(None)))
            if record is not None:
                record.passive_reply = None
            _make_pending(session, turn_id, None)

    def _run_turn(self, customer_id: int, asks: Asks) -> turns.Outcome | None:
        """Claim and run; waits while an earlier turn of the same customer runs. None when nothing was left to answer."""
        give_up_at = time.monotonic() + self._limits.lease_seconds + self._limits.reply_deadline_seconds
        while time.monotonic() < give_up_at:
            with suppress(claims.Busy), self._gate.inside():
                claimed = claims.claim(self._sessions, self._limits, self._clock(), customer_id, asks)
                return self._run_claimed(claimed) if claimed else None
            time.sleep(POLL)
        return None

    def _run_claimed(self, claimed: claims.Claim) -> turns.Outcome | None:
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
            _make_pending(session, record.turn_id, self._clock() + UNHEARD)
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
                return self._passive(record.id, turn.id, turn.customer_id)
            if turn is not None and turn.lease_until < self._clock():
                return self._answer(stored, started)
            time.sleep(POLL)
        return Passive(None)

    def _passive(self, record_id: int, turn_id: int, customer_id: int) -> Passive:
        """The turn is done and this request may still carry its first part: decided and remembered in one transaction."""
        with writing(self._sessions) as session:
            record = session.get(InboundRecord, record_id)
            if record is None or record.closed:
                return Passive(_part(record.passive_reply) if record else None, customer_id)
            part = self._delivery.claim_passive(session, record, turn_id)
            record.passive_reply, record.closed = kept_part(part) if part else None, True
        return Passive(part, customer_id)

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
        outcome = self._run_turn(customer_id, Asks(None))
        if outcome is None:
            return False
        self._deliver(outcome.customer_id)
        self._wake()
        return True

    def close(self) -> None:
        self._pool.shutdown(wait=True)


def _part(kept: Any) -> Part | None:
    return Part(kept["kind"], kept["content"]) if kept else None


def _make_pending(session: Session, turn_id: int, not_before: datetime | None) -> None:
    """What was to leave in a response that nobody heard waits for another way."""
    sent = session.scalar(select(OutboxMessage).where(OutboxMessage.turn_id == turn_id, OutboxMessage.via == "passive").limit(1))
    if sent is not None:
        sent.state, sent.via, sent.sent_at, sent.not_before = "pending", None, None, not_before
