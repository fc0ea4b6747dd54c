"""Red flags: what to do now, first; then a human is paged."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

INSTRUCTIONS = 2
MIND = ("self_harm", "carer_anger", "psychosis", "violence", "mood")


def handle(ctx: TurnContext) -> Reply | None:
    """None when nothing is red, and when a human really has the conversation (the desk is alarmed instead)."""
    triage = ctx.understanding.triage
    if triage.urgency != "emergency" or ctx.human_there:
        return None
    urgent = [flag for flag in triage.flags if flag.level in ("A0", "A1")]
    reason = "distress" if urgent[0].path in MIND else "emergency"
    handover = pass_on(ctx, reason, "emergency")
    instructions = list(dict.fromkeys(flag.instruction.strip() for flag in urgent))[:INSTRUCTIONS]
    words = say("emergency", instructions=instructions, advisor=handover.advisor_name, there=handover.on_shift)
    return Reply("emergency", (text_part(words),), subject="emergency", wakes_desk=True, pages=handover.conversation_id)
