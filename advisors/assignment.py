"""Which advisor a family belongs to: the one whose code she scanned, else by region and load."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.conversations import Conversation
from store.families import Customer
from store.people import Staff


def own_advisor(session: Session, customer: Customer) -> Staff | None:
    """Her advisor, bound on first need; None only when the organisation has no active advisor at all."""
    bound = session.get(Staff, customer.advisor_id) if customer.advisor_id else None
    if bound and bound.active:
        return bound
    chosen = _least_loaded(session, customer.region)
    if chosen:
        customer.advisor_id, customer.bound_by = chosen.id, "rule"
    return chosen


def bind_by_code(session: Session, customer: Customer, scene: str) -> Staff | None:
    """Bind her to the advisor whose personal code this is; None when the code is nobody's.

    A family that already has an advisor by code or transfer keeps her: scanning a second code does not take families away.
    """
    staff = session.scalar(select(Staff).where(Staff.scene == scene, Staff.active.is_(True)))
    if staff is None:
        return None
    if customer.advisor_id is None or customer.bound_by == "rule":
        customer.advisor_id, customer.bound_by = staff.id, "qr"
    return session.get(Staff, customer.advisor_id)


def _least_loaded(session: Session, region: str | None) -> Staff | None:
    families = select(func.count()).where(Customer.advisor_id == Staff.id).scalar_subquery()
    open_now = select(func.count()).where(Conversation.assigned_id == Staff.id, Conversation.state != "closed").scalar_subquery()
    query = select(Staff).where(Staff.role == "advisor", Staff.active.is_(True)).order_by(open_now, families, Staff.id)
    candidates = list(session.scalars(query))
    nearby = [staff for staff in candidates if region and staff.region == region]
    return next(iter(nearby or candidates), None)
