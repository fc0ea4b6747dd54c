"""Everything a handler may look at: one turn, the family it belongs to and the ports it may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from handlers.policy import Account, AnswerPolicy
from knowledge.article import Article
from knowledge.products import Product
from knowledge.search import SearchResult
from nlu.understanding import ChildContext, Understanding
from store.clock import local
from store.conversations import Conversation
from store.families import Customer
from store.messages import InboundRecord, PendingQuestion, Turn


class Knowledge(Protocol):
    """What the house knows, as it is published at this moment."""

    def search(self, text: str, understanding: Understanding) -> SearchResult: ...

    def article(self, article_id: str) -> Article | None: ...

    def passage(self, article_id: str, text: str) -> str | None: ...

    def products(self, text: str, months: float | None) -> Sequence[Product]: ...


class Links(Protocol):
    """Addresses of the pages parents open inside WeChat."""

    def article(self, article_id: str, turn_id: int) -> str: ...

    def consent(self, customer_id: int) -> str: ...

    def profile(self, customer_id: int) -> str: ...


@dataclass
class TurnContext:
    """`text` is what was understood: her burst, or the earlier question joined with the answer to ours.

    `recent` holds her latest turns, newest first. `pending` is our open question; `choice` the article she chose from it.
    """

    session: Session
    turn_id: int
    customer: Customer
    messages: Sequence[InboundRecord]
    text: str
    understanding: Understanding
    pending: PendingQuestion | None
    choice: str | None
    conversation: Conversation | None
    human_there: bool
    recent: Sequence[Turn]
    knowledge: Knowledge
    links: Links
    account: Account
    policy: AnswerPolicy
    now: datetime

    @property
    def child(self) -> ChildContext:
        return self.understanding.child

    @property
    def today(self) -> date:
        return local(self.now).date()

    @property
    def event(self) -> InboundRecord | None:
        """The event this turn is about, None for ordinary messages."""
        return next((m for m in self.messages if m.kind == "event"), None)

    @property
    def intent(self) -> str:
        """The trusted intent; `` when the classifier is unsure."""
        sure = self.understanding.confidence >= self.policy.intent_at
        return self.understanding.intent if sure else ""

    def probability(self, intent: str) -> float:
        return next((s.confidence for s in self.understanding.ranking if s.name == intent), 0.0)
