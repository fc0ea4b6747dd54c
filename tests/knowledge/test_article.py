"""The file format: what is read, what is refused, and what holds at which age."""

from datetime import date
from pathlib import Path

import pytest
from small_library import TREE, make_article

from knowledge.article import AgeBand, ArticleError, Section, dump, parse
from knowledge.library import load, read, write


def test_a_file_read_and_written_says_the_same() -> None:
    article = make_article(bands=(AgeBand(3, 5, "先看医生。"),), corrected_age=True).signed("审核人", date(2026, 1, 2), date(2027, 1, 2))
    assert parse(dump(article), "x.md") == article


def test_every_article_of_the_tree_survives_the_round_trip() -> None:
    assert all(parse(dump(article), article.id) == article for article in read(TREE).articles)


def test_all_faults_of_a_file_are_named_at_once_with_field_and_remedy() -> None:
    text = dump(make_article()).replace("topic: fever", "topic: feverish").replace("evidence: 国家指南\n", "colour: red\n")
    with pytest.raises(ArticleError) as error:
        parse("---" + text.split("---")[1] + "---\n没有标题的正文", "fever/fever-home.md")
    said = "\n".join(error.value.problems)
    for expected in (
        "topic: unknown topic 'feverish'",
        "evidence: Field required; add it",
        "colour:",
        "no section",
        "before the first heading",
    ):
        assert expected in said
    assert all(line.startswith("fever/fever-home.md: ") for line in error.value.problems)


def test_broken_yaml_is_told_with_its_line() -> None:
    with pytest.raises(ArticleError, match=r"x.md: front matter: not valid YAML, line \d+"):
        parse("---\nid: a\ntitle: b: c\n---\n## 标题\n\n字", "x.md")


def test_ages_are_completed_months_with_both_ends_inside() -> None:
    article = make_article(age_min=4, age_max=11)
    assert [article.covers(months) for months in (3.9, 4.0, 11.9, 12.0, None)] == [False, True, True, False, True]


def test_an_article_about_the_mother_holds_at_every_age() -> None:
    assert make_article("postpartum-wound").covers(0.2) and make_article("postpartum-wound").covers(40)


def test_a_band_answers_for_its_own_months_only() -> None:
    article = make_article(bands=(AgeBand(3, 5, "先看医生。"),))
    assert article.answer_for(5.9) == "先看医生。"
    assert article.answer_for(6) == article.answer_for(None) == article.short_answer


def test_only_signed_and_in_date_articles_are_sent() -> None:
    signed = make_article().signed("审核人", date(2026, 1, 2), date(2027, 1, 2))
    assert signed.sendable(date(2027, 1, 2))
    assert not signed.sendable(date(2027, 1, 3))
    assert not make_article(status="published").sendable(date(2026, 1, 2))


def test_html_in_an_article_is_shown_and_not_run() -> None:
    html = Section("先知道", "- 一\n\n<script>alert(1)</script>").html
    assert "<li>" in html and "<script>" not in html


def test_a_folder_is_written_and_read_back(tmp_path: Path) -> None:
    write([make_article()], tmp_path)
    assert load(tmp_path) == [make_article()]


def test_a_file_under_another_name_than_its_id_is_refused(tmp_path: Path) -> None:
    write([make_article()], tmp_path)
    (tmp_path / "fever" / "fever-home.md").rename(tmp_path / "fever" / "other.md")
    with pytest.raises(ArticleError, match="must be fever/fever-home.md"):
        load(tmp_path)
