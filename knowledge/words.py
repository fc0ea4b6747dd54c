"""How a text is cut up for comparison: words, character grams, and ages as one sign each."""

import logging
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jieba
import yaml

USER_WORDS = Path(__file__).with_name("words.txt")
SYNONYMS = Path(__file__).with_name("synonyms.yml")

NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 0.5}
NUMBER = r"(\d{1,3}(?:\.\d)?|十[一二三四五六七八九]?|[一二两三四五六七八九半])"
AGE = re.compile(NUMBER + r"\s*(个多月|个月|月龄|周岁|岁多|岁半|岁)")
# One private-use sign for each stretch of childhood, so that 8个月 and 九个月 meet. Upper ends in months, exclusive.
STRETCHES = ((1, "\ue001"), (4, "\ue002"), (6, "\ue003"), (12, "\ue004"), (18, "\ue005"), (24, "\ue006"), (36, "\ue007"), (72, "\ue008"))
OLDER = "\ue009"

KEPT = re.compile(r"[^\w\ue001-\ue009]+")
ASCII_RUN = re.compile(r"[a-z0-9.]+|[^a-z0-9.]")


@lru_cache(512)  # one question is normalised by every channel that compares it
def normalise(text: str) -> str:
    """Full-width to half-width, lower case, ages as signs, synonyms as one word, punctuation as single spaces."""
    folded = AGE.sub(_age_sign, unicodedata.normalize("NFKC", text).lower())
    said, meant = _synonyms()
    return KEPT.sub(" ", said.sub(lambda match: meant[match.group()], folded)).strip()


def words(text: str) -> list[str]:
    """The words of a text, once normalised."""
    return [word for word in _segmenter().cut(normalise(text), HMM=False) if not word.isspace()]


def grams(text: str) -> list[str]:
    """Runs of one to three characters within each unbroken stretch; a run of Latin letters or digits is one character."""
    return [gram for run in normalise(text).split() for gram in _run_grams(ASCII_RUN.findall(run))]


@dataclass(frozen=True)
class NamedAge:
    """An age that a text names, and where its words stand."""

    months: float
    start: int
    end: int


def ages_in(text: str) -> list[NamedAge]:
    """The ages a text names, in its order."""
    return [NamedAge(_months(match), match.start(), match.end()) for match in AGE.finditer(text)]


def _run_grams(signs: list[str]) -> list[str]:
    return ["".join(signs[at : at + size]) for size in (1, 2, 3) for at in range(len(signs) - size + 1)]


def _age_sign(match: re.Match[str]) -> str:
    return next((sign for end, sign in STRETCHES if _months(match) < end), OLDER)


def _months(match: re.Match[str]) -> float:
    number, unit = match.groups()
    return _number(number) * (12 if "岁" in unit else 1) + (6 if unit == "岁半" else 0)


def _number(text: str) -> float:
    if text.startswith("十"):
        return 10 + NUMERALS.get(text[1:], 0)
    return NUMERALS[text] if text in NUMERALS else float(text)


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every word with another word for it, longest first, and what each is read as."""
    kept: dict[str, list[str]] = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    meant = {word: word for word in kept} | {variant: word for word, variants in kept.items() for variant in variants}
    return re.compile("|".join(map(re.escape, sorted(meant, key=len, reverse=True)))), meant


@cache
def _segmenter() -> jieba.Tokenizer:
    """jieba with our own words added; the one thing here that is built once and kept."""
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.load_userdict(str(USER_WORDS))
    return segmenter
