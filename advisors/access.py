"""Who may see and do what; checked in the API, never only in the browser."""

from __future__ import annotations

from sqlalchemy.orm import Session

from store.conversations import Conversation
from store.families import Customer
from store.people import Staff

SEES_ALL = ("supervisor", "admin")
AT_DESK = ("advisor", "expert", "supervisor", "admin")
WRITES_ARTICLES = ("editor", "reviewer", "admin")
SIGNS_ARTICLES = ("reviewer", "admin")


class Forbidden(Exception):
    """This person may not do this."""


def require(staff: Staff, roles: tuple[str, ...]) -> None:
    if staff.role not in roles:
        raise Forbidden(f"role {staff.role} is not one of {', '.join(roles)}")


def may_see(session: Session, staff: Staff, conversation: Conversation) -> bool:
    """Own families and conversations given to her; supervisors and administrators see all."""
    if staff.role in SEES_ALL:
        return True
    if staff.role not in AT_DESK:
        return False
    if conversation.assigned_id == staff.id or conversation.owner_id == staff.id:
        return True
    customer = session.get(Customer, conversation.customer_id)
    return customer is not None and customer.advisor_id == staff.id


def visible(session: Session, staff: Staff, conversation_id: int) -> Conversation:
    """The conversation; Forbidden also when there is none, so that numbers tell nothing."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None or not may_see(session, staff, conversation):
        raise Forbidden("no such conversation for this person")
    return conversation
