"""The article room: list, edit, check, submit, review, publish."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from advisors.access import SIGNS_ARTICLES, WRITES_ARTICLES
from bot.api.door import NotFound, api, changing, looking, me, problem, signed_in
from bot.api.views import moment, name_of
from bot.webhook import house
from knowledge import review
from knowledge.article import Article, ArticleError, parse
from knowledge.check import Problem, check_text
from knowledge.topics import TOPICS
from store.articles import ArticleRecord, ArticleVersion
from store.clock import local
from store.conversations import DeskEvent
from store.people import AuditEntry

blueprint = api("articles", __name__)
LARGEST = 60_000


class ArticlePath(BaseModel):
    article_id: str


class VersionPath(ArticlePath):
    number: int


class Listing(BaseModel):
    topic: str | None = None
    status: str | None = None
    q: str | None = Field(None, max_length=100)


class Content(BaseModel):
    content: str = Field(max_length=LARGEST)


class Draft(Content):
    base_version: int
    note: str = Field("", max_length=200)


class Signature(BaseModel):
    review_due: date | None = None


class Comment(BaseModel):
    comment: str = Field(min_length=1, max_length=2000)


@blueprint.get("/articles")
@signed_in()
def articles(query: Listing) -> Response:
    wanted = [ArticleRecord.topic == query.topic] if query.topic else []
    wanted += [ArticleRecord.status == query.status] if query.status else []
    wanted += [or_(ArticleRecord.title.contains(query.q), ArticleRecord.id.contains(query.q))] if query.q else []
    with looking() as session:
        records = session.scalars(select(ArticleRecord).where(*wanted).order_by(ArticleRecord.topic, ArticleRecord.id)).all()
        items = [_row(session, record) for record in records]
    return jsonify(items=items, topics=[{"id": key, "name": name} for key, name in TOPICS.items()])


def _row(session: Session, record: ArticleRecord) -> dict[str, Any]:
    current = session.get_one(ArticleVersion, record.current_version_id)
    live = session.get(ArticleVersion, record.published_version_id) if record.published_version_id else None
    today = local(house().clock()).date()
    article = parse(current.content, record.id)
    return {
        "id": record.id,
        "title": record.title,
        "topic": record.topic,
        "topic_name": TOPICS.get(record.topic, record.topic),
        "status": record.status,
        "age_min": article.age_min,
        "age_max": article.age_max,
        "reviewer": article.reviewer if live is None else (name_of(session, live.reviewer_id) or {}).get("name"),
        "reviewed": moment(live.reviewed_at) if live else None,
        "review_due": live.review_due.isoformat() if live and live.review_due else None,
        "overdue": bool(live and live.review_due and live.review_due < today),
        "updated_at": moment(current.created_at),
        "has_unpublished_changes": bool(live and live.id != current.id),
    }


@blueprint.get("/articles/<string:article_id>")
@signed_in()
def article(path: ArticlePath) -> Response:
    with looking() as session:
        return jsonify(_whole(session, path.article_id))


def _whole(session: Session, article_id: str) -> dict[str, Any]:
    record = session.get(ArticleRecord, article_id)
    if record is None:
        raise NotFound
    current = session.get_one(ArticleVersion, record.current_version_id)
    live = session.get(ArticleVersion, record.published_version_id) if record.published_version_id else None
    return {
        **_row(session, record),
        "content": current.content,
        "version": current.number,
        "published_version": live.number if live else None,
        "author": name_of(session, current.author_id),
        "review_comment": current.review_comment,
        "problems": _problems(check_text(current.content, article_id)),
        "preview": _preview(current.content),
        "versions": [_version(session, v) for v in reversed(record.versions)],
        "may": _may(current),
    }


def _version(session: Session, version: ArticleVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "status": version.status,
        "author": name_of(session, version.author_id),
        "reviewer": name_of(session, version.reviewer_id),
        "created_at": moment(version.created_at),
        "note": version.note,
    }


def _may(version: ArticleVersion) -> dict[str, bool]:
    writes, signs = me().role in WRITES_ARTICLES, me().role in SIGNS_ARTICLES
    in_review, editable = version.status == "in_review", version.status in ("draft", "changes_requested")
    return {
        "edit": writes and not in_review,
        "submit": writes and editable,
        "publish": signs and in_review and version.author_id != me().id,
        "request_changes": signs and in_review,
        "archive": signs and version.status != "archived",
    }


def _problems(found: list[Problem]) -> list[dict[str, str]]:
    return [{"rule": p.rule, "message": p.message} for p in found]


def _preview(content: str) -> dict[str, Any] | None:
    try:
        return preview_of(parse(content, "preview"))
    except ArticleError:
        return None


def preview_of(found: Article) -> dict[str, Any]:
    return {
        "title": found.title,
        "short_answer": found.short_answer,
        "bands": [{"min": b.min, "max": b.max, "short_answer": b.short_answer} for b in found.bands],
        "see_doctor": list(found.see_doctor),
        "html": "".join(f"<h2>{s.heading}</h2>{s.html}" for s in found.sections),
        "sources": [f"{s.org}《{s.title.strip('《》')}》{s.year or ''}" for s in found.sources],
    }


@blueprint.get("/articles/<string:article_id>/versions/<int:number>")
@signed_in()
def version(path: VersionPath) -> Response:
    with looking() as session:
        found = session.scalar(
            select(ArticleVersion).where(ArticleVersion.article_id == path.article_id, ArticleVersion.number == path.number)
        )
        if found is None:
            raise NotFound
        return jsonify(number=found.number, content=found.content)


@blueprint.post("/articles")
@signed_in(*WRITES_ARTICLES)
def create(body: Content) -> Response:
    found = parse(body.content, "new")
    with changing() as session:
        review.save_draft(session, found.id, body.content, me().id, None, now=house().clock(), note="新建")
        return _changed(session, found.id, "create")


@blueprint.put("/articles/<string:article_id>")
@signed_in(*WRITES_ARTICLES)
def save(path: ArticlePath, body: Draft) -> Response:
    """Save the file as the current draft; refused when somebody saved a newer version meanwhile."""
    with changing() as session:
        review.save_draft(session, path.article_id, body.content, me().id, body.base_version, now=house().clock(), note=body.note)
        return _changed(session, path.article_id, "save")


@blueprint.post("/articles/<string:article_id>/submit")
@signed_in(*WRITES_ARTICLES)
def submit(path: ArticlePath) -> Response:
    """Hand it to the reviewers; an article that breaks a rule of the format or a safety don't cannot be handed in."""
    with changing() as session:
        record = session.get(ArticleRecord, path.article_id)
        if record is None:
            raise NotFound
        found = check_text(session.get_one(ArticleVersion, record.current_version_id).content, path.article_id)
        if found:
            return problem(422, "article", "文章还有问题没有改好，不能提交", problems=_problems(found))
        review.submit(session, path.article_id, now=house().clock())
        return _changed(session, path.article_id, "submit")


