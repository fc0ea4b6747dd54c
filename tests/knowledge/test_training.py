"""Learning everything from a small library: files, figures, and the promise that no question is scored by an index that holds it."""

import json
from pathlib import Path

import pytest

from knowledge.article import Article
from knowledge.fusion import Fusion
from knowledge.index import Index
from knowledge.search import search
from knowledge.training import load_model, train_all
from knowledge.trials import Asked, read_asked, trials

ASKED = [
    Asked("半夜醒好几趟咋办", "sleep-night-waking-infant", 8),
    Asked("两岁半夜哭着找妈妈", "sleep-night-waking-toddler", 24),
    Asked("蜂蜜能不能给娃吃", "feeding_solids-honey"),
    Asked("发热39度怎么护理", "fever-home", 30),
    Asked("剖腹产刀口痒要紧吗", "postpartum-wound"),
    Asked("奶奶要喂蜂蜜水", "feeding_solids-honey", 7),
    Asked("股票该不该卖", None),
    Asked("手机屏幕碎了", None),
]
OUTSIDE = ["今天股市怎么样", "帮我写个离婚协议", "附近哪里修手机", "明天会下雨吗", "推荐一部电影"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> tuple[Path, dict[str, float], list[str]]:
    folder, said = tmp_path_factory.mktemp("model"), list[str]()
    return folder, train_all(articles, ASKED, OUTSIDE, folder, said.append), said


def test_it_writes_what_the_search_needs(trained: tuple[Path, dict[str, float], list[str]], articles: list[Article]) -> None:
    folder, figures, said = trained
    encoder, fusion = load_model(folder)
    assert encoder is not None and fusion == Fusion.load(folder)
    assert search(Index.build(articles, encoder, fusion=fusion), "能吃蜂蜜吗").hits[0].article_id == "feeding_solids-honey"
    assert (folder / "reliability.png").read_bytes().startswith(b"\x89PNG")
    assert json.loads((folder / "metrics.json").read_text()) == figures
    assert len(said) == 4


def test_its_figures_are_shares(trained: tuple[Path, dict[str, float], list[str]]) -> None:
    _, figures, _ = trained
    assert {"hit1", "hit3", "hit1_with_topics", "out_of_scope_auc", "calibration_error", "ms_per_search"} <= set(figures)
    assert all(0 <= figures[name] <= 1 for name in ("hit1", "hit3", "answered", "out_of_scope_auc"))
    assert figures["hit3"] >= figures["hit1"]


def test_questions_of_articles_that_are_gone_are_left_out(articles: list[Article]) -> None:
    done = trials(Index.build(articles, None), [*ASKED, Asked("旧文章的问题", "sleep-archived")], OUTSIDE)
    assert sorted(trial.question for trial in done) == sorted([*(a.text for a in ASKED), *OUTSIDE[1::2]])


def test_a_known_age_excludes_the_articles_of_other_ages(articles: list[Article]) -> None:
    trial = trials(Index.build(articles, None), [Asked("夜里总醒", "sleep-night-waking-infant", 8)], OUTSIDE)[0]
    assert [article.id for article, suits in zip(articles, trial.suits, strict=True) if not suits] == ["sleep-night-waking-toddler"]


def test_a_bad_line_of_the_calibration_set_is_named(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text('{"text": "a", "article": null}\n{"text": 1, "artikle": "x"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 2"):
        read_asked(file)


def test_without_a_model_the_default_weights_serve(tmp_path: Path) -> None:
    assert load_model(tmp_path) == (None, Fusion.default())
