"""Learning everything from a small library: files, figures, and the promise that no question is scored by an index that holds it."""

import json
from pathlib import Path

import pytest

from knowledge import training
from knowledge.article import Article
from knowledge.fusion import Fusion
from knowledge.index import Index
from knowledge.search import search
from knowledge.training import load_model, train_all
from knowledge.trials import trials

OUTSIDE = ["今天股市怎么样", "帮我写个离婚协议", "附近哪里修手机", "明天会下雨吗", "推荐一部电影"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> tuple[Path, dict[str, float], list[str]]:
    folder, said = tmp_path_factory.mktemp("model"), list[str]()
    return folder, train_all(articles, OUTSIDE, folder, said.append), said


def test_it_writes_what_the_search_needs(trained: tuple[Path, dict[str, float], list[str]], articles: list[Article]) -> None:
    folder, figures, said = trained
    encoder, fusion = load_model(folder)
    assert encoder is not None and fusion == Fusion.load(folder)
    assert search(Index.build(articles, encoder, fusion=fusion), "能吃蜂蜜吗").hits[0].article_id == "feeding_solids-honey"
    assert (folder / "reliability.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((folder / "metrics.json").read_text()) == figures
    assert len(said) > training.FOLDS


def test_its_figures_are_shares(trained: tuple[Path, dict[str, float], list[str]]) -> None:
    _, figures, _ = trained
    assert {"hit1", "hit3", "hit1_with_topics", "out_of_scope_auc", "calibration_error", "ms_per_search"} <= set(figures)
    assert all(0 <= figures[name] <= 1 for name in ("hit1", "hit3", "answered", "out_of_scope_auc"))
    assert figures["hit3"] >= figures["hit1"]


def test_every_question_is_held_out_exactly_once(tmp_path: Path, articles: list[Article]) -> None:
    done = [trial for fold in trials(articles, OUTSIDE, 2, tmp_path) for trial in fold]
    asked = sorted(trial.question for trial in done)
    assert asked == sorted([*OUTSIDE, *(question for article in articles for question in article.questions)])
    assert all(trial.likeness.features[:, 0].max() < 1 for trial in done)


def test_without_a_model_the_default_weights_serve(tmp_path: Path) -> None:
    assert load_model(tmp_path) == (None, Fusion.default())
