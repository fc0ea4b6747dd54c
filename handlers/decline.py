"""What we do not advise on: said plainly, with a human on offer."""

from handlers.context import TurnContext
from handlers.decide import decide
from handlers.knowledge import evidence
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part


def handle(ctx: TurnContext) -> Reply | None:
    if ctx.understanding.triage.flags or decide(evidence(ctx), ctx.policy) != "decline":
        return None
    return Reply("decline", (text_part(say("decline")),), subject="out_of_scope")
