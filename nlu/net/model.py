"""The net at work: a linear model over character grams, plain NumPy-free arithmetic, well under a millisecond a message."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlu.triage.result import RedFlag, TriageResult

LONGEST_GRAM = 4
WINDOW = 24  # characters: danger buried in a long message is looked for in pieces of about this length
REASONS = 3
CLAUSE = re.compile(r"[,。.!?;:\s，！？；：、~]+")
MIND = re.compile(r"不想活|活着|想死|去死|解脱|遗书|刀|炭|药.{0,4}(吃|吞)完|掐|摔死|跳|控制不住|撑不下去|后事|打我|动手")
MEDICAL_WORDS = (
    "您说的情况可能很紧急，请不要等回复：现在就去最近的医院急诊。如果呼吸困难、嘴唇发紫、抽搐、叫不醒或大量出血，请立刻拨打120。"
    "去医院前先不要喂药、不要催吐。"
)
MIND_WORDS = (
    "听到您这么说，我很担心您和宝宝。请现在就把宝宝放到安全的地方，叫一个人到身边陪您；有伤害自己或宝宝的念头，或者有人伤害您，"
    "请立刻拨打120或110。全国心理援助热线12356，可以随时打。"
)


@dataclass(frozen=True)
class SafetyNet:
    """`weights`: gram to (idf, coefficient). A message at or above `threshold` (a probability) is an emergency."""

    weights: dict[str, tuple[float, float]]
    bias: float
    threshold: float

    def __hash__(self) -> int:
        return hash((self.bias, self.threshold, len(self.weights)))  # so that a net may be part of a cache key

    @classmethod
    def load(cls, path: Path) -> SafetyNet:
        kept = json.loads(gzip.decompress(path.read_bytes()))
        return cls({gram: (idf, weight) for gram, idf, weight in kept["weights"]}, kept["bias"], kept["threshold"])

    def save(self, path: Path) -> None:
        kept = {"bias": self.bias, "threshold": self.threshold, "weights": [[gram, *pair] for gram, pair in self.weights.items()]}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), mtime=0))

    def probability(self, text: str) -> float:
        """How likely the most alarming part of the message is an emergency."""
        return max(self._of(piece) for piece in pieces(text))

    def raise_if_needed(self, text: str, triage: TriageResult) -> TriageResult:
        """The same result, or one that says emergency. A hypothetical or past danger (a caution) is left to the rules."""
        if triage.urgency == "emergency" or triage.caution is not None or triage.ask is not None:
            return triage
        worst = max(pieces(text), key=self._of)
        if self._of(worst) < self.threshold:
            return triage
        return TriageResult.of((*triage.flags, self._flag(worst)), triage.ask, triage.caution)

    def _flag(self, piece: str) -> RedFlag:
        mind = MIND.search(piece) is not None
        return RedFlag(
            id="NET",
            level="A1",
            name=f"可能的紧急情况（{'、'.join(self.reasons(piece))}）",
            instruction=MIND_WORDS if mind else MEDICAL_WORDS,
            source="learnt net over our own emergencies",
            matched=piece,
            path="self_harm" if mind else "medical",
        )

    def reasons(self, piece: str) -> list[str]:
        """The words that spoke most for an emergency, for staff."""
        found = sorted(((idf * weight, gram) for gram, (idf, weight) in self._known(piece).items() if len(gram) > 1), reverse=True)
        kept: list[str] = []
        for value, gram in found:
            if value > 0 and not any(gram in other or other in gram for other in kept):
                kept.append(gram)
        return kept[:REASONS]

    def _of(self, piece: str) -> float:
        known = self._known(piece)
        length = math.sqrt(sum(idf * idf for idf, _ in known.values()))
        score = self.bias + (sum(idf * weight for idf, weight in known.values()) / length if length else 0.0)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))

    def _known(self, piece: str) -> dict[str, tuple[float, float]]:
        return {gram: self.weights[gram] for gram in set(grams(piece)) if gram in self.weights}


def grams(text: str) -> Iterator[str]:
    """All character grams of one to four, blanks and punctuation left out."""
    plain = CLAUSE.sub("", text)
    for size in range(1, LONGEST_GRAM + 1):
        yield from (plain[at : at + size] for at in range(len(plain) - size + 1))


def pieces(text: str) -> list[str]:
    """The whole message, and for long ones each run of clauses of about WINDOW characters."""
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    if len(text) <= WINDOW or len(clauses) < 2:
        return [text]
    return [text, *_runs(clauses)]


def _runs(clauses: list[str]) -> Iterator[str]:
    for start in range(len(clauses)):
        run = ""
        for clause in clauses[start:]:
            run += clause
            if len(run) >= WINDOW:
                break
        yield run
