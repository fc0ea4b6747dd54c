"""The simulator's Flask application: platform calls, control API, phone page."""

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from simulator.acts import ActError
from simulator.control import switches, talk, watch
from simulator.control.asked import BadRequest
from simulator.errors import PlatformError, refusal
from simulator.platform_api import customer_service, login, media, menus, messages, qrcodes, tags, token, users
from simulator.platform_api.gate import unknown_call
from simulator.settings import Settings
from simulator.state import World

LARGEST_BODY = 16 * 1024**2
PLATFORM = (token, messages, media, users, qrcodes, menus, tags, customer_service, login)
CONTROL = (talk, watch, switches)
PLATFORM_PATHS = ("/cgi-bin/", "/customservice/", "/sns/", "/connect/")
DEMO_PARENTS = ("小满妈妈", "豆豆爸爸", "安安妈妈")


def create_app(settings: Settings) -> Flask:
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    world = app.extensions["world"] = World(settings)
    for module in (*PLATFORM, *CONTROL):
        app.register_blueprint(module.calls)
    app.add_url_rule("/connect/oauth2/authorize", view_func=login.authorize)
    app.add_url_rule("/", view_func=_phone)
    app.add_url_rule("/healthz", view_func=_healthz)
    _handle_errors(app)
    if settings.demo_parents:
        _invite(world)
    return app


def _handle_errors(app: Flask) -> None:
    app.register_error_handler(BadRequest, _bad_request)
    app.register_error_handler(ActError, talk.refused)
    app.register_error_handler(PlatformError, _platform_error)
    app.register_error_handler(HTTPException, _http_error)


def _invite(world: World) -> None:
    for name in DEMO_PARENTS:
        world.parents.add(name)


def _phone() -> str:
    return render_template("phone.html")


def _healthz() -> dict[str, str]:
    return {"status": "ok"}


def _bad_request(error: BadRequest) -> tuple[dict[str, str], int]:
    return {"error": str(error)}, error.status


def _platform_error(error: PlatformError) -> Response | tuple[dict[str, object], int]:
    if request.path.startswith("/sim/"):
        return switches.platform_refusal(error)
    return jsonify(refusal(error.errcode, error.errmsg))


def _http_error(error: HTTPException) -> Response | HTTPException:
    return unknown_call(error) if request.path.startswith(PLATFORM_PATHS) else error
