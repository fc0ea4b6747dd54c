"""Telling the organisation's own alarm of an emergency: one JSON POST, without names or content."""

from __future__ import annotations

import logging

import requests

from store.base import Sessions, reading
from store.conversations import Conversation

log = logging.getLogger(__name__)
TIMEOUT = 5


def call_webhook(sessions: Sessions, address: str, conversation_id: int) -> bool:
    """POST in the form WeCom group robots take; False when no address is set or the call failed (which is logged)."""
    if not address:
        return False
    with reading(sessions) as session:
        conversation = session.get(Conversation, conversation_id)
        flags = [flag["name"] for flag in conversation.card.get("red_flags", [])] if conversation else []
    text = f"【紧急】会话 #{conversation_id} 有红旗征象：{'、'.join(flags) or '见工作台'}，请立即查看工作台。"
    try:
        requests.post(address, json={"msgtype": "text", "text": {"content": text}}, timeout=TIMEOUT).raise_for_status()
    except requests.RequestException as error:
        log.error("page webhook failed: %s", type(error).__name__)
        return False
    return True
