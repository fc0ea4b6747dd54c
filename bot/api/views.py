"""How rows look as JSON for the console."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisors.shifts import is_on_shift
from bot import quota
from bot.settings import PlatformLimits
from care import consent
from care.profile import describe
from store.clock import local
from store.conversations import Conversation
from store.families import Child, Customer
from store.messages import InboundRecord, Turn
from store.outbox import OutboxMessage
from store.people import Staff

REASONS = {
    "asked": "家长要求找顾问",
    "unsure": "机器人没有把握",
    "emergency": "紧急红旗",
    "distress": "妈妈情绪",
    "complaint": "投诉",
    "service": "服务请求",
    "media": "发来照片、语音或视频",
    "dissatisfied": "对回答不满意",
    "repeat": "同一问题又问了一次",
    "individual": "需要看具体情况",
}
PLACEHOLDERS = {
    "image": "[照片]",
    "voice": "[语音]",
    "video": "[视频]",
    "shortvideo": "[视频]",
    "location": "[位置]",
    "link": "[链接]",
    "unknown": "[其他消息]",
}
EVENTS = {"subscribe": "关注了公众号", "subscribe_scan": "扫顾问码关注了公众号", "scan": "扫了顾问码", "click": "点了菜单"}
SIDES = {"bot": "bot", "advisor": "advisor", "notice": "notice", "care": "notice"}


def moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def staff_view(session: Session, staff: Staff, now: datetime) -> dict[str, Any]:
    unread = session.scalar(
        select(func.coalesce(func.sum(Conversation.unread), 0)).where(Conversation.assigned_id == staff.id, Conversation.state != "closed")
    )
    return {
        "id": staff.id,
        "username": staff.username,
        "display_name": staff.display_name,
        "title": staff.title,
        "role": staff.role,
        "on_shift": is_on_shift(staff, now),
        "on_call": staff.on_call,
        "scene": staff.scene,
        "unread": int(unread or 0),
    }


def name_of(session: Session, staff_id: int | None) -> dict[str, Any] | None:
    staff = session.get(Staff, staff_id) if staff_id else None
    return {"id": staff.id, "name": staff.display_name} if staff else None


def conversation_view(session: Session, conversation: Conversation, today: date) -> dict[str, Any]:
    customer = session.get_one(Customer, conversation.customer_id)
    last_text, last_at = _last(session, conversation)
    return {
        "id": conversation.id,
        "customer": {
            "id": customer.id,
            "name": _name(customer),
            "summary": "、".join(describe(c, today) for c in customer.children) or conversation.card.get("child", ""),
        },
        "state": conversation.state,
        "urgency": conversation.urgency,
        "reason": conversation.reason,
        "reason_text": REASONS.get(conversation.reason, conversation.reason),
        "unread": conversation.unread,
        "last_text": last_text,
        "last_at": moment(last_at or conversation.opened_at),
        "opened_at": moment(conversation.opened_at),
        "taken_at": moment(conversation.taken_at),
        "assigned": name_of(session, conversation.assigned_id),
        "owner": name_of(session, conversation.owner_id),
        "satisfaction": conversation.satisfaction,
    }


def _last(session: Session, conversation: Conversation) -> tuple[str, datetime | None]:
    record = session.scalar(
        select(InboundRecord)
        .where(InboundRecord.customer_id == conversation.customer_id, InboundRecord.kind != "event")
        .order_by(InboundRecord.id.desc())
        .limit(1)
    )
    return (record.text or PLACEHOLDERS.get(record.kind, ""), record.received_at) if record else ("", None)


def _name(customer: Customer) -> str:
    return customer.nickname or f"家长{customer.id}"


def card_view(session: Session, conversation: Conversation) -> dict[str, Any]:
    card = dict(conversation.card)
    card["reason_text"] = REASONS.get(conversation.reason, conversation.reason)
    last = session.scalar(
        select(OutboxMessage)
        .join(Turn, OutboxMessage.turn_id == Turn.id)
        .where(
            OutboxMessage.customer_id == conversation.customer_id,
            OutboxMessage.author == "bot",
            Turn.text.is_not(None),
            OutboxMessage.created_at < conversation.opened_at,
            OutboxMessage.kind == "text",
        )
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    card["bot_said"] = last.content.get("text", "") if last else ""
    return card


def thread(session: Session, customer_id: int, limit: int = 200) -> list[dict[str, Any]]:
    """The newest messages of a family in both directions, oldest first."""
    inbound = session.scalars(
        select(InboundRecord).where(InboundRecord.customer_id == customer_id).order_by(InboundRecord.id.desc()).limit(limit)
    ).all()
    outgoing = session.scalars(
        select(OutboxMessage).where(OutboxMessage.customer_id == customer_id).order_by(OutboxMessage.id.desc()).limit(limit)
    ).all()
    names: dict[int, str] = {}
    items = [inbound_item(m) for m in inbound if m.kind != "event" or m.event in EVENTS] + [
        outgoing_item(session, m, names) for m in outgoing
    ]
    return sorted(items, key=lambda item: (item["at"], item["id"]))[-limit:]


def inbound_item(record: InboundRecord) -> dict[str, Any]:
    text = EVENTS.get(record.event or "", "") if record.kind == "event" else record.text or PLACEHOLDERS.get(record.kind, "")
    picture = f"/api/v1/media/{record.id}" if record.kind == "image" and record.media_path else None
    return {
        "id": f"in-{record.id}",
        "side": "parent",
        "kind": record.kind,
        "text": text,
        "image_url": picture,
        "at": moment(record.received_at),
    }


def outgoing_item(session: Session, message: OutboxMessage, names: dict[int, str]) -> dict[str, Any]:
    if message.staff_id and message.staff_id not in names:
        staff = session.get(Staff, message.staff_id)
        names[message.staff_id] = staff.display_name if staff else ""
    content = message.content
    return {
        "id": f"out-{message.id}",
        "side": SIDES.get(message.author, "bot"),
        "kind": message.kind,
        "text": content.get("text") or content.get("head") or content.get("title") or "",
        "items": [item["label"] for item in content.get("items", [])],
        "image_url": None,
        "at": moment(message.created_at),
        "state": message.state,
        "reason": message.reason,
        "author_name": names.get(message.staff_id or 0),
    }


def quota_view(session: Session, customer_id: int, now: datetime, limits: PlatformLimits) -> dict[str, Any]:
    found = quota.allowance(session, customer_id, now, limits)
    return {"left": found.left, "allowance": found.allowance, "closes_at": moment(found.closes_at), "held": found.held}


def child_view(child: Child, today: date) -> dict[str, Any]:
    months = child.months_on(today)
    return {
        "id": child.id,
        "name": child.name,
        "sex": child.sex,
        "born_on": child.born_on.isoformat() if child.born_on else None,
        "months": round(months, 2) if months is not None else None,
        "weeks_at_birth": child.weeks_at_birth,
        "feeding": child.feeding,
        "summary": describe(child, today),
    }


def customer_view(session: Session, customer: Customer, now: datetime) -> dict[str, Any]:
    today, decided = local(now).date(), consent.state(session, customer.id)
    past = session.scalars(select(Conversation).where(Conversation.customer_id == customer.id).order_by(Conversation.id.desc()).limit(20))
    return {
        "id": customer.id,
        "name": _name(customer),
        "region": customer.region,
        "dialect": customer.dialect,
        "since": moment(customer.created_at),
        "advisor": name_of(session, customer.advisor_id),
        "subscribed": customer.subscribed,
        "children": [child_view(c, today) for c in customer.children],
        "consents": [{"purpose": p.title, "granted": decided[p.id]} for p in consent.PURPOSES],
        "conversations": [conversation_view(session, c, today) for c in past],
    }
