"""`/cgi-bin/token`, `/cgi-bin/stable_token`, and clearing the day's counts."""

from typing import Any

from flask import request

from simulator.errors import PlatformError
from simulator.platform_api.gate import Answer, behind_gate, body, check_account, ok
from simulator.state import world
from simulator.tokens import Token

calls = behind_gate("token")
GRANT = "client_credential"


@calls.get("/cgi-bin/token")
def token() -> Answer:
    _check(request.args)
    now = world().clock.now()
    return _view(world().tokens.issue(now), now)


@calls.post("/cgi-bin/stable_token")
def stable_token() -> Answer:
    asked = body()
    _check(asked)
    now = world().clock.now()
    return _view(world().tokens.stable(now, force=asked.get("force_refresh") is True), now)


@calls.post("/cgi-bin/clear_quota")
def clear_quota() -> Answer:
    if body().get("appid") != world().settings.app_id:
        raise PlatformError(40013)
    world().outbound.clear_quota(world().clock.now())
    return ok()


def _check(asked: Any) -> None:
    if asked.get("grant_type") != GRANT:
        raise PlatformError(40002)
    check_account(str(asked.get("appid", "")), str(asked.get("secret", "")))


def _view(issued: Token, now: float) -> Answer:
    return {"access_token": issued.value, "expires_in": max(int(issued.expires_at - now), 0)}
