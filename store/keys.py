"""Redis: the connection and every key this project uses; each key has a time to live."""

from __future__ import annotations

import redis

LIVE_CHANNEL = "pa:live"  # pub/sub: "a desk event was committed"
TOKEN_PREFIX = "pa:wx"


def connect(url: str) -> redis.Redis:
    """A pooled client with short time-outs: a Redis that hangs must not hold a webhook."""
    return redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5, decode_responses=True, health_check_interval=30)


def login_attempts(username: str) -> str:
    """Failed sign-ins of one account; expires with the lockout (15 min)."""
    return f"pa:login:{username}"


def rate(name: str, window: int) -> str:
    return f"pa:rate:{name}:{window}"
