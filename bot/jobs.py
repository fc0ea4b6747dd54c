"""Work outside the request: deliveries, and the sweep that finds what a crash left behind. Celery worker and beat."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from kombu.exceptions import OperationalError
from sqlalchemy import select

from bot import logs, media, paging, settings
from bot.channels.wechat_api import SendError
from bot.house import House, build_house, void
from care import retention, rights
from store.base import writing
from store.families import Customer

log = logging.getLogger(__name__)
SWEEP_SECONDS = 5.0
HOUSEKEEPING_SECONDS = 600.0
UNSENT_AFTER = timedelta(seconds=6)


def make_celery(redis_url: str) -> Celery:
    """A Celery app that gives up on an absent broker within a second instead of holding a web request."""
    app = Celery("parenting-advisor", broker=redis_url)
    app.conf.update(
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=1.0,
        timezone="Asia/Shanghai",
        task_default_queue="pa",
        broker_transport_options={"socket_timeout": 2.0, "socket_connect_timeout": 0.5, "visibility_timeout": 120},
        beat_schedule={
            "sweep": {"task": "bot.jobs.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS * 2}},
            "housekeeping": {"task": "bot.jobs.housekeeping", "schedule": HOUSEKEEPING_SECONDS},
        },
    )
    return app


app = make_celery(settings.load().redis_url)


@setup_logging.connect  # type: ignore[untyped-decorator]
def _keep_our_logging(**_: Any) -> None:
    logs.begin()


@cache
def worker_house() -> House:
    """This worker process's house, made at its first task."""
    return build_house(settings.load())


@cache
def _at_once() -> ThreadPoolExecutor:
    """The platform answers in tenths of a second: families do not wait for one another."""
    return ThreadPoolExecutor(8, thread_name_prefix="deliver")


@app.task(name="bot.jobs.deliver")  # type: ignore[untyped-decorator]
def deliver(customer_ids: list[int]) -> int:
    """Send what is pending for these customers; at least once per enqueue, and harmless when done twice."""
    return sum(_at_once().map(worker_house().delivery.run, customer_ids))


@app.task(name="bot.jobs.page")  # type: ignore[untyped-decorator]
def page(conversation_id: int) -> None:
    """Tell the organisation's own alarm (config.yml, desk.page_webhook) of an emergency."""
    here = worker_house()
    paging.call_webhook(here.sessions, here.settings.desk.page_webhook, conversation_id)


@app.task(name="bot.jobs.fetch_media", autoretry_for=(SendError,), max_retries=4, retry_backoff=5)  # type: ignore[untyped-decorator]
def fetch_media(record_id: int) -> bool:
    """Bring a parent's picture or voice home before the platform forgets it (3 days)."""
    here = worker_house()
    return media.fetch(here.sessions, here.platform, here.media, record_id)


@app.task(name="bot.jobs.sweep")  # type: ignore[untyped-decorator]
def sweep() -> int:
    """Answer what a crash left unanswered and send what should have left; returns how many families that concerned."""
    here = worker_house()
    abandoned = here.inbox.abandoned()
    for customer_id in abandoned:
        here.inbox.finish_abandoned(customer_id)
    late = here.delivery.due_customers(UNSENT_AFTER)
    for customer_id in late:
        here.delivery.run(customer_id)
    return len(abandoned) + len(late)


@app.task(name="bot.jobs.housekeeping")  # type: ignore[untyped-decorator]
def housekeeping() -> int:
    """Remove the bare rows that erased families left for their receipt, and media and chats past their time."""
    here = worker_house()
    now = here.clock()
    media.purge(here.sessions, here.media, now - timedelta(days=here.settings.retention.media_days))
    with writing(here.sessions) as session:
        retention.forget_before(session, now - timedelta(days=here.settings.retention.chat_days))
        due = session.scalars(select(Customer).where(Customer.erase_after < now)).all()
        for customer in due:
            rights.erase(session, customer, reason="receipt", now=now)
    return len(due)


class Hand:
    """Hands work to the workers; does it in this process when the broker is away, so that late is the worst that happens."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="without-broker")

    def over(self, task: Any, argument: object, instead: Callable[[Any], object]) -> None:
        try:
            task.apply_async((argument,), retry=False)
        except (OperationalError, OSError) as error:
            log.warning("broker away (%s): doing it here", type(error).__name__)
            void(self._pool.submit(instead, argument))
