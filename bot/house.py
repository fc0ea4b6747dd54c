"""The composition root's parts: everything a process needs, made once from the settings and handed down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

import redis
from sqlalchemy import Engine

from bot.channels.wechat import WeChatDoor
from bot.channels.wechat_api import ApiSettings, WeChatApi
from bot.delivery import Delivery, Platform
from bot.gate import POSTGRESQL, SQLITE, Gate
from bot.inbox import Inbox
from bot.links import ParentLinks
from bot.published import Published
from bot.settings import ROOT, Settings
from bot.turns import TurnParts
from knowledge.article import Article
from knowledge.encoder import Encoder
from knowledge.fusion import FILE, Fusion
from knowledge.index import Index
from knowledge.products import Product
from knowledge.products import load as load_products
from knowledge.review import published_articles, revision
from nlu.net.model import SafetyNet
from nlu.rasa_client import RasaClient
from nlu.understanding import ChildContext, Parse, Understanding, is_emergency, understand
from store import cipher
from store.base import Sessions, make_engine, make_sessions, reading
from store.clock import Clock, local, system_clock
from store.keys import LIVE_CHANNEL, connect

log = logging.getLogger(__name__)
PRODUCTS = ROOT / "knowledge" / "products.yml"
MEDIA = ROOT / "var" / "media"
MODELS = ROOT / "build" / "models"
NET = MODELS / "net.json.gz"


def void(_result: object) -> None:
    """Nobody waits for it."""


@dataclass
class House:
    settings: Settings
    engine: Engine
    sessions: Sessions
    redis: redis.Redis
    clock: Clock
    rasa: RasaClient
    published: Published
    platform: Platform
    delivery: Delivery
    links: ParentLinks
    turn_parts: TurnParts
    inbox: Inbox
    door: WeChatDoor
    media: Path
    deliver: Callable[[int], None]

    def warm_up(self) -> None:
        """Load what is loaded lazily (word lists, rules, index), so that the first parent does not wait for it.

        Leaves neither threads nor connections behind: processes may be forked from this one.
        """
        question = "8个月宝宝夜里总醒怎么办"
        understanding = understand(question, ChildContext(), parse=lambda text: None)
        self.published.prepare(question, understanding)
        self.engine.dispose()

    def qr_address(self, scene: str) -> str:
        """What a personal QR code says: the platform's address for this scene, made once and kept for a day; needs the platform."""
        return str(self.platform.qr_address(scene)) if hasattr(self.platform, "qr_address") else scene

    def wake_desks(self) -> None:
        """Tell every process that holds a desk's event stream to look; they also look by themselves now and then."""
        try:
            self.redis.publish(LIVE_CHANNEL, "1")
        except redis.RedisError:
            log.warning("redis is away: desks will look by themselves")


def build_house(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    platform: Platform | None = None,
    deliver: Callable[[int], None] | None = None,
    page: Callable[[int], None] = void,
    fetch_media: Callable[[int], None] = void,
) -> House:
    """Everything but open sockets: connections are made on first use.

    `deliver` hands a customer's outbox to a worker, by default to threads of this process; `page` tells the organisation's own alarm
    of a conversation; `fetch_media` has a worker bring a message's picture home.
    """
    settings.require_webhook()
    cipher.configure(settings.field_encryption_key)
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    client = connect(settings.redis_url)
    outside: Platform = platform or WeChatApi(_account(settings), client)
    delivery = Delivery(sessions, outside, settings.platform, clock, MEDIA)
    rasa = RasaClient(settings.rasa_url, timeout=settings.understanding.rasa_timeout_seconds)
    published = publish_from(sessions, settings, clock)
    links = ParentLinks(settings.public_url, settings.secret_key, settings.answers.link_days)
    gate = Gate(SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL)
    parts = TurnParts(
        sessions,
        understanding_with(gate.outside(rasa.parse)),
        published.for_turn,
        delivery,
        links,
        settings.account,
        settings.answers,
        settings.turns,
        clock,
    )
    hand_on = deliver or _here(delivery)
    house: House
    door = WeChatDoor(settings.wechat_token, settings.wechat_aes_key, settings.wechat_app_id, settings.turns.signature_age_seconds)
    inbox = Inbox(
        sessions,
        parts,
        delivery,
        settings.turns,
        settings.platform,
        clock,
        gate=gate,
        is_urgent=partial(is_emergency, net=safety_net()),
        deliver=hand_on,
        wake=lambda: house.wake_desks(),
        page=page,
        fetch_media=fetch_media,
    )
    house = House(settings, engine, sessions, client, clock, rasa, published, outside, delivery, links, parts, inbox, door, MEDIA, hand_on)
    return house


def _account(settings: Settings) -> ApiSettings:
    base = settings.wechat_api_base.rstrip("/")
    return ApiSettings(settings.wechat_app_id, settings.wechat_app_secret, base, settings.platform.timeout_seconds)


def _here(delivery: Delivery) -> Callable[[int], None]:
    pool = ThreadPoolExecutor(4, thread_name_prefix="deliver")
    return lambda customer_id: void(pool.submit(delivery.run, customer_id))


def understanding_with(parse: Parse) -> Callable[[str, ChildContext, Sequence[str]], Understanding]:
    net = safety_net()
    return lambda text, child, earlier: understand(text, child, parse=parse, history=earlier, net=net)


@cache
def safety_net() -> SafetyNet | None:
    """The learnt net behind the rules; without a trained one the rules stand alone."""
    return SafetyNet.load(NET) if NET.exists() else None


def publish_from(sessions: Sessions, settings: Settings, clock: Clock) -> Published:
    """The knowledge as published in the database, kept fresh."""
    learnt: list[tuple[Encoder, Fusion]] = []

    def look() -> tuple[int, date]:
        with reading(sessions) as session:
            return revision(session), local(clock()).date()

    def load() -> list[Article]:
        with reading(sessions) as session:
            return published_articles(session, local(clock()).date())

    def build(articles: Sequence[Article], previous: Index | None) -> Index:
        if not learnt:
            learnt.append((Encoder.load(settings.encoder_path), Fusion.load(MODELS) if (MODELS / FILE).exists() else Fusion.default()))
        return Index.build(articles, learnt[0][0], previous, learnt[0][1])

    return Published(look, load, build, catalogue(), settings.understanding.refresh_seconds)


def catalogue() -> tuple[Product, ...]:
    return tuple(load_products(PRODUCTS)) if PRODUCTS.exists() else ()