@blueprint.post("/articles/<string:article_id>/publish")
@signed_in(*SIGNS_ARTICLES)
def publish(path: ArticlePath, body: Signature) -> Response:
    """Sign off what another wrote; every web process answers with it within seconds."""
    with changing() as session:
        review.publish(
            session, path.article_id, review.Signatory(me().id, me().display_name), review_due=body.review_due, now=house().clock()
        )
        return _changed(session, path.article_id, "publish")


@blueprint.post("/articles/<string:article_id>/request-changes")
@signed_in(*SIGNS_ARTICLES)
def request_changes(path: ArticlePath, body: Comment) -> Response:
    with changing() as session:
        review.request_changes(session, path.article_id, me().id, body.comment, now=house().clock())
        return _changed(session, path.article_id, "request_changes")


@blueprint.post("/articles/<string:article_id>/archive")
@signed_in(*SIGNS_ARTICLES)
def archive(path: ArticlePath) -> Response:
    with changing() as session:
        review.archive(session, path.article_id)
        return _changed(session, path.article_id, "archive")


def _changed(session: Session, article_id: str, action: str) -> Response:
    """What every change ends with: the audit entry, the event for open browsers, the new state."""
    now = house().clock()
    session.add(AuditEntry(staff_id=me().id, action=f"article_{action}", subject=article_id, at=now))
    session.add(DeskEvent(kind="article", staff_id=None, payload={"article_id": article_id, "action": action}, at=now))
    session.flush()
    return jsonify(_whole(session, article_id))


@blueprint.post("/articles/check")
@signed_in()
def check(body: Content) -> Response:
    """What is wrong with this text, and how it would look; nothing is saved."""
    return jsonify(problems=_problems(check_text(body.content, "preview")), preview=_preview(body.content))
