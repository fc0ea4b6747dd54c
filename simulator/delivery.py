"""Bringing messages to the webhook: five seconds a time, up to three times, and what the phone shows of the answer."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field

import requests

from simulator.crypto import Envelope
from simulator.envelopes import Parcel, signed, signed_params
from simulator.knobs import Board, Knobs
from simulator.reply import Reply, ReplyFault, parse
from simulator.settings import Settings

REORDER_WAIT = 1.0
KEPT = 5000
RANK = {"message": 0, "silent": 1, "fault": 2, "lost": 3}


@dataclass(frozen=True)
class Attempt:
    """One POST. `outcome`: message, silent (handled), fault (abnormal answer) or lost (no answer in time)."""

    number: int
    copy: int
    outcome: str
    seconds: float
    status: int | None = None
    body: str = ""
    reason: str = ""
    reply: Reply | None = None


@dataclass
class Dispatch:
    """A parcel under way; `done` is set when no further delivery will follow."""

    parcel: Parcel
    created_at: int
    attempts: list[Attempt] = field(default_factory=list)
    outcome: Attempt | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def view(self) -> dict[str, object]:
        parcel = self.parcel
        return {
            "openid": parcel.openid,
            "kind": parcel.kind,
            "event": parcel.fields.get("Event", ""),
            "msgid": parcel.msgid,
            "done": self.done.is_set(),
            "outcome": self.outcome.outcome if self.outcome else None,
            "attempts": [asdict(attempt) for attempt in self.attempts],
        }


class Courier:
    """Each parcel travels in its own thread, so parcels of one parent may overtake each other, as on the platform."""

    def __init__(self, settings: Settings, board: Board, conclude: Callable[[Dispatch], None]) -> None:
        self._settings, self._board, self._conclude = settings, board, conclude
        self._seal = Envelope(settings.token, settings.aes_key, settings.app_id) if settings.aes_key else None
        self._lock = threading.Lock()
        self._held: list[Dispatch] = []
        self._log: list[Dispatch] = []

    @property
    def seal(self) -> Envelope | None:
        return self._seal

    def send(self, parcel: Parcel, created_at: int) -> Dispatch:
        """Returns at once."""
        dispatch = Dispatch(parcel, created_at)
        with self._lock:
            self._log = [*self._log[-KEPT:], dispatch]
        if self._board.now.reorder > 1:
            self._hold(dispatch)
        else:
            self._start(dispatch)
        return dispatch

    def check_address(self, echo: str) -> tuple[int, str]:
        """The GET the platform makes when the webhook's address is saved: status and body."""
        params = {**signed_params(self._settings.token), "echostr": echo}
        response = requests.get(self._settings.bot_url, params=params, timeout=self._board.now.timeout)
        return response.status_code, response.text

    def log(self, openid: str = "", msgid: str = "") -> list[dict[str, object]]:
        with self._lock:
            chosen = [each for each in self._log if openid in ("", each.parcel.openid) and msgid in ("", each.parcel.msgid)]
        return [dispatch.view() for dispatch in chosen]

    def clear(self) -> None:
        with self._lock:
            self._log, self._held = [], []

    def _hold(self, dispatch: Dispatch) -> None:
        with self._lock:
            self._held.append(dispatch)
            full = len(self._held) >= self._board.now.reorder
        if full:
            self._release()
        else:
            threading.Timer(REORDER_WAIT, self._release).start()

    def _release(self) -> None:
        with self._lock:
            held, self._held = self._held, []
        for dispatch in reversed(held):
            self._start(dispatch)
            time.sleep(0.05)

    def _start(self, dispatch: Dispatch) -> None:
        threading.Thread(target=self._deliver, args=(dispatch,), daemon=True).start()

    def _deliver(self, dispatch: Dispatch) -> None:
        knobs = self._board.now
        time.sleep(knobs.delay)
        try:
            self._attempt_all(dispatch, knobs)
            self._conclude(dispatch)
        finally:
            dispatch.done.set()

    def _attempt_all(self, dispatch: Dispatch, knobs: Knobs) -> None:
        for number in range(1, knobs.deliveries + 1):
            attempt = self._round(dispatch, number, knobs)
            dispatch.outcome = attempt
            if not _again(attempt, knobs):
                return
            if number < knobs.deliveries:
                time.sleep(max(0.0, knobs.timeout - attempt.seconds))

    def _round(self, dispatch: Dispatch, number: int, knobs: Knobs) -> Attempt:
        """One delivery with all its copies; the most useful answer counts."""
        if knobs.copies == 1:
            return self._note(dispatch, self._post(dispatch, number, 1, knobs))
        with ThreadPoolExecutor(knobs.copies) as pool:
            running = [pool.submit(self._post, dispatch, number, copy, knobs) for copy in range(1, knobs.copies + 1)]
            attempts = [self._note(dispatch, future.result()) for future in as_completed(running)]
        return min(attempts, key=lambda attempt: RANK[attempt.outcome])

    def _note(self, dispatch: Dispatch, attempt: Attempt) -> Attempt:
        with self._lock:
            dispatch.attempts.append(attempt)
        return attempt

    def _post(self, dispatch: Dispatch, number: int, copy: int, knobs: Knobs) -> Attempt:
        time.sleep((copy - 1) * knobs.copy_gap)
        parcel, started = dispatch.parcel, time.monotonic()
        try:
            response = self._request(dispatch, knobs)
        except requests.RequestException as error:
            return Attempt(number, copy, "lost", time.monotonic() - started, reason=type(error).__name__)
        seconds = time.monotonic() - started
        if self._board.take_drop():
            return Attempt(number, copy, "lost", seconds, response.status_code, response.text, "answer dropped on the line")
        outcome, reason, reply = _judge(response, parcel, self._settings.account, knobs.mode, self._seal)
        return Attempt(number, copy, outcome, seconds, response.status_code, response.text, reason, reply)

    def _request(self, dispatch: Dispatch, knobs: Knobs) -> requests.Response:
        xml = dispatch.parcel.xml(self._settings.account, dispatch.created_at)
        post = signed(xml, self._settings.account, self._settings.token, knobs.mode, self._seal, dispatch.parcel.openid)
        return post_to(self._settings.bot_url, post.body.encode(), post.params, knobs.timeout)


def post_to(url: str, body: bytes, params: dict[str, str], timeout: float) -> requests.Response:
    """A POST as the platform makes it: XML, no redirects, no proxy."""
    with requests.Session() as session:
        session.trust_env = False
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        return session.post(url, params=params, data=body, headers=headers, timeout=timeout, allow_redirects=False)


def _judge(response: requests.Response, parcel: Parcel, account: str, mode: str, seal: Envelope | None) -> tuple[str, str, Reply | None]:
    if response.status_code != 200:
        return "fault", f"HTTP {response.status_code}", None
    try:
        reply = parse(response.content, parcel.openid, account, mode, seal)
    except ReplyFault as fault:
        return "fault", str(fault), None
    return ("message", "", reply) if reply else ("silent", "", None)


def _again(attempt: Attempt, knobs: Knobs) -> bool:
    return attempt.outcome == "lost" or (knobs.retry_non_200 and attempt.status not in (None, 200))
