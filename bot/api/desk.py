"""The desk: conversations, replies, sending an article, closing."""

from __future__ import annotations

from typing import Any, Literal

from flask import Response, jsonify, send_file
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from advisors import access, desk
from bot.api import views
from bot.api.door import NotFound, api, changing, looking, me, problem, signed_in
from bot.webhook import house
from knowledge.search import search
from store.clock import local
from store.conversations import Conversation
from store.families import Customer
from store.messages import InboundRecord
from store.outbox import OutboxMessage, Part
from store.people import AuditEntry

blueprint = api("desk", __name__)
LISTED = 200


class ConversationPath(BaseModel):
    conversation_id: int


class Filter(BaseModel):
    filter: Literal["mine", "waiting", "urgent", "closed", "all"] = "mine"


class ReplyBody(BaseModel):
    text: str = Field(max_length=20000)
    client_id: str | None = Field(None, max_length=64)


class ArticleBody(BaseModel):
    article_id: str = Field(max_length=80)


class CloseBody(BaseModel):
    ask_satisfaction: bool = True


class SearchQuery(BaseModel):
    q: str = Field(max_length=500)
    months: float | None = Field(None, ge=0, le=216)


@blueprint.get("/conversations")
@signed_in(*access.AT_DESK)
def conversations(query: Filter) -> Response:
    with looking() as session:
        found = session.scalars(select(Conversation).where(*_matching(query.filter)).order_by(Conversation.id.desc()).limit(LISTED)).all()
        today = local(house().clock()).date()
        items = [views.conversation_view(session, c, today) for c in found if access.may_see(session, me(), c)]
    order = {"emergency": 0, "same_day": 1, "routine": 2}
    return jsonify(items=sorted(items, key=lambda item: (order[item["urgency"]], item["state"] != "waiting", item["last_at"] or "")))


def _matching(name: str) -> list[ColumnElement[bool]]:
    is_open = Conversation.state != "closed"
    mine = or_(Conversation.assigned_id == me().id, Conversation.owner_id == me().id)
    by_filter: dict[str, list[ColumnElement[bool]]] = {
        "mine": [is_open, mine],
        "waiting": [Conversation.state == "waiting"],
        "urgent": [is_open, Conversation.urgency != "routine"],
        "closed": [Conversation.state == "closed"],
        "all": [is_open],
    }
    return by_filter[name]


@blueprint.get("/conversations/<int:conversation_id>")
@signed_in(*access.AT_DESK)
def conversation(path: ConversationPath) -> Response:
    with looking() as session:
        return jsonify(_whole(session, access.visible(session, me(), path.conversation_id)))


def _whole(session: Session, found: Conversation) -> dict[str, Any]:
    here, now = house(), house().clock()
    customer = session.get_one(Customer, found.customer_id)
    return {
        **views.conversation_view(session, found, local(now).date()),
        "card": views.card_view(session, found),
        "thread": views.thread(session, customer.id),
        "quota": views.quota_view(session, customer.id, now, here.settings.platform),
        "family": views.customer_view(session, customer, now),
    }


@blueprint.post("/conversations/<int:conversation_id>/take")
@signed_in(*access.AT_DESK)
def take(path: ConversationPath) -> Response:
    with changing() as session:
        found = access.visible(session, me(), path.conversation_id)
        desk.take(session, found, me(), house().clock())
        _audit(session, "take", found)
        answer = jsonify(_whole(session, found))
    house().wake_desks()
    return answer


@blueprint.post("/conversations/<int:conversation_id>/reply")
@signed_in(*access.AT_DESK)
def reply(path: ConversationPath, body: ReplyBody) -> Response:
    """Send a message. Beyond quota or window it is kept for her next contact, and the answer says so."""
    with changing() as session:
        found = access.visible(session, me(), path.conversation_id)
        rows = desk.say(session, found, me(), body.text, house().clock())
        ids, customer_id = _fit(session, rows), found.customer_id
    return _sent(customer_id, ids)


