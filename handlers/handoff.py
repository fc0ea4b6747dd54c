"""The last way of answering: her own advisor, with everything said so far."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Candidate, Reply
from handlers.words import say
from store.outbox import text_part

MEANINGLESS = 2  # characters: nothing a human could work with either


def handle(ctx: TurnContext) -> Reply | None:
    if len(ctx.text.strip()) <= MEANINGLESS and not _was_unclear(ctx):
        return Reply("clarify", (text_part(say("unclear")),))
    return to_human(ctx, "unsure")


def to_human(ctx: TurnContext, reason: str, candidates: tuple[Candidate, ...] = ()) -> Reply:
    """`reason`: asked, unsure, dissatisfied, repeat, individual."""
    handover = pass_on(ctx, reason)
    words = say("handoff", why=reason, advisor=handover.advisor_name, there=handover.on_shift, when=handover.when)
    return Reply("handoff", (text_part(words),), candidates=candidates, wakes_desk=True)


def _was_unclear(ctx: TurnContext) -> bool:
    return bool(ctx.recent) and ctx.recent[0].decision == "clarify"
