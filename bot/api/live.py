"""What happens, as it happens: server-sent events with sequence numbers, replayed from wherever a browser left off."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import redis
from flask import Response, jsonify, request
from pydantic import BaseModel
from redis.client import PubSub

from advisors import events
from bot.api.door import api, looking, me, signed_in
from bot.house import House
from bot.webhook import house
from store.base import reading
from store.keys import LIVE_CHANNEL
from store.people import Staff

blueprint = api("live", __name__)
HEARTBEAT_SECONDS = 15
LOOK_SECONDS = 2.0
LONGEST_SECONDS = 600  # then the browser reconnects, so that a forgotten tab does not hold a thread for ever


class After(BaseModel):
    after: int | None = None


@blueprint.get("/events/latest")
@signed_in()
def latest() -> Response:
    with looking() as session:
        return jsonify(seq=events.latest(session))


@blueprint.get("/events")
@signed_in()
def stream(query: After) -> Response:
    last = request.headers.get("Last-Event-ID", "")
    with looking() as session:
        start = int(last) if last.isdigit() else query.after if query.after is not None else events.latest(session)
    answer = Response(_stream(house(), me(), start), mimetype="text/event-stream")
    answer.headers["Cache-Control"], answer.headers["X-Accel-Buffering"] = "no-store", "no"
    return answer


def _stream(here: House, staff: Staff, sequence: int) -> Iterator[str]:
    """Events after `sequence`, then each new one; the database decides what there is, Redis only when to look."""
    started = spoke = time.monotonic()
    bell = _Bell(here)
    yield "retry: 1000\n\n"
    try:
        while time.monotonic() - started < LONGEST_SECONDS:
            with reading(here.sessions) as session:
                found = [(e.id, e.kind, e.payload) for e in events.after(session, staff, sequence)]
            for sequence, kind, payload in found:
                yield f"id: {sequence}\nevent: {kind}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n"
                spoke = time.monotonic()
            if time.monotonic() - spoke > HEARTBEAT_SECONDS:
                yield ": still here\n\n"
                spoke = time.monotonic()
            if not found:
                bell.wait(LOOK_SECONDS)
    finally:
        bell.close()


class _Bell:
    """Waits for Redis to say that something happened; without Redis, for the time to pass."""

    def __init__(self, here: House) -> None:
        self._pubsub: PubSub = here.redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        try:
            self._pubsub.subscribe(LIVE_CHANNEL)
            self._rings = True
        except redis.RedisError:
            self._rings = False

    def wait(self, seconds: float) -> None:
        if not self._rings:
            time.sleep(seconds)
            return
        try:
            self._pubsub.get_message(timeout=min(seconds, 0.9))
        except redis.RedisError:
            self._rings = False

    def close(self) -> None:
        try:
            self._pubsub.close()
        except redis.RedisError:
            return
