"""Wang writes, Chen reviews: from a draft to the parents' phones and back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from small_library import make_article
from sqlalchemy.orm import Session

from knowledge import review
from knowledge.article import ArticleError, dump, parse
from knowledge.review import EditConflict, OwnArticle, ReviewError, Signatory, WrongState
from store import articles as tables
from store import people
from store.base import Base, make_engine

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
TODAY = date(2026, 3, 1)
WANG, CHEN = 1, Signatory(2, "陈审核")
ID = "fever-home"


@pytest.fixture
def session() -> Iterator[Session]:
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[table.__table__ for table in (  # type: ignore[misc]
        people.Staff, tables.ArticleRecord, tables.ArticleVersion, tables.KnowledgeRevision)])  # fmt: skip
    with Session(engine) as session:
        for number, name in ((1, "wang"), (2, "chen")):
            session.add(people.Staff(id=number, username=name, display_name=name, role="editor", password_hash="-", created_at=NOW))
        session.flush()
        yield session


@pytest.fixture
def draft(session: Session) -> str:
    review.save_draft(session, ID, dump(make_article()), WANG, None, now=NOW)
    return ID


def published(session: Session) -> None:
    review.submit(session, ID, now=NOW)
    review.publish(session, ID, CHEN, now=NOW)


def test_a_published_article_carries_the_reviewer_and_is_sent_for_a_year(session: Session, draft: str) -> None:
    published(session)
    (article,) = review.published_articles(session, TODAY)
    assert (article.reviewer, article.reviewed, article.review_due) == ("陈审核", TODAY, date(2027, 3, 1))
    assert article.sendable(date(2027, 3, 1))
    assert review.published_articles(session, date(2027, 3, 2)) == []


def test_nobody_signs_off_her_own_article(session: Session, draft: str) -> None:
    review.submit(session, ID)
    with pytest.raises(OwnArticle):
        review.publish(session, ID, Signatory(WANG, "王"))


def test_a_draft_is_not_published_without_review(session: Session, draft: str) -> None:
    with pytest.raises(WrongState, match="version 1 is draft; this needs in_review"):
        review.publish(session, ID, CHEN)


def test_the_second_of_two_editors_learns_that_she_is_late(session: Session, draft: str) -> None:
    review.save_draft(session, ID, dump(make_article(title="新标题")), WANG, 1)
    with pytest.raises(EditConflict, match="at version 2 now") as error:
        review.save_draft(session, ID, dump(make_article(title="旧标题")), CHEN.id, 1)
    assert error.value.current == 2


def test_parents_keep_the_old_version_while_a_new_one_is_written(session: Session, draft: str) -> None:
    published(session)
    review.save_draft(session, ID, dump(make_article(title="新标题")), WANG, 1, now=NOW)
    assert review.published_articles(session, TODAY)[0].title == make_article().title
    published(session)
    assert review.published_articles(session, TODAY)[0].title == "新标题"
    record = session.get_one(tables.ArticleRecord, ID)
    assert [version.status for version in record.versions] == ["superseded", "published"]


def test_changes_are_asked_for_with_a_reason(session: Session, draft: str) -> None:
    review.submit(session, ID)
    with pytest.raises(ReviewError, match="say what should change"):
        review.request_changes(session, ID, CHEN.id, " ")
    version = review.request_changes(session, ID, CHEN.id, "请补充来源年份")
    assert (version.status, version.review_comment) == ("changes_requested", "请补充来源年份")
    review.submit(session, ID)


def test_an_article_in_review_is_not_changed_under_the_reviewers_eyes(session: Session, draft: str) -> None:
    review.submit(session, ID)
    with pytest.raises(WrongState, match="in review"):
        review.save_draft(session, ID, dump(make_article(title="偷改")), WANG, 1)


def test_an_archived_article_is_no_longer_sent_and_can_come_back(session: Session, draft: str) -> None:
    published(session)
    review.archive(session, ID)
    assert review.published_articles(session, TODAY) == []
    review.save_draft(session, ID, dump(make_article()), WANG, 1)
    published(session)
    assert len(review.published_articles(session, TODAY)) == 1


def test_every_publication_and_archiving_raises_the_revision(session: Session, draft: str) -> None:
    assert review.revision(session) == 0
    published(session)
    review.archive(session, ID)
    assert review.revision(session) == 2


def test_the_seed_comes_in_once(session: Session) -> None:
    seed = [make_article(), make_article("postpartum-wound")]
    assert review.seed_import(session, seed, WANG, CHEN, now=NOW) == 2
    assert review.seed_import(session, seed, WANG, CHEN, now=NOW) == 0
    assert [article.id for article in review.published_articles(session, TODAY)] == ["fever-home", "postpartum-wound"]


def test_an_unsigned_seed_waits_for_review(session: Session) -> None:
    review.seed_import(session, [make_article()], WANG, None)
    assert review.published_articles(session, TODAY) == []
    assert session.get_one(tables.ArticleRecord, ID).status == "in_review"


def test_a_file_that_cannot_be_read_is_not_saved(session: Session) -> None:
    with pytest.raises(ArticleError):
        review.save_draft(session, ID, "---\nid: fever-home\n---\n", WANG, None)
    assert session.get(tables.ArticleRecord, ID) is None


def test_what_was_saved_is_the_file(session: Session, draft: str) -> None:
    version = session.get_one(tables.ArticleRecord, ID).versions[0]
    assert parse(version.content, ID) == make_article()


def test_a_leap_day_review_is_due_on_the_twenty_eighth() -> None:
    assert review.a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)
