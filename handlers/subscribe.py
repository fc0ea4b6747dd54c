"""Following the account and scanning an advisor's code: a welcome, and the family is bound to that advisor."""

from advisors.assignment import bind_by_code
from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part


def handle(ctx: TurnContext) -> Reply | None:
    event = ctx.event
    if event is None or event.event not in ("subscribe", "subscribe_scan", "scan"):
        return None
    staff = bind_by_code(ctx.session, ctx.customer, event.event_key) if event.event_key else None
    name = staff.display_name if staff else None
    if event.event == "scan":
        return Reply("service", (text_part(say("scanned", advisor=name)),))
    ctx.customer.introduced_at = ctx.now
    words = say("welcome", account=ctx.account, advisor=name, consent_url=ctx.links.consent(ctx.customer.id))
    return Reply("service", (text_part(words),))
