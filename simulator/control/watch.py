"""What can be seen: the thread of a phone, the next item, quotas, the account's calls, deliveries, media."""

from typing import Any

from flask import Blueprint, Response, request

from simulator.control.asked import number, parent_of
from simulator.errors import PlatformError
from simulator.state import world
from simulator.timeline import Item

calls = Blueprint("watch", __name__)
LONGEST_WAIT = 60.0


@calls.get("/sim/api/thread")
def thread() -> dict[str, Any]:
    """Everything on one phone after `after`; without `openid`, on all of them. `from`: parent, account or system."""
    return _items(world().timeline.after(int(number("after", 0)), *_filters()))


@calls.get("/sim/api/wait")
def wait() -> dict[str, Any]:
    """Like thread, but holds the line up to `timeout` seconds until there is something."""
    timeout = min(number("timeout", 25), LONGEST_WAIT)
    return _items(world().timeline.wait(int(number("after", 0)), timeout, *_filters()))


@calls.get("/sim/api/quota")
def quota() -> dict[str, Any]:
    parent, now = parent_of(request.args.get("openid")), world().clock.now()
    with world().lock:
        session = world().desk.session_of(parent.openid, now)
        return {**parent.view(now), "session": session.account if session else "", "waiting": parent.openid in world().desk.waiting}


@calls.get("/sim/api/outbound")
def outbound() -> dict[str, Any]:
    """The calls the account made; `path` filters."""
    return {"calls": world().outbound.after(int(number("after", 0)), request.args.get("path", ""))}


@calls.get("/sim/api/deliveries")
def deliveries() -> dict[str, Any]:
    """How each message was delivered: every attempt with status, body, seconds and outcome."""
    return {"deliveries": world().courier.log(request.args.get("openid", ""), request.args.get("msgid", ""))}


@calls.get("/sim/api/menu")
def menu() -> dict[str, Any]:
    return {"button": world().menu.shown()}


@calls.get("/sim/api/qrcodes")
def qrcodes() -> dict[str, Any]:
    return {"qrcodes": [code.view() for code in world().qrcodes.live(world().clock.now())]}


@calls.get("/sim/media/<media_id>")
def media(media_id: str) -> Response:
    """A file as the phone shows it, without a token."""
    try:
        medium = world().media.fetch(media_id, world().clock.now())
    except PlatformError:
        return Response("expired", 404, mimetype="text/plain")
    return Response(medium.content, mimetype=medium.content_type)


def _filters() -> tuple[str, str]:
    return request.args.get("openid", ""), request.args.get("from", "")


def _items(items: list[Item]) -> dict[str, Any]:
    last = items[-1].seq if items else world().timeline.seq
    return {"items": [item.view() for item in items], "seq": last, "epoch": world().epoch, "now": world().clock.now()}
