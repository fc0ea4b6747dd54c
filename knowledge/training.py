"""Everything that is learnt from the articles: encoder, fusion weights, calibration; and how good they are."""

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from knowledge.article import Article
from knowledge.calibration import calibration_error, fit, plot
from knowledge.encoder import Encoder, train
from knowledge.fusion import CHANNELS, FILE, Floats, Fusion, Linear, Weights
from knowledge.index import Index
from knowledge.pairs import pairs, texts
from knowledge.search import search, trust_features
from knowledge.trials import Asked, Trial, orphaned, trials

HELD_OUT = 5  # every fifth question of an article is held out to fit the ranking
RIVALS = 15  # articles a question is told apart from while the ranking is fitted
OUTSIDE_WEIGHT = 0.3  # how many questions out of scope parents ask, for each one in scope
ORPHAN_WEIGHT = 0.2  # and how many in scope that no article answers
THRESHOLD = 0.5  # confidence at which the figures count a question as answered

Progress = Callable[[str], None]


def train_all(
    articles: Sequence[Article], asked: Sequence[Asked], out_of_scope: Sequence[str], out_dir: Path, progress: Progress
) -> dict[str, float]:
    """Learn and measure; writes encoder/, fusion.json, metrics.json and reliability.png to `out_dir`. Returns the figures.

    The encoder learns from the articles; the calibration from `asked`, questions that no article holds; the ranking from these and
    from a fifth of the articles' own questions, which are put to an index that has never seen them.
    """
    started = time.perf_counter()
    out_dir.mkdir(parents=True, exist_ok=True)
    progress(f"training the encoder on {len(articles)} articles")
    encoder = train(pairs(articles), out_dir / "encoder", texts=texts(articles))
    progress(f"asking {len(asked)} calibration questions")
    with threadpool_limits(1):  # small matrices: see encoder
        done = trials(Index.build(articles, encoder), asked, out_of_scope)
    done += [orphaned(trial) for trial in done if trial.truth is not None]
    progress("trying a fifth of the articles' questions on an index without them")
    unseen = _unseen(articles, out_of_scope)
    progress("fitting fusion weights and calibration")
    fusion = Fusion(_fit(done, unseen, with_topics=False), _fit(done, unseen, with_topics=True))
    fusion.save(out_dir)
    figures = _figures(done, fusion, out_dir) | _speed(articles, encoder, fusion) | {"seconds": time.perf_counter() - started}
    (out_dir / "metrics.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def load_model(folder: Path) -> tuple[Encoder | None, Fusion]:
    """What `train_all` wrote; (None, default weights) when nothing has been trained yet."""
    if not (folder / FILE).exists():
        return None, Fusion.default()
    return Encoder.load(folder / "encoder"), Fusion.load(folder)


def _unseen(articles: Sequence[Article], out_of_scope: Sequence[str]) -> list[Trial]:
    """Trials of every fifth question of each article, with encoder and index made from the other four."""
    held = [Asked(question, article.id) for article in articles for question in article.questions[::HELD_OUT]]
    kept = [replace(article, questions=_without_held(article.questions)) for article in articles]
    with tempfile.TemporaryDirectory(prefix="knowledge-unseen-") as folder, threadpool_limits(1):
        encoder = train(pairs(kept), Path(folder) / "encoder", texts=texts(kept))
        done = trials(Index.build(kept, encoder), held, out_of_scope)
    return [trial for trial in done if trial.truth is not None]


def _without_held(questions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(question for at, question in enumerate(questions) if at % HELD_OUT)


def _fit(done: Sequence[Trial], unseen: Sequence[Trial], *, with_topics: bool) -> Weights:
    features, right = _contests([*(trial for trial in done if trial.truth is not None), *unseen], with_topics)
    ranking = fit(features, right)
    return Weights(ranking, fit(_trust(done, ranking, with_topics), _is_right(done, ranking, with_topics), _case_weights(done)))


def _contests(done: Sequence[Trial], with_topics: bool) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The right article and its closest rivals among those of the child's age, for every question."""
    rows, right = [], []
    for trial in done:
        features = _features(trial, with_topics)
        rivals = np.argsort(-features[:, : len(CHANNELS)].sum(axis=1))[:RIVALS]
        chosen = [trial.truth, *(at for at in rivals if at != trial.truth and trial.suits[at])]
        rows.append(features[chosen])
        right += [True] + [False] * (len(chosen) - 1)
    return np.concatenate(rows), np.array(right)


def _features(trial: Trial, with_topics: bool) -> Floats:
    features = trial.likeness.features
    return np.column_stack([features, trial.topics]) if with_topics else features


def _order(trial: Trial, ranking: Linear, with_topics: bool) -> tuple[Floats, list[int]]:
    scores = ranking.logits(_features(trial, with_topics))
    suiting = np.where(trial.suits, scores, -np.inf)
    return scores, [int(at) for at in np.argsort(-suiting, kind="stable")[:3] if trial.suits[at]]


def _trust(done: Sequence[Trial], ranking: Linear, with_topics: bool) -> npt.NDArray[np.float64]:
    return np.array([trust_features(trial.likeness, *_order(trial, ranking, with_topics), trial.question) for trial in done])


def _is_right(done: Sequence[Trial], ranking: Linear, with_topics: bool) -> npt.NDArray[np.bool_]:
    return np.array([_order(trial, ranking, with_topics)[1][:1] == [trial.truth] for trial in done])


def _case_weights(done: Sequence[Trial]) -> npt.NDArray[np.float64]:
    """Each kind of question weighs as much as parents ask it, however many examples of it there are."""
    kinds = np.array([_kind(trial) for trial in done])
    inside = max(1, int((kinds == 0).sum()))
    total = (inside, OUTSIDE_WEIGHT * inside, ORPHAN_WEIGHT * inside)
    return np.array([total[kind] / (kinds == kind).sum() for kind in kinds])


def _kind(trial: Trial) -> int:
    """0 answerable, 1 out of scope, 2 orphan."""
    return 2 if trial.orphan else int(trial.truth is None)


def _figures(done: Sequence[Trial], fusion: Fusion, out_dir: Path) -> dict[str, float]:
    plain = _measure(done, fusion.plain, with_topics=False, picture=out_dir / "reliability.png")
    topical = _measure(done, fusion.with_topics, with_topics=True, picture=out_dir / "reliability_with_topics.png")
    return plain | {f"{name}_with_topics": value for name, value in topical.items()}


def _measure(done: Sequence[Trial], weights: Weights, *, with_topics: bool, picture: Path) -> dict[str, float]:
    kinds, case_weights = np.array([_kind(trial) for trial in done]), _case_weights(done)
    right = _is_right(done, weights.ranking, with_topics)
    # Fitted on the other half of the cases each, so that the figures are of strangers too.
    sure = _crossed(_trust(done, weights.ranking, with_topics), right, case_weights)
    plot(sure, right, case_weights, picture)
    inside, answered = kinds == 0, sure >= THRESHOLD
    return {
        "questions": float(inside.sum()),
        "hit1": float(right[inside].mean()),
        "hit3": float(
            np.mean([trial.truth in _order(trial, weights.ranking, with_topics)[1] for trial in done if trial.truth is not None])
        ),
        "answered": float(answered[inside].mean()),
        "right_when_answered": float(right[inside & answered].mean()) if (inside & answered).any() else 0.0,
        "calibration_error": calibration_error(sure, right, case_weights),
        **_outside_figures(sure, kinds, answered),
    }


def _outside_figures(sure: npt.NDArray[np.float64], kinds: npt.NDArray[np.int64], answered: npt.NDArray[np.bool_]) -> dict[str, float]:
    orphans = {"orphans_answered": float(answered[kinds == 2].mean())}
    if not (kinds == 1).any():
        return orphans
    told_apart = kinds != 2
    auc = roc_auc_score(kinds[told_apart] == 0, sure[told_apart])
    return orphans | {"out_of_scope_auc": float(auc), "out_of_scope_answered": float(answered[kinds == 1].mean())}


def _crossed(features: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Probabilities from a model fitted on the other half of the cases."""
    sure = np.zeros(len(right))
    even = np.arange(len(right)) % 2 == 0
    for half in (even, ~even):
        model = fit(features[~half], right[~half], weight[~half])
        sure[half] = [model.probability(row) for row in features[half]]
    return sure


def _speed(articles: Sequence[Article], encoder: Encoder, fusion: Fusion) -> dict[str, float]:
    index = Index.build(articles, encoder, fusion=fusion)
    asked = [article.questions[-1] for article in articles][:200]
    started = time.perf_counter()
    for question in asked:
        search(index, question, months=8)
    return {"entries": float(len(index.entries)), "ms_per_search": 1000 * (time.perf_counter() - started) / len(asked)}
