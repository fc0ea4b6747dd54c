"""How the signs of likeness become one score and one probability: two small linear models, kept as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

CHANNELS = ("words", "grams", "dense", "whole_words", "whole_grams")  # of the best entry; `whole_` of all its text together
GAPS = tuple(f"{channel}_gap" for channel in CHANNELS)  # distance to the article best in that channel
FEATURES = (*CHANNELS, "dense_top3", "title", *GAPS)
TOPIC = ("topic",)
SIGNS_OF_TRUST = ("score", "lead", *CHANNELS, "known", "length")
FILE = "fusion.json"


@dataclass(frozen=True)
class Linear:
    """A logistic model: one weight a feature, and a bias."""

    weights: tuple[float, ...]
    bias: float

    def logits(self, features: npt.NDArray[np.floating]) -> Floats:
        """[n, features] to [n] log-odds."""
        return np.asarray(features @ np.array(self.weights, np.float32) + np.float32(self.bias), dtype=np.float32)

    def probability(self, features: Sequence[float]) -> float:
        logit = float(np.dot(self.weights, features)) + self.bias
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


@dataclass(frozen=True)
class Weights:
    """`ranking` scores an article for a question; `trust` says how likely the best one is right."""

    ranking: Linear
    trust: Linear


@dataclass(frozen=True)
class Fusion:
    """Weights for use without, and with, the topic probabilities of the intent classifier."""

    plain: Weights
    with_topics: Weights

    @classmethod
    def default(cls) -> "Fusion":
        """Untrained but sensible: the channels weigh alike, a question must share half its substance to be trusted."""
        ranking = (3.0, 4.0, 2.0, 3.0, 4.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
        trust = Linear((0.3, 0.3, 1.0, 3.0, 0.0, 0.0, 2.0, 1.0, 0.0), -3.5)
        return cls(Weights(Linear(ranking, -6.0), trust), Weights(Linear((*ranking, 1.0), -6.0), trust))

    @classmethod
    def load(cls, folder: Path) -> "Fusion":
        """What `save` wrote. Raises ValueError when it was written for other features."""
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if (kept["features"], kept["trust"]) != ([*FEATURES, *TOPIC], [*SIGNS_OF_TRUST]):
            raise ValueError(f"{folder / FILE} was trained by another version; run `advisor train` again")
        return cls(_weights(kept["plain"]), _weights(kept["with_topics"]))

    def save(self, folder: Path) -> None:
        kept = {"features": [*FEATURES, *TOPIC], "trust": SIGNS_OF_TRUST, **asdict(self)}
        (folder / FILE).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _weights(kept: dict[str, dict[str, object]]) -> Weights:
    return Weights(_linear(kept["ranking"]), _linear(kept["trust"]))


def _linear(kept: dict[str, object]) -> Linear:
    weights, bias = kept["weights"], kept["bias"]
    assert isinstance(weights, list) and isinstance(bias, float)
    return Linear(tuple(map(float, weights)), bias)
