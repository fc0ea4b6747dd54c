"""The only file that knows Rasa's HTTP: one question, at most 800 ms, never an exception."""

import json
import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pybreaker
import urllib3
from cachetools import TTLCache

from nlu.parse import Entity, IntentScore, RasaParse

__all__ = ["RasaClient", "RasaFailure", "RasaParse"]

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.8
FAILURES_BEFORE_A_PAUSE = 3
PAUSE_SECONDS = 10.0
REMEMBERED_ANSWERS = 2048
REMEMBERED_SECONDS = 300
CONNECTIONS = 32
LONGEST_TEXT = 1000
LARGEST_ANSWER = 1_000_000
OK = 200
JSON = {"Content-Type": "application/json"}


class RasaFailure(Exception):
    """Rasa was too slow, unreachable, or answered something else than a parse."""


class RasaClient:
    """Safe for many threads; opens no socket before the first question. `parse` is None while Rasa is down.

    After three failures in a row Rasa is left alone for ten seconds; then one question at a time tries it again.
    """

    def __init__(self, url: str, timeout: float = TIMEOUT_SECONDS, *, pause: float = PAUSE_SECONDS) -> None:
        self._url = url.rstrip("/")
        self._timeout = timeout
        self._connections = urllib3.PoolManager(num_pools=2, maxsize=CONNECTIONS, retries=False)
        self._pause = _Pause(pause)
        self._breaker = pybreaker.CircuitBreaker(fail_max=FAILURES_BEFORE_A_PAUSE, reset_timeout=pause, listeners=[self._pause])
        self._answers: TTLCache[str, RasaParse] = TTLCache(REMEMBERED_ANSWERS, REMEMBERED_SECONDS)
        self._answers_lock = threading.Lock()
        self._trial_lock = threading.Lock()
        self._workers = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="rasa")

    @property
    def available(self) -> bool:
        """False while the pause after repeated failures lasts."""
        return self._pause.is_over()

    def parse(self, text: str) -> RasaParse | None:
        """Rasa's reading of `text` within the time limit; None when there is none."""
        text = text[:LONGEST_TEXT].strip()
        with self._answers_lock:
            known = self._answers.get(text)
        if known is not None or not text or not self.available:
            return known
        return self._counted(text) if self._breaker.current_state == pybreaker.STATE_CLOSED else self._trial(text)

    def ready(self) -> bool:
        """True when the server answers and has loaded a model."""
        try:
            answer = self._connections.request("GET", f"{self._url}/status", timeout=self._timeout)
            return answer.status == OK and bool(json.loads(answer.data).get("model_file"))
        except (urllib3.exceptions.HTTPError, ValueError, AttributeError):
            return False

    def close(self) -> None:
        """Give the connections back."""
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._connections.clear()

    def _trial(self, text: str) -> RasaParse | None:
        """One question at a time finds out whether Rasa is back; the others do not wait for it."""
        if not self._trial_lock.acquire(blocking=False):
            return None
        try:
            return self._counted(text)
        finally:
            self._trial_lock.release()

    def _counted(self, text: str) -> RasaParse | None:
        try:
            answer = self._ask(text)
        except RasaFailure as failure:
            log.warning("rasa: %s", failure)
            self._count(failure)
            return None
        self._count(None)
        with self._answers_lock:
            self._answers[text] = answer
        return answer

    def _count(self, failure: RasaFailure | None) -> None:
        """Tell the breaker how a question ended. It is not asked to make the call: it would hold its lock meanwhile."""

        def outcome() -> None:
            if failure is not None:
                raise failure

        with suppress(pybreaker.CircuitBreakerError, RasaFailure):
            self._breaker.call(outcome)

    def _ask(self, text: str) -> RasaParse:
        """A worker thread asks, so that even an answer that trickles in byte by byte cannot hold the caller longer than the limit."""
        asked = self._workers.submit(self._post, text, time.monotonic() + self._timeout)
        try:
            return asked.result(self._timeout)
        except (TimeoutError, CancelledError) as late:
            asked.cancel()
            raise RasaFailure(f"no answer within {self._timeout:g} s") from late

    def _post(self, text: str, deadline: float) -> RasaParse:
        left = deadline - time.monotonic()
        if left <= 0:
            raise RasaFailure("every connection is busy")
        try:
            address, body = f"{self._url}/model/parse", json.dumps({"text": text})
            answer = self._connections.request("POST", address, body=body, headers=JSON, timeout=left, preload_content=False)
            try:
                found = _read(answer, deadline)
            except BaseException:
                answer.close()  # a half-read connection is of no use to the next question
                raise
            finally:
                answer.release_conn()
            return _parsed(json.loads(found))
        except urllib3.exceptions.HTTPError as error:
            raise RasaFailure(type(error).__name__) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise RasaFailure(f"malformed answer: {type(error).__name__}") from error


class _Pause(pybreaker.CircuitBreakerListener):
    """Remembers since when the breaker is open."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = 0.0

    def state_change(self, cb: Any, old_state: Any, new_state: Any) -> None:
        self._until = time.monotonic() + self._seconds if new_state.name == pybreaker.STATE_OPEN else 0.0

    def is_over(self) -> bool:
        return time.monotonic() >= self._until


def _read(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    if answer.status != OK:
        raise RasaFailure(f"HTTP {answer.status}")
    body = b""
    for chunk in answer.stream(16_384):
        body += chunk
        if time.monotonic() > deadline or len(body) > LARGEST_ANSWER:
            raise RasaFailure("the answer is too slow or too long")
    return body


def _parsed(answer: Any) -> RasaParse:
    """Raises KeyError, TypeError or ValueError when the answer is not a parse."""
    best = _score(answer["intent"])
    ranking = tuple(_score(row) for row in answer.get("intent_ranking") or ())
    return RasaParse(best.name, best.confidence, ranking or (best,), tuple(_entity(row) for row in answer.get("entities") or ()))


def _score(row: Mapping[str, Any]) -> IntentScore:
    name, confidence = row["name"], float(row["confidence"])
    if not isinstance(name, str) or not name or not 0.0 <= confidence <= 1.0001:
        raise ValueError("not an intent")
    return IntentScore(name, min(confidence, 1.0))


def _entity(row: Mapping[str, Any]) -> Entity:
    value = row["value"]
    return Entity(str(row["entity"]), float(value) if isinstance(value, int | float) else str(value), int(row["start"]), int(row["end"]))
