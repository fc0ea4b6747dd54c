"""Bring what a parent typed or said to plain simplified Mandarin: script, emoji, dialect, slang, typos, spoken numbers."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

from nlu.emoji import fold_emoji
from nlu.lexicon import fold_lexicon
from nlu.numerals import Fold, fold_numerals


@dataclass(frozen=True)
class Normalized:
    """`text` is for matching: half-width punctuation, simplified characters. `folds` are (said, meant) in the order applied."""

    original: str
    text: str
    folds: tuple[Fold, ...] = ()


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad\ufe00-\ufe0f\u20e3\U000e0000-\U000e01ff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_FULL_STOPS = re.compile(r"。{2,}")
_ELLIPSIS = re.compile(r"\.{2,}")
_SHOUTS = re.compile(r"[!?][!?]+")
_REPEATED_MARK = re.compile(r"([,;:~、\-_=*#^])\1+")
_REPEATED_SOUND = re.compile(r"([啊呀哦嗯呜哈唉哎嘤噢喔哇嘛呢吧啦])\1{2,}|([A-Za-z])\2{2,}")
_REPEATED_WORD = re.compile(r"([\u4e00-\u9fff])\1{2,}")
_SPACES = re.compile(r"\s+")


@lru_cache(512)  # intake, triage, understanding and search each ask for the same message
def normalize(text: str) -> Normalized:
    """Pure and idempotent; never removes a negation (唔食奶 → 不吃奶)."""
    plain, emoji = fold_emoji(clean(text))
    plain, words = fold_lexicon(_collapse(simplify(plain)))
    plain, numerals = fold_numerals(plain)
    return Normalized(text, _SPACES.sub(" ", plain).strip(), emoji + words + numerals)


def clean(text: str) -> str:
    """NFKC without invisible or control characters."""
    return _CONTROL.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def simplify(text: str) -> str:
    """Traditional characters, Hong Kong forms included, to simplified ones; what is simplified already (抬) stays."""
    plain = _converter().convert(text) if _traditional().intersection(text) else text
    return plain.replace("擡", "抬")


def _collapse(text: str) -> str:
    text = _ELLIPSIS.sub(",", _FULL_STOPS.sub("。", text))
    text = _SHOUTS.sub(lambda m: "?" if "?" in m[0] else "!", text)
    text = _REPEATED_MARK.sub(r"\1", text)
    text = _REPEATED_SOUND.sub(lambda m: m[1] or m[2], text)
    return _REPEATED_WORD.sub(r"\1\1", text)


@cache
def _converter() -> OpenCC:
    return OpenCC("hk2s")


@cache
def _traditional() -> frozenset[str]:
    """The characters that differ in simplified script; text without any of them skips the slower conversion."""
    common = (chr(code) for code in range(0x4E00, 0xA000))
    return frozenset(char for char in common if _converter().convert(char) != char)
