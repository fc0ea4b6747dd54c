"""Our own static model: trained, saved, loaded without PyTorch, and the same as sentence-transformers computes it."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.article import Article
from knowledge.encoder import Encoder, spell, train
from knowledge.index import Index
from knowledge.pairs import pairs, texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, articles: list[Article]) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    train(pairs(articles), folder, dimensions=32, epochs=8, texts=texts(articles))
    return folder


def test_vectors_have_length_one(folder: Path) -> None:
    vectors = Encoder.load(folder).encode(["夜里醒", "发烧怎么办"])
    assert vectors.shape == (2, 32) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_and_unknown_signs_do_not_hurt(folder: Path) -> None:
    encoder = Encoder.load(folder)
    assert encoder.encode([]).shape[0] == 0
    assert np.isfinite(encoder.encode(["", "龘靐"])).all()


def test_it_computes_what_sentence_transformers_computes(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), device="cpu").encode([spell("发烧怎么办")], normalize_embeddings=True)
    assert np.allclose(Encoder.load(folder).encode(["发烧怎么办"]), theirs, atol=1e-5)


def test_the_same_texts_train_the_same_model(folder: Path, tmp_path: Path, articles: list[Article]) -> None:
    again = train(pairs(articles), tmp_path, dimensions=32, epochs=8, texts=texts(articles))
    assert np.allclose(again.encode(["发烧怎么办"]), Encoder.load(folder).encode(["发烧怎么办"]), atol=1e-4)


def test_texts_of_one_article_lie_closer_than_those_of_two(folder: Path) -> None:
    fever, hot, wound = Encoder.load(folder).encode(["发烧怎么办", "体温38.5吃不吃退烧药", "刀口红肿流水"])
    assert fever @ hot > fever @ wound


def test_an_index_with_vectors_uses_the_cache_of_the_previous_one(folder: Path, articles: list[Article]) -> None:
    encoder = Encoder.load(folder)
    before = Index.build(articles, encoder)
    after = Index.build(articles[:3], encoder, previous=before)
    assert after.vectors is not None and set(after.cache) < set(before.cache)
