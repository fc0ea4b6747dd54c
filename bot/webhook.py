"""`/wechat`: verify, translate, hand on, answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.channels.wechat import Refused
from bot.house import House
from bot.inbox import Passive

log = logging.getLogger(__name__)
blueprint = Blueprint("webhook", __name__)
SUCCESS = "success"


def house() -> House:
    found: House = current_app.extensions["house"]
    return found


@blueprint.get("/wechat")
def check() -> Response:
    """The platform's address check: the echo string, and nothing else, to whoever knows the token."""
    here = house()
    try:
        here.door.verify(request.args)
    except Refused as error:
        return _refuse(error)
    return Response(request.args.get("echostr", ""), mimetype="text/plain")


@blueprint.post("/wechat")
def receive() -> Response:
    here = house()
    if (request.content_length or 0) > here.settings.turns.body_limit_bytes:
        return Response("too large", status=400)
    body = request.stream.read(here.settings.turns.body_limit_bytes + 1)
    if len(body) > here.settings.turns.body_limit_bytes:
        return Response("too large", status=400)
    try:
        here.door.verify(request.args)
        if not body:
            return Response(SUCCESS, mimetype="text/plain")
        message, encrypted = here.door.read(body, request.args)
    except Refused as error:
        return _refuse(error)
    metrics.RECEIVED.labels(message.event or message.kind if message.is_event else message.kind).inc()
    try:
        with metrics.WEBHOOK_SECONDS.time():
            passive = here.inbox.receive(message, waited=waited(request.args))
    except SQLAlchemyError:  # not written down: the platform must send it again
        log.exception("the message could not be recorded")
        return Response("try again", status=503)
    answer = Response(here.door.render([passive.part] if passive.part else [], message, encrypted=encrypted), mimetype="text/xml")
    answer.call_on_close(lambda: _afterwards(here, passive))
    return answer


def waited(args: Mapping[str, str]) -> float:
    """Seconds this delivery has been under way already: it may have queued while the process was starting or busy.

    The platform hangs up after 5 seconds; an answer put into a line nobody listens to any more would be lost.
    """
    return max(0.0, time.time() - int(args["timestamp"]))


def _afterwards(here: House, passive: Passive) -> None:
    """After the response has left, so that she reads the passive reply before what follows it."""
    if passive.afterwards is not None:
        here.deliver(passive.afterwards)
    if passive.wakes_desk:
        here.wake_desks()


def _refuse(error: Refused) -> Response:
    metrics.REFUSED.labels(str(error.status)).inc()
    log.warning("webhook refused (%d): %s", error.status, error)
    return Response("refused", status=error.status, mimetype="text/plain")
