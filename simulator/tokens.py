"""Access tokens: two isolated families (`token`, `stable_token`), the five-minute overlap, and why a token is refused."""

import re
import secrets
import threading
from dataclasses import dataclass

from simulator.errors import PlatformError

LIFETIME = 7200
OVERLAP = 300
FORCE_INTERVAL = 30
TOKEN_FORM = re.compile(r"[0-9A-Za-z_-]{128}")


@dataclass
class Token:
    value: str
    expires_at: float
    replaced_at: float | None = None


class Tokens:
    """Issues and checks tokens. `now` is always given by the caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[str, Token] = {}
        self._plain: Token | None = None
        self._stable: Token | None = None
        self._forced_at = float("-inf")

    def issue(self, now: float) -> Token:
        """`/cgi-bin/token`: always a new token; the one before works five minutes more."""
        with self._lock:
            self._retire(self._plain, now + OVERLAP)
            self._plain = self._mint(now)
            return self._plain

    def stable(self, now: float, *, force: bool) -> Token:
        """`/cgi-bin/stable_token`: the same token until five minutes before it ends; force kills it, at most every 30 s."""
        with self._lock:
            if force and now - self._forced_at >= FORCE_INTERVAL:
                self._retire(self._stable, now)
                self._stable, self._forced_at = self._mint(now), now
            elif self._stable is None or self._stable.expires_at - now <= OVERLAP:
                self._stable = self._mint(now)
            return self._stable

    def check(self, value: str, now: float) -> None:
        """Raises 41001 without a token, 40014 for a malformed, 40001 for an unknown or replaced, 42001 for an expired one."""
        if not value:
            raise PlatformError(41001)
        if not TOKEN_FORM.fullmatch(value):
            raise PlatformError(40014)
        with self._lock:
            token = self._all.get(value)
        if token is None or (token.replaced_at is not None and now >= token.replaced_at):
            raise PlatformError(40001)
        if now >= token.expires_at:
            raise PlatformError(42001)

    def expire_all(self, now: float) -> None:
        """Every token ends at once, as after an incident on the platform's side; the next call gets a new one."""
        with self._lock:
            for token in self._all.values():
                token.expires_at = min(token.expires_at, now)

    def _mint(self, now: float) -> Token:
        token = Token(secrets.token_urlsafe(96), now + LIFETIME)
        self._all[token.value] = token
        return token

    @staticmethod
    def _retire(token: Token | None, at: float) -> None:
        if token is not None and token.replaced_at is None:
            token.replaced_at = at
