"""Fitting the linear models, and seeing whether their probabilities keep their word."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from sklearn.linear_model import LogisticRegression

from knowledge.fusion import Linear

Array = npt.NDArray[np.floating]

BINS = 10


def fit(features: Array, right: npt.NDArray[np.bool_], weight: Array | None = None) -> Linear:
    """A logistic model of `right` ([n]) given features ([n, m])."""
    model = LogisticRegression(C=10.0, max_iter=2000)
    model.fit(features, right, sample_weight=weight)
    return Linear(tuple(float(value) for value in model.coef_[0]), float(model.intercept_[0]))


def bins(probabilities: Array, right: npt.NDArray[np.bool_], weight: Array) -> list[tuple[float, float, float]]:
    """(mean probability, share right, share of the weight) of each tenth that has cases."""
    places = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    filled = [places == place for place in range(BINS) if np.any(places == place)]
    return [
        (
            float(np.average(probabilities[chosen], weights=weight[chosen])),
            float(np.average(right[chosen], weights=weight[chosen])),
            float(weight[chosen].sum() / weight.sum()),
        )
        for chosen in filled
    ]


def calibration_error(probabilities: Array, right: npt.NDArray[np.bool_], weight: Array) -> float:
    """Expected calibration error: how far promise and outcome lie apart, on average."""
    return sum(share * abs(promised - kept) for promised, kept, share in bins(probabilities, right, weight))


def plot(probabilities: Array, right: npt.NDArray[np.bool_], weight: Array, path: Path) -> None:
    """The reliability diagram as a PNG."""
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    promised, kept, share = zip(*bins(probabilities, right, weight), strict=True)
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1, label="perfect")
    axes.plot(promised, kept, marker="o", label="held-out questions")
    axes.bar(promised, share, width=0.05, alpha=0.3, label="share of cases")
    axes.set(xlabel="promised confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1), title="Knowledge search: reliability")
    axes.legend(loc="upper left")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
