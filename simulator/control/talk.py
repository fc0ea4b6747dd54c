"""What parents do, on request: come, say, tap, follow, scan; and raw posts as a stranger might make them."""

import base64
import binascii
from typing import Any

import requests
from flask import Blueprint

from simulator import acts, events
from simulator.acts import ActError, Done
from simulator.control.asked import BadRequest, asked, parent_of
from simulator.delivery import post_to
from simulator.envelopes import signed, signed_params
from simulator.quota import Act
from simulator.state import world

calls = Blueprint("talk", __name__, url_prefix="/sim/api")
LONGEST_WAIT = 120.0


@calls.post("/parents")
def add_parent() -> tuple[dict[str, Any], int]:
    """`subscribed` (default true) makes her a follower silently; `follow` lets the webhook know.

    `wrote`: as if she had just sent a message, for a load generator that posts to the webhook itself.
    """
    wanted = asked()
    now = world().clock.now()
    try:
        with world().lock:
            parent = world().parents.add(str(wanted.get("name") or "家长"), wanted.get("openid"))
            parent.unionid = str(wanted.get("unionid") or "")
            if wanted.get("subscribed", True) and not wanted.get("follow"):
                parent.follow(now)
            if wanted.get("wrote"):
                parent.allowance.open(Act.MESSAGE, now)
    except ValueError as error:
        raise BadRequest(str(error), 409) from error
    if wanted.get("follow"):
        events.happen(world(), parent, {"event": "subscribe", "scene": wanted.get("scene")})
    return parent.view(now), 201


@calls.get("/parents")
def parents() -> dict[str, Any]:
    now = world().clock.now()
    with world().lock:
        return {"parents": [parent.view(now) for parent in world().parents.all()], "epoch": world().epoch}


@calls.post("/say")
def say() -> dict[str, Any]:
    """One message; `data` may bring a file as base64. With `wait` the answer tells how the delivery ended."""
    wanted = asked()
    if "data" in wanted:
        wanted["bytes"] = _file(wanted["data"])
    return _told(wanted, acts.say(world(), parent_of(wanted.get("openid")), wanted))


@calls.post("/tap")
def tap() -> dict[str, Any]:
    """A tap on an item of a menu message; leave `id` out for a client that sends no bizmsgmenuid."""
    wanted = asked()
    item_id = wanted.get("id")
    done = acts.tap(world(), parent_of(wanted.get("openid")), str(wanted.get("content", "")), str(item_id) if item_id else None)
    return _told(wanted, done)


@calls.post("/event")
def event() -> dict[str, Any]:
    wanted = asked()
    try:
        return _told(wanted, events.happen(world(), parent_of(wanted.get("openid")), wanted))
    except (KeyError, TypeError) as error:
        raise BadRequest(f"event is malformed: {error}") from error


@calls.post("/raw")
def raw() -> dict[str, Any]:
    """Post `body` (or `body_base64`) to the webhook, rightly signed unless `params` says otherwise; `mode` seals it first."""
    wanted, settings = asked(), world().settings
    body = _file(wanted["body_base64"]) if "body_base64" in wanted else str(wanted.get("body", "")).encode()
    params = signed_params(settings.token)
    if wanted.get("mode", "plain") != "plain":
        post = signed(body.decode(), settings.account, settings.token, "safe", world().courier.seal)
        body, params = post.body.encode(), post.params
    return _posted(body, {**params, **(wanted.get("params") or {})})


@calls.post("/check")
def check() -> dict[str, Any]:
    """The address check the platform makes when the webhook is saved."""
    try:
        status, text = world().courier.check_address("3141592653589793238")
    except requests.RequestException as error:
        return {"ok": False, "error": type(error).__name__}
    return {"ok": status == 200 and text == "3141592653589793238", "status": status, "body": text[:200]}


def refused(error: ActError) -> tuple[dict[str, str], int]:
    return {"error": str(error)}, 409


def _posted(body: bytes, params: dict[str, str]) -> dict[str, Any]:
    try:
        response = post_to(world().settings.bot_url, body, params, world().board.now.timeout)
    except requests.RequestException as error:
        return {"status": None, "error": type(error).__name__, "body": ""}
    return {"status": response.status_code, "body": response.text, "seconds": response.elapsed.total_seconds()}


def _told(wanted: dict[str, Any], done: Done) -> dict[str, Any]:
    item, dispatch = done
    answer: dict[str, Any] = {"seq": item.seq, "msgid": item.msgid, "delivered": dispatch is not None}
    if dispatch and wanted.get("wait"):
        dispatch.done.wait(float(wanted.get("timeout", LONGEST_WAIT)))
        answer["delivery"] = dispatch.view()
    return answer


def _file(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("data must be base64") from error
