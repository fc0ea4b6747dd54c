"""When the age alone decides whether this is dangerous, the safety line comes first and then one question."""

from handlers.context import TurnContext
from handlers.questions import ask
from handlers.reply import Reply
from store.outbox import text_part


def handle(ctx: TurnContext) -> Reply | None:
    triage = ctx.understanding.triage
    if triage.ask is None or _just_asked(ctx):
        return None
    ask(ctx, "age", text=ctx.text)
    lines = [line for line in (triage.caution, triage.ask.text) if line]
    return Reply("clarify", (text_part("\n".join(lines)),), subject="fever")


def _just_asked(ctx: TurnContext) -> bool:
    """One clarifying question at most before an answer or a human."""
    return bool(ctx.recent) and ctx.recent[0].decision == "clarify"
