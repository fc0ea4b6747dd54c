"""Parents' pictures and voices: fetched from the platform at once, shown to the advisor, deleted after a week."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from store.base import Sessions, reading, writing
from store.messages import InboundRecord

log = logging.getLogger(__name__)
SUFFIXES = {"image": "jpg", "voice": "amr", "video": "mp4", "shortvideo": "mp4"}


def fetch(sessions: Sessions, platform: Any, folder: Path, record_id: int) -> bool:
    """Download one message's media. False when there is nothing to fetch; raises SendError when the platform fails."""
    with reading(sessions) as session:
        record = session.get(InboundRecord, record_id)
        wanted = record and record.media_id and not record.media_path
    if not record or not wanted:
        return False
    data = platform.download(record.media_id)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{record.id}.{SUFFIXES.get(record.kind, 'bin')}"
    (folder / name).write_bytes(data)
    with writing(sessions) as session:
        kept = session.get(InboundRecord, record_id)
        if kept is None:  # erased meanwhile
            (folder / name).unlink(missing_ok=True)
            return False
        kept.media_path = name
    return True


def purge(sessions: Sessions, folder: Path, before: datetime) -> int:
    """Delete media of messages older than `before`; how many."""
    with writing(sessions) as session:
        old = session.scalars(select(InboundRecord).where(InboundRecord.media_path.is_not(None), InboundRecord.received_at < before)).all()
        for record in old:
            (folder / str(record.media_path)).unlink(missing_ok=True)
            record.media_path = None
    return len(old)
