"""A family's rights over its data: export everything readable, erase everything, keep a receipt without content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from care import consent
from store.conversations import Conversation, DeskEvent
from store.families import Child, Consent, Customer, ErasureReceipt
from store.messages import InboundRecord, PendingQuestion, Turn
from store.outbox import OutboxMessage, ReplyWindow


def export(session: Session, customer: Customer) -> dict[str, Any]:
    """Everything kept about a family, as plain JSON types."""
    inbound = session.scalars(select(InboundRecord).where(InboundRecord.customer_id == customer.id).order_by(InboundRecord.id))
    outgoing = session.scalars(select(OutboxMessage).where(OutboxMessage.customer_id == customer.id).order_by(OutboxMessage.id))
    return {
        "customer": {"nickname": customer.nickname, "region": customer.region, "since": customer.created_at.isoformat()},
        "children": [
            {
                "name": c.name,
                "sex": c.sex,
                "born_on": c.born_on.isoformat() if c.born_on else None,
                "weeks_at_birth": c.weeks_at_birth,
                "feeding": c.feeding,
                "source": c.birth_source,
            }
            for c in customer.children
        ],
        "consents": consent.state(session, customer.id),
        "sent_by_you": [{"at": m.sent_at.isoformat(), "kind": m.kind, "text": m.text} for m in inbound],
        "sent_to_you": [
            {"at": m.created_at.isoformat(), "by": m.author, "kind": m.kind, "content": m.content, "state": m.state} for m in outgoing
        ],
    }


def erase(session: Session, customer: Customer, *, reason: str, now: datetime) -> ErasureReceipt:
    """Delete a family with everything that hangs on it. The receipt keeps a fingerprint and counts only."""
    owned = customer.id
    counts = {
        "messages": session.scalar(select(func.count()).where(InboundRecord.customer_id == owned)),
        "children": session.scalar(select(func.count()).where(Child.customer_id == owned)),
        "conversations": session.scalar(select(func.count()).where(Conversation.customer_id == owned)),
    }
    conversations = select(Conversation.id).where(Conversation.customer_id == owned)
    session.execute(delete(DeskEvent).where(DeskEvent.conversation_id.in_(conversations)))
    session.execute(delete(OutboxMessage).where(OutboxMessage.customer_id == owned))
    session.execute(update(InboundRecord).where(InboundRecord.customer_id == owned).values(turn_id=None))
    for model in (InboundRecord, PendingQuestion, Turn, Conversation, ReplyWindow, Consent, Child):
        session.execute(delete(model).where(model.customer_id == owned))
    session.expunge(customer)
    session.execute(delete(Customer).where(Customer.id == owned))
    receipt = ErasureReceipt(
        openid_hash=customer.openid_hash, reason=reason, counts=", ".join(f"{k} {v}" for k, v in counts.items()), at=now
    )
    session.add(receipt)
    session.flush()
    return receipt
