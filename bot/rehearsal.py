"""What would the bot answer? The same turn as for a parent, played on a scratch database that is thrown away."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select

from bot import turns
from bot.claims import claim
from bot.published import KnowledgeOfTurn
from bot.snapshot import Understand
from bot.turns import TurnParts
from care.profile import birth_date
from handlers.reply import Reply
from nlu.understanding import Understanding
from store.base import Base, make_engine, make_sessions, writing
from store.families import Child, Customer
from store.messages import InboundRecord, PendingQuestion, Turn

MINUTE = timedelta(minutes=1)
CUES = {"age": re.compile("多大|几个月大|月龄|几岁"), "choice": re.compile("哪一个|哪个|回复数字")}


@dataclass(frozen=True)
class Answer:
    reply: Reply
    understanding: Understanding


@dataclass(frozen=True)
class Said:
    """One line of an earlier conversation; `role`: parent, bot or advisor."""

    role: str
    text: str


class Rehearsal:
    """Not safe for several threads at once: one scratch database, one conversation at a time."""

    def __init__(
        self, parts: TurnParts, *, understand: Understand | None = None, knowledge: Callable[[], KnowledgeOfTurn] | None = None
    ) -> None:
        engine = make_engine("sqlite://")
        Base.metadata.create_all(engine)
        self._now: datetime = parts.clock()
        self._parts = replace(
            parts,
            sessions=make_sessions(engine),
            clock=lambda: self._now,
            understand=understand or parts.understand,
            knowledge=knowledge or parts.knowledge,
        )
        self._numbers = count(1)
        self._real_clock = parts.clock

    def ask(self, text: str, child_months: float | None = None, history: Sequence[Said] = ()) -> Answer:
        """The reply to `text` after the parent's earlier messages, which are played first, a minute apart."""
        self._now = self._real_clock() - MINUTE * len(history)
        customer_id = self._family(child_months)
        for line in history:
            if line.role == "parent" and line.text.strip():
                self._turn(customer_id, line.text)
            elif line.role == "bot":
                self._asked(customer_id, line.text)
            self._now += MINUTE
        return self._turn(customer_id, text)

    def _asked(self, customer_id: int, said: str) -> None:
        """The bot of the history may have asked what ours did not: then that question is the one that waits."""
        kind = next((kind for kind, cue in CUES.items() if cue.search(said)), None)
        with writing(self._parts.sessions) as session:
            last = session.scalar(select(Turn).where(Turn.customer_id == customer_id).order_by(Turn.id.desc()).limit(1))
            waiting = session.scalar(
                select(PendingQuestion).where(PendingQuestion.customer_id == customer_id, PendingQuestion.closed_at.is_(None))
            )
            if kind is None or last is None or (waiting and waiting.kind == kind):
                return
            detail: dict[str, object] = {"text": last.text or ""}
            if kind == "choice":
                detail["options"] = self._options(last)
            until = self._now + timedelta(minutes=30)
            session.add(PendingQuestion(customer_id=customer_id, kind=kind, detail=detail, asked_at=self._now, expires_at=until))

    def _options(self, last: Turn) -> list[dict[str, str]]:
        knowledge = self._parts.knowledge()
        found = [(article_id, knowledge.article(article_id)) for article_id, _score in last.candidates or ()]
        return [{"id": article_id, "title": article.title, "label": article.title} for article_id, article in found if article]

    def _family(self, child_months: float | None) -> int:
        """A parent who has been greeted already, with a child of this age."""
        with writing(self._parts.sessions) as session:
            number = next(self._numbers)
            customer = Customer(
                openid=f"rehearsal-{number}", openid_hash=f"rehearsal-{number}", created_at=self._now, introduced_at=self._now
            )
            session.add(customer)
            session.flush()
            if child_months is not None:
                born = birth_date(child_months, self._now)
                session.add(Child(customer_id=customer.id, born_on=born, birth_source="form", created_at=self._now, updated_at=self._now))
            return customer.id

    def _turn(self, customer_id: int, text: str) -> Answer:
        with writing(self._parts.sessions) as session:
            session.add(
                InboundRecord(
                    dedupe_key=f"rehearsal-{next(self._numbers)}",
                    customer_id=customer_id,
                    kind="text",
                    text=text,
                    sent_at=self._now,
                    received_at=self._now,
                )
            )
        claimed = claim(self._parts.sessions, self._parts.limits, self._now, customer_id)
        outcome = turns.run(self._parts, claimed) if claimed else None
        if outcome is None or outcome.understanding is None:
            raise RuntimeError("the turn gave no outcome")
        return Answer(outcome.reply, outcome.understanding)
