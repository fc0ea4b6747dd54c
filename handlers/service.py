"""Orders, stock, delivery, returns, prices, the store: her advisor does it, with the request on the card."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

REQUESTS = ("order_status", "stock_or_reserve", "delivery_request", "after_sales", "price_promotion", "store_info")


def handle(ctx: TurnContext) -> Reply | None:
    if ctx.intent not in REQUESTS:
        return None
    handover = pass_on(ctx, "service")
    words = say(
        "service",
        opening=say(f"service_{ctx.intent}"),
        advisor=handover.advisor_name,
        there=handover.on_shift,
        when=handover.when,
    )
    return Reply("service", (text_part(words),), subject=ctx.intent, wakes_desk=True)
