"""Her answer to a question of ours that decides by itself: a chosen article, or none of them."""

from handlers import handoff
from handlers.context import TurnContext
from handlers.knowledge import send_article
from handlers.reply import Reply

NONE = "none"


def handle(ctx: TurnContext) -> Reply | None:
    """None when nothing was chosen: an age that was asked for has already been joined with the question it belongs to."""
    if ctx.choice is None:
        return None
    article = ctx.knowledge.article(ctx.choice) if ctx.choice != NONE else None
    if article is None:
        return handoff.to_human(ctx, "unsure")
    return send_article(ctx, article, ())
