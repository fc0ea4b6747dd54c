"""What tests turn: clock, faults, knobs, tokens, limits, agents; and starting afresh."""

from typing import Any

from flask import Blueprint

from simulator.control.asked import BadRequest, asked, parent_of
from simulator.desk import AGENT_SENT
from simulator.errors import PlatformError
from simulator.faults import Fault
from simulator.knobs import KnobError, view
from simulator.state import world

calls = Blueprint("switches", __name__, url_prefix="/sim/api")


@calls.get("/clock")
def clock() -> dict[str, Any]:
    return {"now": world().clock.now(), "offset": world().clock.offset}


@calls.post("/clock")
def turn_clock() -> dict[str, Any]:
    """`advance_seconds`, or `set` to seconds since 1970."""
    wanted = asked()
    try:
        if "set" in wanted:
            world().clock.set(float(wanted["set"]))
        world().clock.advance(float(wanted.get("advance_seconds", 0)))
    except (TypeError, ValueError) as error:
        raise BadRequest("set and advance_seconds are numbers") from error
    return clock()


@calls.get("/faults")
def faults() -> dict[str, Any]:
    return {"faults": world().faults.view()}


@calls.post("/faults")
def add_faults() -> dict[str, Any]:
    """One fault, or several under `faults`; they are met in this order."""
    wanted = asked()
    try:
        made = [Fault(**one) for one in wanted.get("faults", [wanted])]
    except (TypeError, ValueError) as error:
        raise BadRequest(str(error)) from error
    for fault in made:
        world().faults.add(fault)
    return faults()


@calls.delete("/faults")
def clear_faults() -> dict[str, Any]:
    world().faults.clear()
    return faults()


@calls.get("/settings")
def knobs() -> dict[str, Any]:
    return {**view(world().board.now), "account": world().settings.account, "account_name": world().settings.account_name}


@calls.post("/settings")
def turn_knobs() -> dict[str, Any]:
    try:
        world().board.turn(asked(), has_key=world().courier.seal is not None)
    except KnobError as error:
        raise BadRequest(str(error)) from error
    return knobs()


@calls.post("/tokens/expire")
def expire_tokens() -> dict[str, Any]:
    """Every access token ends now."""
    world().tokens.expire_all(world().clock.now())
    return {"ok": True}


@calls.post("/limits")
def limit() -> dict[str, Any]:
    """Change a day's limit: {"path", "calls"}."""
    path, calls_a_day = asked().get("path"), asked().get("calls")
    if not isinstance(path, str) or not isinstance(calls_a_day, int):
        raise BadRequest("path is a string and calls a number")
    world().outbound.limit(path, calls_a_day)
    return {"ok": True}


@calls.post("/agents")
def hire() -> dict[str, Any]:
    """Add a native customer-service agent, or switch one: {"kf_account", "nick", "online"}."""
    wanted, desk = asked(), world().desk
    account, online = str(wanted.get("kf_account", "")), bool(wanted.get("online", True))
    with world().lock:
        agent = desk.agents.get(account) or desk.hire(account, str(wanted.get("nick") or account))
        agent.online = online
    return {**agent.view(), "online": agent.online}


@calls.post("/agents/say")
def agent_says() -> dict[str, Any]:
    """The agent serving this parent writes to her: {"openid", "content"}; it is recorded, and the bot hears nothing of it."""
    wanted, now = asked(), world().clock.now()
    parent = parent_of(wanted.get("openid"))
    with world().lock:
        session = world().desk.session_of(parent.openid, now)
        if session is None:
            raise BadRequest("no session is open", 409)
        agent = world().desk.agent(session.account)
        world().desk.record(parent.openid, agent.account, AGENT_SENT, str(wanted.get("content", "")), now)
    item = world().show(parent.openid, "text", str(wanted.get("content", "")), "agent", {"agent": agent.nick})
    return {"seq": item.seq}


@calls.post("/qrcodes")
def make_code() -> dict[str, Any]:
    """A code for a scene, as if the account had made it."""
    scene = str(asked().get("scene", ""))
    if not 1 <= len(scene) <= 64:
        raise BadRequest("scene has 1 to 64 characters")
    return world().qrcodes.add(scene, world().clock.now()).view()


@calls.post("/reset")
def reset() -> dict[str, Any]:
    """Forget parents, threads, faults, calls and knobs and set the clock right; with `all` also tokens, media, menu and codes."""
    world().forget_everyone()
    if asked().get("all"):
        world().forget_account()
    return {"ok": True, "epoch": world().epoch}


def platform_refusal(error: PlatformError) -> tuple[dict[str, object], int]:
    """A control call that met a platform rule."""
    return {"error": error.errmsg, "errcode": error.errcode}, 409
