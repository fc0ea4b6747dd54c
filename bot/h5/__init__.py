"""Pages parents open inside WeChat: the full article, consent, the child's profile and her data. WeUI look, no tracking."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers.response import Response as WerkzeugResponse

from bot.h5.forms import FormError, save_child, save_consents
from bot.webhook import house
from care import consent, rights
from care.profile import describe
from knowledge.topics import TOPICS
from store.base import reading, writing
from store.clock import local
from store.families import Customer
from store.messages import Turn

blueprint = Blueprint("h5", __name__, url_prefix="/h5", template_folder="templates")


@blueprint.after_request
def _private(response: Response) -> Response:
    response.headers["Referrer-Policy"], response.headers["X-Content-Type-Options"] = "no-referrer", "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
    return response


@blueprint.get("/article/<article_id>")
def article(article_id: str) -> str:
    """A published, in-date article; everything else is gone."""
    here = house()
    found = here.published.edition.articles.get(article_id) or abort(404)
    turn_id = request.args.get("t", "")
    if turn_id.isdigit():
        _opened(int(turn_id), article_id)
    return render_template("article.html", article=found, topic=TOPICS[found.topic], account=here.settings.account)


def _opened(turn_id: int, article_id: str) -> None:
    with writing(house().sessions) as session:
        turn = session.get(Turn, turn_id)
        if turn and turn.article_id == article_id and turn.opened_at is None:
            turn.opened_at = house().clock()


@blueprint.get("/consent/<token>")
def consent_page(token: str) -> str:
    with reading(house().sessions) as session:
        customer = _customer(session, token)
        return render_template(
            "consent.html",
            token=token,
            purposes=consent.PURPOSES,
            state=consent.state(session, customer.id),
            account=house().settings.account,
            saved=request.args.get("saved"),
            version=consent.TEXT_VERSION,
        )


@blueprint.post("/consent/<token>")
def save_consent(token: str) -> WerkzeugResponse:
    with writing(house().sessions) as session:
        save_consents(session, _customer(session, token), request.form, house().clock())
    return redirect(url_for("h5.consent_page", token=token, saved=1))


@blueprint.get("/profile/<token>")
def profile(token: str) -> str:
    return _profile_page(token)


@blueprint.post("/profile/<token>")
def save_profile(token: str) -> WerkzeugResponse | tuple[str, int]:
    here = house()
    try:
        with writing(here.sessions) as session:
            save_child(session, _customer(session, token), request.form, here.clock())
    except FormError as error:
        return _profile_page(token, error=str(error), form=dict(request.form)), 422
    return redirect(url_for("h5.profile", token=token, saved=1))


def _profile_page(token: str, error: str = "", form: dict[str, str] | None = None) -> str:
    here = house()
    with reading(here.sessions) as session:
        customer = _customer(session, token)
        today = local(here.clock()).date()
        children = [{"id": c.id, "words": describe(c, today), "row": c} for c in customer.children]
        return render_template(
            "profile.html",
            token=token,
            children=children,
            customer=customer,
            error=error,
            form=form or {},
            today=today.isoformat(),
            allowed=consent.state(session, customer.id)["child_profile"],
            saved=request.args.get("saved"),
            account=here.settings.account,
        )


@blueprint.get("/profile/<token>/export")
def export(token: str) -> Response:
    """Everything kept about her, as a file."""
    with reading(house().sessions) as session:
        content = json.dumps(rights.export(session, _customer(session, token)), ensure_ascii=False, indent=1)
    return Response(content, mimetype="application/json", headers={"Content-Disposition": "attachment; filename=my-data.json"})


@blueprint.errorhandler(404)
def gone(_error: Exception) -> tuple[str, int]:
    return render_template("gone.html", account=house().settings.account), 404


def _customer(session: Session, token: str) -> Customer:
    customer_id = house().links.read(token)
    customer = session.get(Customer, customer_id) if customer_id else None
    return customer or abort(404)
