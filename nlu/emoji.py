"""Emoji and WeChat face codes to words; the words are content in `nlu/lexicon.yml`."""

import re
from collections.abc import Mapping
from functools import cache

from nlu.lexicon import Fold, document

_DRAWN = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f3fb-\U0001f3ff]"
    r"|\[[\u4e00-\u9fffA-Za-z]{1,4}\]|/:[:;,@<>!?()|8\-*$XPBLDOTQZIGHCVMNRKFUWESxo&#]{1,6}"
)


def fold_emoji(text: str) -> tuple[str, tuple[Fold, ...]]:
    """Known emoji become words set off by a space (a string of the same one becomes one word); unknown ones vanish."""
    words = _words()
    folds: list[Fold] = []
    last_end, last = -1, ""

    def replace(found: re.Match[str]) -> str:
        nonlocal last_end, last
        word = words.get(found[0], "")
        repeated = found.start() == last_end and word == last
        last_end, last = found.end(), word
        if not word or repeated:
            return " " if not word else ""
        folds.append((found[0], word))
        return f" {word} "

    return _DRAWN.sub(replace, text), tuple(folds)


@cache
def _words() -> Mapping[str, str]:
    return {str(sign): str(word) for sign, word in document()["emoji"].items()}