@blueprint.post("/conversations/<int:conversation_id>/send-article")
@signed_in(*access.AT_DESK)
def send_article(path: ConversationPath, body: ArticleBody) -> Response:
    here = house()
    article = here.published.edition.articles.get(body.article_id)
    if article is None:
        raise NotFound
    card = Part("news", {"title": article.title, "description": article.short_answer[:100], "url": here.links.article(article.id, 0)})
    with changing() as session:
        found = access.visible(session, me(), path.conversation_id)
        rows = desk.reply(session, found, me(), [card], here.clock())
        ids, customer_id = [row.id for row in rows], found.customer_id
    return _sent(customer_id, ids)


def _fit(session: Session, rows: list[OutboxMessage]) -> list[int]:
    """Split an advisor's long text to the platform's size."""
    first = rows[0]
    pieces = house().delivery.fit([Part(first.kind, first.content)])
    first.content = pieces[0].content
    more = [
        OutboxMessage(
            customer_id=first.customer_id,
            conversation_id=first.conversation_id,
            author=first.author,
            staff_id=first.staff_id,
            kind=piece.kind,
            content=piece.content,
            state="pending",
            attempts=0,
            created_at=first.created_at,
        )
        for piece in pieces[1:]
    ]
    session.add_all(more)
    session.flush()
    return [first.id, *(row.id for row in more)]


def _sent(customer_id: int, ids: list[int]) -> Response:
    """Send now, in this request: the advisor sees at once whether it left or had to be kept."""
    here = house()
    here.delivery.run(customer_id)
    here.wake_desks()
    with looking() as session:
        rows = [session.get_one(OutboxMessage, i) for i in ids]
        items = [views.outgoing_item(session, row, {}) for row in rows]
        return jsonify(item=items[0], items=items, quota=views.quota_view(session, customer_id, here.clock(), here.settings.platform))


@blueprint.post("/conversations/<int:conversation_id>/read")
@signed_in(*access.AT_DESK)
def read(path: ConversationPath) -> Response:
    with changing() as session:
        desk.mark_read(access.visible(session, me(), path.conversation_id))
    return jsonify({})


@blueprint.post("/conversations/<int:conversation_id>/close")
@signed_in(*access.AT_DESK)
def close(path: ConversationPath, body: CloseBody) -> Response:
    here = house()
    with changing() as session:
        found = access.visible(session, me(), path.conversation_id)
        desk.close(session, found, me(), here.clock(), ask=body.ask_satisfaction)
        _audit(session, "close", found)
        answer, customer_id = jsonify(views.conversation_view(session, found, local(here.clock()).date())), found.customer_id
    here.deliver(customer_id)
    here.wake_desks()
    return answer


@blueprint.get("/knowledge/search")
@signed_in()
def knowledge_search(query: SearchQuery) -> Response:
    edition = house().published.edition
    result = search(edition.index, query.q, months=query.months, corrected_months=query.months, k=8)
    return jsonify(
        items=[
            {
                "article_id": h.article_id,
                "title": h.title,
                "score": round(h.confidence, 3),
                "short_answer": edition.articles[h.article_id].answer_for(query.months),
            }
            for h in result.hits
        ]
    )


class MediaPath(BaseModel):
    record_id: int


@blueprint.get("/media/<int:record_id>")
@signed_in(*access.AT_DESK)
def media(path: MediaPath) -> Response:
    """A parent's picture, for those who may see her conversation."""
    with looking() as session:
        record = session.get(InboundRecord, path.record_id)
        seen = record and session.scalars(select(Conversation).where(Conversation.customer_id == record.customer_id)).all()
        if not record or not record.media_path or not any(access.may_see(session, me(), c) for c in seen or ()):
            return problem(404, "not_found", "没有找到")
        file = house().media / record.media_path
    return send_file(file, max_age=3600)


def _audit(session: Session, action: str, found: Conversation) -> None:
    session.add(AuditEntry(staff_id=me().id, action=action, subject=f"conversation {found.id}", at=house().clock()))
