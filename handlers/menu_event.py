"""Menu taps and the platform's other events: each does something sensible, most of them silently."""

from handlers import handoff, profile
from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

ANSWERED_ELSEWHERE = ("subscribe", "subscribe_scan", "scan")


def handle(ctx: TurnContext) -> Reply | None:
    """None for messages, and for following and scanning, which have their own handler."""
    event = ctx.event
    if event is None or event.event in ANSWERED_ELSEWHERE:
        return None
    if event.event == "click":
        return _clicked(ctx, event.event_key or "")
    return Reply("service", labelled=False)


def _clicked(ctx: TurnContext, key: str) -> Reply:
    if key == "MENU_ADVISOR":
        return handoff.to_human(ctx, "asked")
    if key == "MENU_PROFILE":
        return profile.show(ctx)
    words = say("consent_link", url=ctx.links.consent(ctx.customer.id)) if key == "MENU_PRIVACY" else say("help")
    return Reply("service", (text_part(words),))
