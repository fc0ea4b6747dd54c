"""What is read before anything is understood: the family, her burst, our open question, what was said lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session, joinedload

from bot.claims import Claim
from bot.families import child_context
from handlers.questions import Answered, follow_up, recognise
from nlu.understanding import ChildContext, Understanding
from store.clock import local
from store.conversations import Conversation
from store.families import Customer
from store.messages import InboundRecord, PendingQuestion, Turn

RECENT = 10
REMEMBERED = timedelta(hours=24)
ONE_EPISODE = timedelta(hours=2)
JOINT = "，"
HERS: BindParameter[int] = bindparam("customer_id")
FAMILY = select(Customer).where(Customer.id == HERS).options(joinedload(Customer.children))
LATELY = (
    select(Turn)
    .where(Turn.customer_id == HERS, Turn.state == "done", Turn.started_at > bindparam("since"))
    .order_by(Turn.id.desc())
    .limit(RECENT)
)
ASKED = (
    select(PendingQuestion)
    .where(PendingQuestion.customer_id == HERS, PendingQuestion.closed_at.is_(None), PendingQuestion.expires_at > bindparam("now"))
    .order_by(PendingQuestion.id.desc())
    .limit(1)
)
SETTLED = (
    select(Conversation.closed_at)
    .where(Conversation.customer_id == HERS, Conversation.taken_at.is_not(None), Conversation.closed_at.is_not(None))
    .order_by(Conversation.closed_at.desc())
    .limit(1)
)
# (text, child, earlier texts of the same episode) -> what she meant
Understand = Callable[[str, ChildContext, Sequence[str]], Understanding]


@dataclass
class Snapshot:
    """What is read before anything is understood."""

    customer: Customer
    messages: list[InboundRecord]
    pending: PendingQuestion | None
    recent: list[Turn]
    text: str
    answered: Answered | None
    settled_at: datetime | None  # when a human last closed a conversation: danger before it has been seen to


def look(session: Session, claim: Claim, now: datetime) -> Snapshot | None:
    """None when she has left, and her data with her."""
    customer = session.scalars(FAMILY, {"customer_id": claim.customer_id}).unique().one_or_none()
    if customer is None:
        return None
    recent = list(session.scalars(LATELY, {"customer_id": customer.id, "since": now - REMEMBERED}))
    pending = session.scalar(ASKED, {"customer_id": customer.id, "now": now})
    text = JOINT.join(m.text.strip() for m in claim.messages if m.text and m.text.strip())
    answered = recognise(pending, text) if pending and text else None
    if answered is None and text:
        text = follow_up(recent, text, now)
    settled_at = session.scalar(SETTLED, {"customer_id": customer.id})
    return Snapshot(customer, list(claim.messages), pending, recent, answered.text if answered else text, answered, settled_at)


def child_of(customer: Customer, text: str, now: datetime) -> ChildContext:
    """The child in question as far as the profile and this text tell."""
    return child_context(customer, text, (), local(now).date())


def understood(understand: Understand, seen: Snapshot, now: datetime) -> Understanding:
    earlier = [turn.text for turn in seen.recent if turn.text]
    since = max(now - ONE_EPISODE, seen.settled_at) if seen.settled_at else now - ONE_EPISODE
    episode = [turn.text for turn in reversed(seen.recent) if turn.text and turn.started_at > since]
    child = child_context(seen.customer, seen.text, earlier, local(now).date())
    return understand(seen.text, child, episode)
