"""What she tells about her child, and what she asks about her own data."""

from care.profile import describe, remember_age
from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part


def handle(ctx: TurnContext) -> Reply | None:
    if ctx.intent == "profile_query":
        return show(ctx)
    if ctx.intent == "profile_update":
        return _update(ctx)
    return None


def show(ctx: TurnContext) -> Reply:
    """What is kept about her children, and where to change it."""
    children = "；".join(describe(child, ctx.today) for child in ctx.customer.children)
    return _service(say("profile_show", children=children, url=ctx.links.profile(ctx.customer.id)))


def _update(ctx: TurnContext) -> Reply:
    url = ctx.links.profile(ctx.customer.id)
    said = ctx.understanding.child.months
    child = remember_age(ctx.session, ctx.customer, said, ctx.now, sex=ctx.understanding.child.sex) if said is not None else None
    if child is None:
        return _service(say("profile_needs_consent", url=url))
    return _service(say("profile_saved", child=describe(child, ctx.today), url=url))


def _service(words: str) -> Reply:
    return Reply("service", (text_part(words),), subject="profile")
