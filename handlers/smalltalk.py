"""Greetings, thanks, who are you: short and warm."""

from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

TALK = ("greet", "thanks", "goodbye", "chitchat", "bot_identity", "affirm", "deny", "inform")
LONGEST = 24  # a long message that merely begins with a greeting holds a question


def handle(ctx: TurnContext) -> Reply | None:
    if ctx.intent not in TALK or len(ctx.text) > LONGEST:
        return None
    return Reply("smalltalk", (text_part(say(ctx.intent, account=ctx.account)),))
