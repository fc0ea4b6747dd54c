"""A parent's message or event as this house knows it, whatever channel brought it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Events that change nothing for the parent and are acknowledged without an answer.
SILENT_EVENTS = frozenset(
    {
        "view",
        "view_miniprogram",
        "location",
        "templatesendjobfinish",
        "masssendjobfinish",
        "kf_create_session",
        "kf_close_session",
        "kf_switch_session",
        "subscribe_msg_popup_event",
        "subscribe_msg_change_event",
        "subscribe_msg_sent_event",
        "scancode_push",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
ANSWERED_EVENTS = frozenset({"subscribe", "subscribe_scan", "scan", "click", "scancode_waitmsg"})
OPENS_ACTION_WINDOW = frozenset({"subscribe", "subscribe_scan", "scan", "click", "scancode_push", "scancode_waitmsg"})


@dataclass(frozen=True)
class InboundMessage:
    """`kind`: text, image, voice, video, shortvideo, location, link, event, unknown. `tapped`: a menu-message tap.

    `dedupe_key` is the same for every delivery of one message. `text` is what she wrote, or the transcript of her voice.
    """

    openid: str
    account: str
    kind: str
    dedupe_key: str
    sent_at: datetime
    text: str | None = None
    event: str | None = None
    event_key: str | None = None
    media_id: str | None = None
    tapped: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_event(self) -> bool:
        return self.kind == "event"

    @property
    def wants_answer(self) -> bool:
        return not self.is_event or self.event in ANSWERED_EVENTS
