"""The application factory."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from flask import Response, jsonify, redirect, send_from_directory
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers.response import Response as WerkzeugResponse

from bot import health, jobs, webhook
from bot.api import BLUEPRINTS
from bot.h5 import blueprint as h5_blueprint
from bot.house import House, build_house, void
from bot.jobs import Hand
from bot.settings import ROOT, Settings, load

CONSOLE = ROOT / "console" / "dist"


def create_app(settings: Settings | None = None, *, house: House | None = None, watch: bool = True, **fakes: Any) -> OpenAPI:
    """The web application. `fakes` replace ports of the house (clock, platform, deliver); raises SettingsError on a bad configuration."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    used = settings or load()
    app = OpenAPI(__name__, info=Info(title="Parenting Advisor API", version="1"), doc_prefix="/api/docs", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024
    app.extensions["house"] = house or build_house(used, **{**_workers(used), **fakes})
    for blueprint in (webhook.blueprint, health.blueprint, h5_blueprint):
        app.register_blueprint(blueprint)
    for api in BLUEPRINTS:
        app.register_api(api)
    _serve_console(app, CONSOLE)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    if watch:
        app.extensions["house"].published.refresh()
        app.extensions["house"].published.watch()
    return app


def _workers(settings: Settings) -> dict[str, Any]:
    """How the web process hands work on: to Celery, or to itself while the broker is away."""
    hand = Hand()
    return {
        "deliver": lambda customer_id: hand.over(jobs.deliver, customer_id, lambda c: jobs.worker_house().delivery.run(c)),
        "fetch_media": lambda record_id: hand.over(jobs.fetch_media, record_id, jobs.fetch_media.run),
        "page": (lambda conversation_id: hand.over(jobs.page, conversation_id, jobs.page.run)) if settings.desk.page_webhook else void,
    }


def _serve_console(app: OpenAPI, dist: Path) -> None:
    @app.get("/")
    def root() -> WerkzeugResponse:
        return redirect("/console/")

    @app.get("/console")
    def bare() -> WerkzeugResponse:
        return redirect("/console/")

    @app.get("/console/")
    @app.get("/console/<path:path>")
    def console(path: str = "index.html") -> Response:
        """Static files of the built console; every other path is a page of it."""
        if not dist.exists():
            return Response("the console is not built: run `make setup`", status=503, mimetype="text/plain")
        found = path if (dist / path).is_file() else "index.html"
        answer = send_from_directory(dist, found)
        answer.headers["Cache-Control"] = "no-cache" if found == "index.html" else "public, max-age=31536000, immutable"
        return answer


def _http_error(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error={"code": str(error.code), "message": error.name}), error.code or 500


def _unexpected(error: Exception) -> tuple[Response, int]:
    logging.getLogger(__name__).exception("unexpected error")
    return jsonify(error={"code": "internal", "message": "出了点问题，请稍后再试"}), 500
