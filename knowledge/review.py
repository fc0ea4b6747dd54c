"""From draft to published and back: who may do what with an article version. The caller opens and commits the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from knowledge.article import Article, dump, parse
from store.articles import ArticleRecord, ArticleVersion, KnowledgeRevision
from store.clock import local, system_clock

EDITABLE = ("draft", "changes_requested")


class ReviewError(Exception):
    """The step is not possible; the message says why and what to do instead."""


class ArticleMissing(ReviewError):
    """No article with this id."""


class EditConflict(ReviewError):
    """Someone saved a newer version since this one was opened. `current` is its number."""

    def __init__(self, article_id: str, current: int) -> None:
        super().__init__(f"{article_id} is at version {current} now; reload it and apply your changes again")
        self.current = current


class WrongState(ReviewError):
    """The version is not in a state that allows this step."""


class OwnArticle(ReviewError):
    """A reviewer cannot sign off what she wrote herself."""


@dataclass(frozen=True)
class Signatory:
    """The staff member who signs, and the name that readers see."""

    id: int
    name: str


def save_draft(
    session: Session, article_id: str, content: str, author: int, base_version: int | None, *, now: datetime | None = None, note: str = ""
) -> ArticleVersion:
    """Save the file as the article's current draft. `base_version` is the version number that was opened, None for a new article.

    Raises ArticleError when the content cannot be read, EditConflict when another save came first.
    """
    article = parse(content, article_id)
    if article.id != article_id:
        raise ReviewError(f"the file says id {article.id!r}, but this is {article_id!r}; change the id back")
    record = session.get(ArticleRecord, article_id, with_for_update=True)
    current = _current(session, record) if record else None
    if (current.number if current else None) != base_version:
        raise EditConflict(article_id, current.number if current else 0)
    if current and current.status == "in_review":
        raise WrongState(f"version {current.number} is in review; wait for the review or ask the reviewer to send it back")
    if record is None:
        record = _new_record(session, article, author)
    version = _new_version(session, record, current, content, author, now or system_clock(), note)
    record.topic, record.title = article.topic, article.title
    return version


def submit(session: Session, article_id: str, *, now: datetime | None = None) -> ArticleVersion:
    """Hand the current draft to the reviewers."""
    version = _in_state(session, article_id, *EDITABLE)
    version.submitted_at = now or system_clock()
    return _set_state(version, "in_review")


def request_changes(session: Session, article_id: str, reviewer: int, comment: str, *, now: datetime | None = None) -> ArticleVersion:
    """Send the version under review back to its author, with a reason."""
    if not comment.strip():
        raise ReviewError("say what should change, so that the author can act on it")
    version = _in_state(session, article_id, "in_review")
    version.reviewer_id, version.reviewed_at, version.review_comment = reviewer, now or system_clock(), comment.strip()
    return _set_state(version, "changes_requested")


def publish(
    session: Session,
    article_id: str,
    reviewer: Signatory,
    *,
    review_due: date | None = None,
    now: datetime | None = None,
    comment: str = "",
) -> ArticleVersion:
    """Sign off the version under review and put it in front of parents, for twelve months unless told otherwise.

    Raises OwnArticle when the reviewer wrote the version.
    """
    version = _in_state(session, article_id, "in_review")
    if version.author_id == reviewer.id:
        raise OwnArticle("an article is signed off by someone other than its author; ask a second reviewer")
    now = now or system_clock()
    today = local(now).date()
    due = review_due or a_year_after(today)
    if due <= today:
        raise ReviewError("the review date lies in the past; choose a later one")
    version.content = dump(parse(version.content, article_id).signed(reviewer.name, today, due))
    version.review_comment = comment.strip()
    return _make_live(session, version, reviewer.id, now, due)


def archive(session: Session, article_id: str) -> ArticleRecord:
    """Take the article away from parents; its versions stay."""
    record = _record(session, article_id)
    for version in record.versions:
        if version.status != "superseded":
            version.status = "archived"
    record.status, record.published_version_id = "archived", None
    _raise_revision(session)
    return record


def seed_import(
    session: Session, articles: Sequence[Article], author: int, reviewer: Signatory | None, *, now: datetime | None = None
) -> int:
    """Bring in articles that are not kept yet; with a reviewer they are published at once, else they wait in review. Returns how many."""
    known = set(session.scalars(select(ArticleRecord.id)))
    new = [article for article in articles if article.id not in known]
    for article in new:
        draft = replace(article, status="draft", reviewer=None, reviewed=None, review_due=None)
        save_draft(session, article.id, dump(draft), author, None, now=now, note="seed")
        submit(session, article.id, now=now)
        if reviewer:
            publish(session, article.id, reviewer, now=now)
    return len(new)


def published_articles(session: Session, today: date) -> list[Article]:
    """What parents may be sent today: published and in date, in the order of their ids."""
    versions = (
        select(ArticleRecord.id, ArticleVersion.content)
        .join(ArticleVersion, ArticleVersion.id == ArticleRecord.published_version_id)
        .where(ArticleVersion.review_due >= today)
        .order_by(ArticleRecord.id)
    )
    return [parse(content, article_id) for article_id, content in session.execute(versions)]


def revision(session: Session) -> int:
    """The count of publications and archivings so far; a different number means: build the index again."""
    return session.scalar(select(KnowledgeRevision.number)) or 0


def a_year_after(day: date) -> date:
    """The same day next year; 28 February for 29 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _make_live(session: Session, version: ArticleVersion, reviewer_id: int, now: datetime, due: date) -> ArticleVersion:
    record = version.article
    if record.published_version_id:
        _version(session, record.published_version_id).status = "superseded"
    version.reviewer_id, version.reviewed_at, version.review_due = reviewer_id, now, due
    record.published_version_id = version.id
    _raise_revision(session)
    return _set_state(version, "published")


