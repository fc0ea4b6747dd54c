"""The engine without database, Redis or web server: for the command line and for measuring. Nothing is written."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import Delivery
from bot.house import MEDIA, MODELS, catalogue, understanding_with
from bot.links import ParentLinks
from bot.published import Published
from bot.rehearsal import Rehearsal
from bot.settings import ROOT, Settings
from bot.turns import TurnParts
from knowledge.article import Article
from knowledge.encoder import Encoder
from knowledge.fusion import FILE, Fusion
from knowledge.index import Index
from knowledge.library import load as load_folder
from knowledge.review import a_year_after, published_articles
from nlu.rasa_client import RasaClient
from nlu.rasa_process import RasaUnavailable, answering
from store import cipher
from store.base import make_engine, make_sessions, reading
from store.clock import local, system_clock
from store.outbox import Part

ARTICLES = ROOT / "knowledge" / "articles"
DEMO_REVIEWER = "演示审核"


class NotTrained(Exception):
    """The encoder has not been made yet."""


class _Nowhere:
    """A platform that nothing may be sent to."""

    def send(self, openid: str, part: Part) -> None:
        raise RuntimeError("a rehearsal sends nothing")

    def upload_image(self, name: str, data: bytes) -> str:
        raise RuntimeError("a rehearsal uploads nothing")


@contextmanager
def rehearsal(settings: Settings, *, with_rasa: bool = True) -> Iterator[tuple[Rehearsal, str | None]]:
    """A Rehearsal over the published articles, and why Rasa is missing if it is. Starts a Rasa of its own when none answers."""
    cipher.configure(settings.field_encryption_key or secrets.token_urlsafe(32))
    articles = sendable_articles(settings)
    if not with_rasa:
        yield _rehearsal(settings, articles, _silent_rasa()), "not wanted"
        return
    try:
        with answering(settings.rasa_url) as url:
            # No web request waits here, and a model that has just been loaded answers its first question slowly.
            yield _rehearsal(settings, articles, RasaClient(url, timeout=5.0)), None
    except RasaUnavailable as error:
        yield _rehearsal(settings, articles, _silent_rasa()), str(error)


def _silent_rasa() -> RasaClient:
    return RasaClient("http://127.0.0.1:9", timeout=0.05)


def sendable_articles(settings: Settings) -> list[Article]:
    """What the database has published; without one, the articles of the tree, signed as the demo signs them."""
    today = local(system_clock()).date()
    try:
        with reading(make_sessions(make_engine(settings.database_url))) as session:
            found = published_articles(session, today)
    except (SQLAlchemyError, OSError):
        found = []
    return found or demo_signed(load_folder(ARTICLES), today)


def demo_signed(articles: Sequence[Article], today: date) -> list[Article]:
    return [article.signed(DEMO_REVIEWER, today, a_year_after(today)) for article in articles]


def _rehearsal(settings: Settings, articles: Sequence[Article], rasa: RasaClient) -> Rehearsal:
    if not (MODELS / FILE).exists():
        raise NotTrained("there is no trained encoder in build/models: run `advisor train` (or `make setup`)")
    index = Index.build(articles, Encoder.load(settings.encoder_path), None, Fusion.load(MODELS))
    today = local(system_clock()).date()
    published = Published(lambda: (0, today), lambda: articles, lambda found, before: index, catalogue(), 5)
    nowhere = make_sessions(make_engine("sqlite://"))
    delivery = Delivery(nowhere, _Nowhere(), settings.platform, system_clock, MEDIA)
    links = ParentLinks(settings.public_url, settings.secret_key or "rehearsal", settings.answers.link_days)
    lasting = settings.turns.model_copy(update={"lease_seconds": timedelta(hours=1).total_seconds()})
    parts = TurnParts(
        nowhere,
        understanding_with(rasa.parse),
        published.for_turn,
        delivery,
        links,
        settings.account,
        settings.answers,
        lasting,
        system_clock,
    )
    return Rehearsal(parts)
