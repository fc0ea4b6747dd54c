"""Complaints go to her advisor at once; suggestions are kept and counted; praise is passed on."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part


def handle(ctx: TurnContext) -> Reply | None:
    if ctx.intent == "complaint":
        handover = pass_on(ctx, "complaint")
        return Reply("handoff", (text_part(say("complaint", advisor=handover.advisor_name)),), subject="complaint", wakes_desk=True)
    if ctx.intent in ("suggestion", "praise"):
        return Reply("service", (text_part(say(ctx.intent)),), subject=ctx.intent)
    return None
