"""One file per way of answering. The first handler that accepts, answers; this list is the order."""

from collections.abc import Callable

from handlers import (
    age_question,
    command,
    complaint,
    decline,
    distress,
    emergency,
    feedback,
    handoff,
    individual,
    knowledge,
    media,
    menu_event,
    pending,
    product,
    profile,
    service,
    smalltalk,
    subscribe,
    survey,
    with_advisor,
)
from handlers.context import TurnContext
from handlers.reply import Reply

Handler = Callable[[TurnContext], Reply | None]

HANDLERS: tuple[tuple[str, Handler], ...] = (
    ("survey", survey.handle),  # exactly a rating word after an advisor closed: an old red flag must not answer it
    ("emergency", emergency.handle),  # red flags, before everything she tells us
    ("with_advisor", with_advisor.handle),  # a human has, or is about to have, the conversation
    ("menu_event", menu_event.handle),
    ("subscribe", subscribe.handle),
    ("pending", pending.handle),  # her answer to a question of ours
    ("command", command.handle),  # stop, erase, my data, find my advisor
    ("feedback", feedback.handle),  # helpful, not helpful
    ("distress", distress.handle),
    ("media", media.handle),
    ("age_question", age_question.handle),  # the age alone decides whether this is dangerous
    ("complaint", complaint.handle),
    ("profile", profile.handle),
    ("service", service.handle),
    ("product", product.handle),
    ("individual", individual.handle),  # a dose, a report, a prescription: not for an article
    ("smalltalk", smalltalk.handle),
    ("decline", decline.handle),
    ("knowledge", knowledge.handle),
    ("handoff", handoff.handle),  # always answers
)

__all__ = ["HANDLERS", "Handler", "Reply", "TurnContext"]
