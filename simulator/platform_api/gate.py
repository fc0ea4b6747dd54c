"""In front of every platform call: faults, access token, daily limits, strict JSON, and the log of what was asked."""

import json
import secrets
import time
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from simulator.errors import PlatformError, refusal
from simulator.faults import Fault, hang
from simulator.state import world

WITHOUT_TOKEN = {"/cgi-bin/token", "/cgi-bin/stable_token", "/cgi-bin/showqrcode", "/sns/oauth2/access_token"}
SECRET = {"access_token", "secret", "appsecret"}
LOGGED_CHARS = 4000
HTML = "<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"

Answer = dict[str, Any]


def behind_gate(name: str) -> Blueprint:
    """A blueprint whose calls pass the gate."""
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(_enter)
    blueprint.after_request(_leave)
    blueprint.register_error_handler(PlatformError, _refuse)
    return blueprint


def ok(**more: Any) -> Answer:
    return {"errcode": 0, "errmsg": "ok", **more}


def body() -> Answer:
    """The JSON object sent, whatever its Content-Type says. Raises 44002 or 47001."""
    raw = request.get_data()
    if not raw.strip():
        raise PlatformError(44002)
    try:
        parsed = json.loads(raw)
    except ValueError as error:
        raise PlatformError(47001) from error
    if not isinstance(parsed, dict):
        raise PlatformError(47001)
    return parsed


def _enter() -> Response | None:
    g.started = time.monotonic()
    g.fault = world().faults.take(request.path)
    spoilt = _spoilt_before(g.fault)
    if spoilt is not None:
        return spoilt
    now = world().clock.now()
    if request.path not in WITHOUT_TOKEN:
        world().tokens.check(request.args.get("access_token", ""), now)
    world().outbound.count(request.path, now)
    return None


def _spoilt_before(fault: Fault | None) -> Response | None:
    if fault is None or fault.executed:
        return None
    hang(fault)
    return _spoilt(fault)


def _spoilt(fault: Fault) -> Response | None:
    """None for a fault that only takes time."""
    if fault.kind == "errcode":
        return jsonify(refusal(fault.errcode, fault.errmsg or None))
    if fault.kind == "html200":
        return Response(HTML, 200, mimetype="text/html")
    return Response(HTML, 502, mimetype="text/html") if fault.kind == "http502" else None


def _leave(response: Response) -> Response:
    fault: Fault | None = g.get("fault")
    if fault and fault.executed:
        hang(fault)
        response = _spoilt(fault) or response
    _log(response)
    return response


def _refuse(error: PlatformError) -> Response:
    return jsonify(refusal(error.errcode, error.errmsg))


def _log(response: Response) -> None:
    answer = response.get_json(silent=True) if response.is_json else None
    world().outbound.add(
        {
            "time": world().clock.now(),
            "seconds": round(time.monotonic() - g.get("started", time.monotonic()), 4),
            "method": request.method,
            "path": request.path,
            "query": {name: value for name, value in request.args.items() if name not in SECRET},
            "body": _without_secrets(request.get_data(as_text=True)[:LOGGED_CHARS]),
            "status": response.status_code,
            "errcode": answer.get("errcode", 0) if isinstance(answer, dict) else None,
        }
    )


def _without_secrets(text: str) -> Any:
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return {name: value for name, value in parsed.items() if name not in SECRET} if isinstance(parsed, dict) else parsed


def check_account(app_id: str, app_secret: str) -> None:
    """Raises 40013 or 40125."""
    settings = world().settings
    if app_id != settings.app_id:
        raise PlatformError(40013)
    if not secrets.compare_digest(app_secret.encode(), settings.app_secret.encode()):
        raise PlatformError(40125)


def unknown_call(error: HTTPException) -> Response:
    """A path the platform does not have, or a wrong method: also HTTP 200."""
    return jsonify(refusal(43002 if error.code == 405 else 40066))
