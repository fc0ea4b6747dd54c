"""A human has the conversation: her messages go to the desk and the bot stays silent, but still watches for red flags."""

from advisors import events
from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from store.conversations import Conversation


def handle(ctx: TurnContext) -> Reply | None:
    """None when the bot should answer: no open conversation, or nobody has come yet and she did not ask for a person."""
    conversation = ctx.conversation
    if conversation is None or ctx.event is not None:
        return None
    _show_on_desk(ctx, conversation)
    if not ctx.human_there:
        return None
    is_emergency = ctx.understanding.triage.urgency == "emergency"
    return Reply("handoff", wakes_desk=True, pages=conversation.id if is_emergency else None)


def _show_on_desk(ctx: TurnContext, conversation: Conversation) -> None:
    conversation.unread += len(ctx.messages)
    conversation.last_parent_at = ctx.now
    triage = ctx.understanding.triage
    if triage.urgency == "emergency":
        pass_on(ctx, "emergency", "emergency")
    flags = [flag.name for flag in triage.flags]
    for message in ctx.messages:
        events.record(
            ctx.session, "message", conversation, ctx.now, side="parent", item=f"in-{message.id}", urgency=triage.urgency, flags=flags
        )
