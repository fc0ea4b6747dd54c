"""The application factory."""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from werkzeug.exceptions import HTTPException

from bot import console_files, health, jobs, logs, webhook
from bot.api import BLUEPRINTS
from bot.gathering import Gathering
from bot.h5 import blueprint as h5_blueprint
from bot.house import House, build_house, void
from bot.jobs import Hand
from bot.settings import Settings, load


def create_app(settings: Settings | None = None, *, house: House | None = None, **fakes: Any) -> OpenAPI:
    """The web application. `fakes` replace ports of the house (clock, platform, deliver); raises SettingsError on a bad configuration."""
    logs.begin()
    used = settings or load()
    app = OpenAPI(__name__, info=Info(title="Parenting Advisor API", version="1"), doc_prefix="/api/docs", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024
    app.extensions["house"] = house or build_house(used, **{**_workers(used), **fakes})
    for blueprint in (webhook.blueprint, health.blueprint, h5_blueprint, console_files.blueprint):
        app.register_blueprint(blueprint)
    for api in BLUEPRINTS:
        app.register_api(api)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def _workers(settings: Settings) -> dict[str, Any]:
    """How the web process hands work on: to Celery, or to itself while the broker is away."""
    hand = Hand()
    return {
        "deliver": Gathering(lambda customers: hand.over(jobs.deliver, customers, jobs.deliver.run)).add,
        "fetch_media": lambda record_id: hand.over(jobs.fetch_media, record_id, jobs.fetch_media.run),
        "page": (lambda conversation_id: hand.over(jobs.page, conversation_id, jobs.page.run)) if settings.desk.page_webhook else void,
    }


def _http_error(error: HTTPException) -> tuple[Response, int]:
    return jsonify(error={"code": str(error.code), "message": error.name}), error.code or 500


def _unexpected(error: Exception) -> tuple[Response, int]:
    logging.getLogger(__name__).exception("unexpected error")
    return jsonify(error={"code": "internal", "message": "出了点问题，请稍后再试"}), 500
