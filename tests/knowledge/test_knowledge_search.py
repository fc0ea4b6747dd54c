"""Finding the article: by words, by age, and knowing when nothing fits."""

import time

import pytest
from small_library import QUESTIONS, TREE, make_article

from knowledge.article import Article
from knowledge.index import Index, passages
from knowledge.library import read
from knowledge.search import search
from knowledge.words import ages_in, grams, normalise, words


def first(index: Index, question: str, **known: float) -> str:
    return search(index, question, **known).hits[0].article_id  # type: ignore[arg-type]


def test_a_question_that_stands_in_an_article_finds_it_surely(index: Index) -> None:
    result = search(index, "能吃蜂蜜吗？")
    assert result.hits[0].article_id == "feeding_solids-honey" and result.confidence >= 0.98


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("伤口又红又肿", "postpartum-wound"),
        ("小囡起烧了咋整", "fever-home"),
        ("可以给他兑蜂蜜水喝不", "feeding_solids-honey"),
    ],
)
def test_other_words_find_it_too(index: Index, question: str, expected: str) -> None:
    assert first(index, question) == expected


def test_an_article_for_another_age_is_never_returned(index: Index) -> None:
    for months in (0, 8, 20, 60):
        hits = search(index, "夜里总醒怎么办", months=months, k=10).hits
        by_id = {article.id: article for article in index.articles}
        assert all(by_id[hit.article_id].covers(months) for hit in hits)
    assert first(index, "夜里总醒怎么办", months=20) == "sleep-night-waking-toddler"


def test_the_corrected_age_decides_where_the_article_says_so(articles: list[Article]) -> None:
    corrected = [make_article(article.id, corrected_age=article.topic == "sleep") for article in articles]
    index = Index.build(corrected, None)
    assert first(index, "夜里醒", months=13, corrected_months=11) == "sleep-night-waking-infant"
    assert first(index, "夜里醒", months=13) == "sleep-night-waking-toddler"


def test_a_preterm_baby_not_yet_due_gets_what_holds_from_birth() -> None:
    index = Index.build([make_article("feeding_solids-honey", corrected_age=True)], None)
    assert search(index, "能吃蜂蜜吗", months=1, corrected_months=-0.5).hits


def test_the_age_is_asked_for_when_the_answer_depends_on_it(index: Index) -> None:
    assert search(index, "夜里醒").need_age
    assert search(index, "能吃蜂蜜吗").need_age  # its bands answer differently
    assert not search(index, "夜里醒", months=8).need_age
    assert not search(index, "侧切伤口什么时候能洗澡").need_age


def test_how_an_article_fits_the_age_is_told(index: Index) -> None:
    assert search(index, "发烧怎么办").hits[0].age_fit == "unknown"
    assert search(index, "发烧怎么办", months=8).hits[0].age_fit == "fits"
    assert search(index, "刀口红肿流水", months=8).hits[0].age_fit == "any"


def test_topics_of_the_intent_classifier_count(index: Index) -> None:
    plain = search(index, "醒来洗澡", k=5)
    told = search(index, "醒来洗澡", topics={"postpartum": 0.99}, k=5)
    place = [hit.article_id for hit in told.hits].index("postpartum-wound")
    assert place <= [hit.article_id for hit in plain.hits].index("postpartum-wound")


def test_nothing_is_found_for_nothing(index: Index) -> None:
    assert search(index, "？！ ").hits == () and search(Index.build([], None), "发烧").confidence == 0.0


def test_what_no_article_answers_has_little_confidence(index: Index) -> None:
    assert search(index, "明天股市会涨吗").confidence < 0.3


def test_confidence_falls_from_hit_to_hit(index: Index) -> None:
    confidences = [hit.confidence for hit in search(index, "晚上发烧睡不好", k=5).hits]
    assert confidences == sorted(confidences, reverse=True) and len(confidences) == 5


def test_a_rebuilt_index_cuts_only_what_changed(index: Index, articles: list[Article]) -> None:
    changed = [make_article(short_answer="全新的一句回答。") if article.id == "fever-home" else article for article in articles]
    rebuilt = Index.build(changed, None, previous=index)
    fresh = set(rebuilt.cache) - set(index.cache)
    assert len(fresh) == 1 and all(rebuilt.cache[key] is index.cache[key] for key in set(rebuilt.cache) & set(index.cache))


def test_ages_and_synonyms_meet() -> None:
    assert normalise("８个月娃儿拉稀") == normalise("九个月宝宝腹泻")
    assert normalise("两岁") == normalise("2周岁") != normalise("两个月")
    assert [age.months for age in ages_in("三个月到1岁半，十二个月")] == [3, 18, 12]
    assert words("夜奶怎么戒")[0] == "夜奶" and "夜奶" in grams("夜奶")


def test_passages_keep_lines_whole() -> None:
    assert passages("一" * 100 + "\n" + "二" * 100) == ["一" * 100, "二" * 100]
    assert passages("- 一\n\n- 二") == ["- 一\n- 二"]


def test_the_whole_library_is_searched_within_milliseconds() -> None:
    index = Index.build(read(TREE).articles, None)
    asked = [question for questions in QUESTIONS.values() for question in questions]
    spent = []
    for question in asked:
        started = time.perf_counter()
        search(index, question, months=8)
        spent.append(time.perf_counter() - started)
    assert sorted(spent)[len(spent) // 2] < 0.005
