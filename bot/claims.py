"""Who may answer a customer: one running turn at a time, over all processes, and none lost to a crash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.settings import TurnLimits
from store.base import Sessions, changed, inserted, table, writing
from store.messages import InboundRecord, Turn

INBOUND, TURNS = table(InboundRecord), table(Turn)
WAITING = (
    select(InboundRecord)
    .where(InboundRecord.customer_id == bindparam("customer_id"), InboundRecord.turn_id.is_(None), InboundRecord.closed.is_(False))
    .order_by(InboundRecord.id)
)


@dataclass(frozen=True)
class Asks:
    """Who wants the turn: the record whose HTTP response can still carry a part, if any.

    `may_leave_it`: within the burst limit a newer message of the burst takes this one along.
    """

    record_id: int | None
    may_leave_it: bool = False


NOBODY = Asks(None)


@dataclass(frozen=True)
class Claim:
    """The right to answer one customer's waiting messages; `attempt` grows when a cut-off turn is taken over."""

    turn_id: int
    customer_id: int
    attempt: int
    started_at: datetime
    messages: tuple[InboundRecord, ...]
    asks: Asks = NOBODY


class Busy(Exception):
    """Another turn of this customer is running."""


class LeftToALaterOne(Exception):
    """A newer message of the burst answers for this one."""


def claim(sessions: Sessions, limits: TurnLimits, now: datetime, customer_id: int, asks: Asks = NOBODY) -> Claim | None:
    """Take the customer's waiting messages. None when there are none; Busy while another turn runs.

    A turn whose lease has run out was cut off: it is taken over with the messages it had. Raises LeftToALaterOne where `asks` allows it.
    """
    lease = now + timedelta(seconds=limits.lease_seconds)
    try:
        with writing(sessions) as session:
            waiting = _waiting(session, customer_id)
            if asks.may_leave_it and _is_left(waiting, asks, now, limits):
                raise LeftToALaterOne
            if waiting:
                return _begin(session, customer_id, waiting, now, lease, asks)
    except IntegrityError:  # one turn of this customer is running
        pass
    with writing(sessions) as session:
        running = session.scalar(select(Turn).where(Turn.running_key == customer_id))
        if running is not None:
            return _take_over(session, running, now, lease, asks)
    if waiting:  # it ended in this moment
        raise Busy
    return None


def _begin(session: Session, customer_id: int, waiting: Sequence[InboundRecord], now: datetime, lease: datetime, asks: Asks) -> Claim:
    """IntegrityError while another turn of this customer runs."""
    row = {"customer_id": customer_id, "running_key": customer_id, "state": "running", "lease_until": lease, "started_at": now}
    turn_id = inserted(session, TURNS, row)
    session.execute(update(INBOUND).where(INBOUND.c.id.in_([m.id for m in waiting])).values(turn_id=turn_id))
    return Claim(turn_id, customer_id, 1, now, tuple(waiting), asks)


def _is_left(waiting: Sequence[InboundRecord], asks: Asks, now: datetime, limits: TurnLimits) -> bool:
    """Whether a newer message takes this one along, or another turn has; never longer than the burst limit after its first message."""
    if asks.record_id not in {m.id for m in waiting}:
        return True
    within = (now - waiting[0].received_at).total_seconds() < limits.burst_limit_seconds
    return waiting[-1].id != asks.record_id and within


def _take_over(session: Session, running: Turn, now: datetime, lease: datetime, asks: Asks) -> Claim:
    if running.lease_until > now:
        raise Busy
    attempt = running.attempt + 1
    ours = (Turn.id == running.id) & (Turn.attempt == running.attempt) & (Turn.state == "running")
    if not changed(session, update(Turn).where(ours).values(attempt=attempt, lease_until=lease)):
        raise Busy
    taken = session.scalars(select(InboundRecord).where(InboundRecord.turn_id == running.id).order_by(InboundRecord.id))
    return Claim(running.id, running.customer_id, attempt, running.started_at, tuple(taken), asks)


def _waiting(session: Session, customer_id: int) -> list[InboundRecord]:
    waiting = list(session.scalars(WAITING, {"customer_id": customer_id}))
    if waiting and waiting[0].kind == "event":  # an event is answered by itself, not as part of a burst
        return waiting[:1]
    return [m for m in waiting if m.kind != "event"]
