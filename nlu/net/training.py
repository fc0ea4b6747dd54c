"""Training the net on our own emergencies and near-misses, and choosing its threshold by the false alarms it may cost."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlu.net.model import SafetyNet, grams
from nlu.normalize import normalize

FOLDER = Path(__file__).parent
ALLOWED_ALARMS = 0.006  # share of ordinary messages the net may alarm on, beyond what the rules do
HELD_OUT = 5
EMERGENCY, ORDINARY = "emergency", "ordinary"


def read_examples(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """(label, text) of every TSV in the folder. Raises ValueError naming file and line of a bad one."""
    found: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.tsv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
                if row == ["label", "text"]:
                    continue
                if len(row) != 2 or row[0] not in (EMERGENCY, ORDINARY):
                    raise ValueError(f"{file.name}, line {number}: expected emergency or ordinary, a tab and the text")
                found.append((row[0], row[1]))
    return found


def train(examples: Sequence[tuple[str, str]], ordinary: Sequence[str]) -> tuple[SafetyNet, dict[str, float]]:
    """A net and its held-out figures. `ordinary`: everyday questions (of the articles, of the utterances), weighed lightly.

    The threshold is the lowest at which, on a held-out fifth, at most ALLOWED_ALARMS of the everyday questions alarm.
    """
    rows = [(normalize(text).text, label == EMERGENCY, 1.0) for label, text in examples]
    rows += [(normalize(text).text, False, 0.5) for text in ordinary]
    part = np.arange(len(rows)) % HELD_OUT == 0
    probe = _fit([row for row, out in zip(rows, part, strict=True) if not out], 1.0)
    held = [row for row, out in zip(rows, part, strict=True) if out]
    threshold = _threshold(probe, [text for text, _, weight in held if weight < 1])
    return _fit(rows, threshold), _figures(probe, held, threshold)


def _fit(rows: Sequence[tuple[str, bool, float]], threshold: float) -> SafetyNet:
    vectorizer = TfidfVectorizer(analyzer=lambda text: list(grams(text)), binary=True, min_df=2)
    features = vectorizer.fit_transform([text for text, _, _ in rows])
    model = LogisticRegression(C=20.0, max_iter=300, class_weight="balanced")
    model.fit(features, [label for _, label, _ in rows], sample_weight=[weight for _, _, weight in rows])
    weights = {
        gram: (round(float(vectorizer.idf_[at]), 4), round(float(model.coef_[0][at]), 4))
        for gram, at in vectorizer.vocabulary_.items()
    }  # fmt: skip
    return SafetyNet(weights, float(model.intercept_[0]), threshold)


def _threshold(net: SafetyNet, everyday: Sequence[str]) -> float:
    alarms = sorted((net.probability(text) for text in everyday), reverse=True)
    allowed = int(len(alarms) * ALLOWED_ALARMS)
    return min(max(alarms[allowed] + 1e-6 if alarms else 0.5, 0.5), 0.999)


def _figures(net: SafetyNet, held: Sequence[tuple[str, bool, float]], threshold: float) -> dict[str, float]:
    def share(chosen: list[str]) -> float:
        return sum(net.probability(text) >= threshold for text in chosen) / max(1, len(chosen))

    return {
        "net_threshold": threshold,
        "net_recall_alone": share([text for text, label, _ in held if label]),
        "net_alarms_near_misses": share([text for text, label, weight in held if not label and weight == 1]),
        "net_alarms_everyday": share([text for text, _, weight in held if weight < 1]),
    }