def _new_record(session: Session, article: Article, author: int) -> ArticleRecord:
    record = ArticleRecord(id=article.id, topic=article.topic, title=article.title, status="draft", author_id=author)
    session.add(record)
    session.flush()
    return record


def _new_version(
    session: Session, record: ArticleRecord, current: ArticleVersion | None, content: str, author: int, now: datetime, note: str
) -> ArticleVersion:
    if current and current.status in EDITABLE:
        current.status = "superseded"
    number = current.number + 1 if current else 1
    version = ArticleVersion(article=record, number=number, content=content, author_id=author, created_at=now, note=note, status="draft")
    session.add(version)
    session.flush()
    record.current_version_id, record.status = version.id, "draft"
    return version


def _record(session: Session, article_id: str) -> ArticleRecord:
    record = session.get(ArticleRecord, article_id)
    if record is None:
        raise ArticleMissing(f"there is no article {article_id!r}")
    return record


def _current(session: Session, record: ArticleRecord) -> ArticleVersion:
    if record.current_version_id is None:
        raise WrongState(f"{record.id} has no version; save a draft first")
    return _version(session, record.current_version_id)


def _version(session: Session, version_id: int) -> ArticleVersion:
    return session.get_one(ArticleVersion, version_id)


def _in_state(session: Session, article_id: str, *states: str) -> ArticleVersion:
    version = _current(session, _record(session, article_id))
    if version.status not in states:
        raise WrongState(f"version {version.number} is {version.status}; this needs {' or '.join(states)}")
    return version


def _set_state(version: ArticleVersion, status: str) -> ArticleVersion:
    version.status = version.article.status = status
    return version


def _raise_revision(session: Session) -> None:
    session.flush()
    raised = update(KnowledgeRevision).values(number=KnowledgeRevision.number + 1).returning(KnowledgeRevision.id)
    if session.execute(raised).first() is None:
        session.add(KnowledgeRevision(id=1, number=1))
        session.flush()
