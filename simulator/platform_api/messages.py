"""Customer-service messages, template messages and subscription notices."""

import itertools
import time
from typing import Any

from simulator import sending
from simulator.errors import PlatformError
from simulator.parents import Parent
from simulator.platform_api.gate import Answer, behind_gate, body, ok
from simulator.state import world

calls = behind_gate("messages")
SHORT_THING = 20
NOT_SHOWN = ("first", "remark")
_numbers = itertools.count(int(time.time() * 1000))


@calls.post("/cgi-bin/message/custom/send")
def custom_send() -> Answer:
    sending.send(world(), body())
    return ok()


@calls.post("/cgi-bin/message/custom/typing")
def typing() -> Answer:
    asked = body()
    parent, now = world().parents.known(asked.get("touser")), world().clock.now()
    if asked.get("command") not in ("Typing", "CancelTyping"):
        raise PlatformError(45072)
    with world().lock:
        if asked["command"] == "Typing":
            parent.start_typing(now)
        else:
            parent.stop_typing()
    return ok()


@calls.post("/cgi-bin/message/template/send")
def template_send() -> Answer:
    asked, knobs = body(), world().board.now
    parent, values = _addressee(asked), _values(asked)
    if not parent.subscribed:
        raise PlatformError(43004)
    number, failed = next(_numbers), knobs.template_status != "success"
    if not failed:
        _show(parent, "template", asked, values)
    world().send_event(parent.openid, "TEMPLATESENDJOBFINISH", {"MsgID": number, "Status": knobs.template_status})
    return ok(msgid=number)


@calls.post("/cgi-bin/message/subscribe/bizsend")
def notice_send() -> Answer:
    asked = body()
    parent, values = _addressee(asked), _values(asked)
    _use_consent(parent, str(asked["template_id"]))
    number = next(_numbers)
    _show(parent, "notice", asked, values)
    row = {"TemplateId": asked["template_id"], "MsgID": str(number), "ErrorCode": 0, "ErrorStatus": "success"}
    world().send_event(parent.openid, "subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": [row]}})
    return ok(msgid=number)


def _addressee(asked: dict[str, Any]) -> Parent:
    """Raises 40003, or 40037 for a template the account does not have."""
    parent, template_id, known = world().parents.known(asked.get("touser")), asked.get("template_id"), world().board.now.templates
    if not isinstance(template_id, str) or not template_id or (known and template_id not in known):
        raise PlatformError(40037)
    return parent


def _values(asked: dict[str, Any]) -> dict[str, str]:
    """The shown values by keyword; `first` and `remark` are filtered out as on the platform. Raises 47003."""
    data = asked.get("data")
    if not isinstance(data, dict):
        raise PlatformError(47003, "data")
    for name, part in data.items():
        if not isinstance(part, dict) or not isinstance(part.get("value"), str | int | float):
            raise PlatformError(47003, f"data.{name}.value")
        if name.startswith("thing") and not 1 <= len(str(part["value"])) <= SHORT_THING:
            raise PlatformError(47003, f"data.{name}.value invalid")
    return {name: str(part["value"]) for name, part in data.items() if name not in NOT_SHOWN}


def _use_consent(parent: Parent, template_id: str) -> None:
    """One opt-in, one notice, except for long-term templates. Raises 43101."""
    with world().lock:
        left = parent.notices.get(template_id, 0)
        if left < 1:
            raise PlatformError(43101)
        if template_id not in world().board.now.long_term_templates:
            parent.notices[template_id] = left - 1


def _show(parent: Parent, kind: str, asked: dict[str, Any], values: dict[str, str]) -> None:
    data: dict[str, object] = {
        "template_id": asked["template_id"],
        "values": values,
        "url": str(asked.get("url") or asked.get("page") or ""),
    }
    world().show(parent.openid, kind, "\n".join(values.values()), kind, data)
