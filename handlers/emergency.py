"""Red flags: what to do now, first; then a human is paged."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

INSTRUCTIONS = 2
ACKNOWLEDGEMENT = 12  # characters
ACKNOWLEDGING = ("thanks", "affirm", "goodbye", "greet", "praise")
MIND = ("self_harm", "carer_anger", "psychosis", "violence", "mood")


def handle(ctx: TurnContext) -> Reply | None:
    """None when nothing is red, and when a human really has the conversation (the desk is alarmed instead)."""
    triage = ctx.understanding.triage
    if triage.urgency != "emergency" or ctx.human_there:
        return None
    if _only_acknowledges(ctx):
        return Reply("emergency", (text_part(say("emergency_again")),), subject="emergency")
    urgent = [flag for flag in triage.flags if flag.level in ("A0", "A1")]
    reason = "distress" if urgent[0].path in MIND else "emergency"
    handover = pass_on(ctx, reason, "emergency")
    instructions = list(dict.fromkeys(flag.instruction.strip() for flag in urgent))[:INSTRUCTIONS]
    words = say("emergency", instructions=instructions, advisor=handover.advisor_name, there=handover.on_shift)
    return Reply("emergency", (text_part(words),), subject="emergency", wakes_desk=True, pages=handover.conversation_id)


def _only_acknowledges(ctx: TurnContext) -> bool:
    """Thanks or a word of agreement right after the alarm: nothing new, so a reminder instead of the whole text once more."""
    before = ctx.recent[0] if ctx.recent else None
    if before is None or before.decision != "emergency" or len(ctx.text) > ACKNOWLEDGEMENT:
        return False
    nothing_new = {flag.id for flag in ctx.understanding.triage.flags} <= set(before.red_flags or ())
    return nothing_new and ctx.intent in ACKNOWLEDGING
