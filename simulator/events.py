"""The events a phone causes: following, leaving, scanning, menu presses, location reports, consent to notices."""

from typing import Any

from simulator.acts import ActError, Done
from simulator.menu import KEYED
from simulator.parents import Parent
from simulator.quota import Act
from simulator.state import World

Request = dict[str, Any]
MENU_ACTS = {"CLICK", "scancode_push", "scancode_waitmsg"}
LINES = {
    "subscribe": "已关注公众号",
    "unsubscribe": "已取消关注",
    "SCAN": "扫描了二维码",
    "CLICK": "点击了菜单",
    "VIEW": "打开了菜单链接",
    "LOCATION": "上报了地理位置",
    "subscribe_msg_popup_event": "选择了是否接收通知",
}


def happen(world: World, parent: Parent, request: Request) -> Done:
    """Do what `request["event"]` names and tell the webhook. Raises ActError for what this phone cannot do."""
    name, now = str(request.get("event", "")), world.clock.now()
    if not name:
        raise ActError("event is missing")
    with world.lock:
        name, fields = _change(parent, _arrival(parent, name), request, now)
    fields.update(request.get("fields") or {})
    line = str(request.get("label") or "") or LINES.get(name, name)
    data: dict[str, object] = {"event": name, "key": str(fields.get("EventKey", ""))}
    item = world.timeline.add(parent.openid, "parent", "event", line, "wechat", now, data=data)
    return item, world.send_event(parent.openid, name, fields)


def _arrival(parent: Parent, name: str) -> str:
    """Scanning a code is following when she does not follow yet."""
    if name == "SCAN" and not parent.subscribed:
        return "subscribe"
    if name == "subscribe" and parent.subscribed:
        raise ActError("she follows already")
    if name != "subscribe" and not parent.subscribed:
        raise ActError("she does not follow the account")
    return name


def _change(parent: Parent, name: str, request: Request, now: float) -> tuple[str, dict[str, Any]]:
    if name == "subscribe":
        return name, _follow(parent, request, now)
    if name == "unsubscribe":
        parent.leave()
        return name, {"EventKey": ""}
    if name == "SCAN":
        parent.allowance.open(Act.SCAN, now)
        return name, {"EventKey": _scene(request), "Ticket": str(request.get("ticket", "gQsimulated"))}
    if name in MENU_ACTS:
        parent.allowance.open(Act.MENU, now)
    return name, READERS.get(name, _plain)(parent, request)


def _follow(parent: Parent, request: Request, now: float) -> dict[str, Any]:
    scene = _scene(request)
    parent.follow(now, scene)
    parent.allowance.open(Act.FOLLOW, now)
    if not scene:
        return {"EventKey": ""}
    return {"EventKey": f"qrscene_{scene}", "Ticket": str(request.get("ticket", "gQsimulated"))}


def _scene(request: Request) -> str:
    return str(request.get("scene") or request.get("key") or "")


def _plain(_parent: Parent, request: Request) -> dict[str, Any]:
    return {"EventKey": str(request["key"])} if "key" in request else {}


def _view(_parent: Parent, request: Request) -> dict[str, Any]:
    return {"EventKey": str(request.get("key") or request.get("url") or ""), "MenuId": 411000001}


def _scancode(_parent: Parent, request: Request) -> dict[str, Any]:
    result = {"ScanType": "qrcode", "ScanResult": str(request.get("result", ""))}
    return {"EventKey": str(request.get("key", "")), "ScanCodeInfo": result}


def _report(_parent: Parent, request: Request) -> dict[str, Any]:
    return {
        "Latitude": float(request.get("latitude", 31.230416)),
        "Longitude": float(request.get("longitude", 121.473701)),
        "Precision": float(request.get("precision", 65)),
    }


def _popup(parent: Parent, request: Request) -> dict[str, Any]:
    """`items`: [{"template_id", "status": accept|reject}]; an accept is worth one notice."""
    items = request.get("items") or []
    for item in items:
        _consent(parent, str(item["template_id"]), str(item.get("status", "accept")))
    rows = [
        {"TemplateId": str(item["template_id"]), "SubscribeStatusString": str(item.get("status", "accept")), "PopupScene": 1}
        for item in items
    ]
    return {"SubscribeMsgPopupEvent": {"List": rows}}


def _consent(parent: Parent, template_id: str, status: str) -> None:
    if status == "accept":
        parent.notices[template_id] = parent.notices.get(template_id, 0) + 1
    else:
        parent.notices.pop(template_id, None)


def _withdrawal(parent: Parent, request: Request) -> dict[str, Any]:
    items = request.get("items") or []
    for item in items:
        parent.notices.pop(str(item["template_id"]), None)
    rows = [{"TemplateId": str(item["template_id"]), "SubscribeStatusString": "reject"} for item in items]
    return {"SubscribeMsgChangeEvent": {"List": rows}}


READERS = {
    **dict.fromkeys(KEYED, _plain),
    "VIEW": _view,
    "scancode_push": _scancode,
    "scancode_waitmsg": _scancode,
    "LOCATION": _report,
    "subscribe_msg_popup_event": _popup,
    "subscribe_msg_change_event": _withdrawal,
}
