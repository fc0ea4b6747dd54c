"""The small library as fixtures."""

import pytest
from small_library import QUESTIONS, make_article

from knowledge.article import AgeBand, Article
from knowledge.index import Index


@pytest.fixture(scope="session")
def articles() -> list[Article]:
    band = AgeBand(12, 23, "满1岁可以少量尝一尝蜂蜜。")
    return [make_article(name, bands=(band,) if name == "feeding_solids-honey" else ()) for name in QUESTIONS]


@pytest.fixture(scope="session")
def index(articles: list[Article]) -> Index:
    return Index.build(articles, None)
