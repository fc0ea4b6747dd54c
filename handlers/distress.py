"""A mother who is at the end of her strength, without immediate danger: gently, with the 12356 line and a human."""

from handlers.context import TurnContext
from handlers.emergency import MIND
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

SURE = 0.65  # of the classifier alone, without a sign the rules know


def handle(ctx: TurnContext) -> Reply | None:
    flagged = next((flag for flag in ctx.understanding.triage.flags if flag.path in MIND), None)
    if flagged is None and ctx.probability("distress") < SURE:
        return None
    handover = pass_on(ctx, "distress")
    words = say("distress", advisor=handover.advisor_name, there=handover.on_shift, when=handover.when)
    if flagged and flagged.instruction.strip():
        words = f"{flagged.instruction.strip()}\n{words}" if flagged.level == "A2" else words
    return Reply("handoff", (text_part(words),), subject="distress", wakes_desk=True)
