"""How every process logs: one line an event, English, never a text, an openid or a phone number."""

import logging

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
TALKATIVE = ("bm25s", "celery", "kombu", "jieba", "sentence_transformers", "urllib3", "httpx", "matplotlib", "pybreaker", "filelock")


def begin(level: int = logging.INFO) -> None:
    """Set up logging once for this process; libraries speak only when something is wrong."""
    logging.basicConfig(level=level, format=FORMAT)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
