"""`/healthz` (the process lives), `/readyz` (each dependency by name), `/metrics`."""

from __future__ import annotations

import os
from collections.abc import Callable

import redis
from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.house import House
from bot.webhook import house

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when parents can be answered (database and knowledge); Rasa and Redis are named but may be away."""
    here = house()
    states = {name: check(here) for name, check in CHECKS.items()}
    needed = states["database"] and states["knowledge"]
    return jsonify(ready=needed, **{name: "ok" if state else "away" for name, state in states.items()}), 200 if needed else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """All web processes together when PROMETHEUS_MULTIPROC_DIR is set, else this one."""
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), mimetype=CONTENT_TYPE_LATEST)


def _database(here: House) -> bool:
    try:
        with here.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _redis(here: House) -> bool:
    try:
        return bool(here.redis.ping())
    except redis.RedisError:
        return False


def _knowledge(here: House) -> bool:
    try:
        return bool(here.published.edition.articles)
    except (SQLAlchemyError, OSError, RuntimeError, ValueError):
        return False


CHECKS: dict[str, Callable[[House], bool]] = {
    "database": _database,
    "redis": _redis,
    "rasa": lambda here: here.rasa.ready(),
    "knowledge": _knowledge,
}
