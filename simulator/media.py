"""Temporary media: what parents send and what the account uploads, kept three days by the platform's clock."""

import secrets
import struct
import threading
import zlib
from dataclasses import dataclass

from simulator.errors import PlatformError

KEPT_SECONDS = 3 * 86400
LARGEST = {"image": 2 * 1024**2, "voice": 2 * 1024**2, "video": 10 * 1024**2, "thumb": 64 * 1024}
SIGNATURES = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM"),
    "thumb": (b"\xff\xd8\xff",),
    "voice": (b"#!AMR", b"ID3", b"\xff\xfb", b"\xff\xf3"),
}
CONTENT_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"GIF8": "image/gif", b"#!AMR": "audio/amr", b"ID3": "audio/mpeg"}


@dataclass(frozen=True)
class Medium:
    media_id: str
    kind: str
    content: bytes
    created_at: int

    @property
    def content_type(self) -> str:
        found = (name for start, name in CONTENT_TYPES.items() if self.content.startswith(start))
        return next(found, "video/mp4" if self.kind == "video" else "application/octet-stream")


class MediaShelf:
    """Media by id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[str, Medium] = {}

    def keep(self, kind: str, content: bytes, now: float) -> Medium:
        medium = Medium(secrets.token_urlsafe(48), kind, content, int(now))
        with self._lock:
            self._by_id[medium.media_id] = medium
        return medium

    def upload(self, kind: str, content: bytes, now: float) -> Medium:
        """What the account uploads. Raises 40004, 41005, 40005 or 40006."""
        if kind not in LARGEST:
            raise PlatformError(40004)
        if not content:
            raise PlatformError(41005)
        if kind in SIGNATURES and not content.startswith(SIGNATURES[kind]):
            raise PlatformError(40005)
        if len(content) > LARGEST[kind]:
            raise PlatformError(40006)
        return self.keep(kind, content, now)

    def fetch(self, media_id: object, now: float, kind: str = "") -> Medium:
        """Raises 40007 when unknown, older than three days, or of another kind than asked for."""
        with self._lock:
            medium = self._by_id.get(media_id) if isinstance(media_id, str) else None
        if medium is None or now - medium.created_at > KEPT_SECONDS or kind not in ("", medium.kind):
            raise PlatformError(40007)
        return medium


def sample(kind: str) -> bytes:
    """A small but valid file to send when a test or a visitor brings none."""
    if kind == "image":
        return _picture(96, 96)
    if kind == "voice":
        return b"#!AMR\n" + b"\x3c" * 320
    return b"\x00\x00\x00\x18ftypmp42" + bytes(64)


def _picture(width: int, height: int) -> bytes:
    rows = b"".join(b"\x00" + bytes(_pixel_row(y, width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _pixel_row(y: int, width: int) -> list[int]:
    return [value for x in range(width) for value in (250 - y // 2, 214 - x // 3, 165 + (x + y) // 4)]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
