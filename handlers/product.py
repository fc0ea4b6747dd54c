"""What the catalogue says about a product she names. Formula for under one year is never promoted, and never after a health question."""

from __future__ import annotations

from care.profile import in_words
from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from knowledge.products import Product
from store.outbox import text_part

FIRST_YEAR = 12


def handle(ctx: TurnContext) -> Reply | None:
    """None unless she asks about a product we carry; how-to questions about products are articles."""
    if ctx.intent != "ask_product" or ctx.understanding.triage.flags:
        return None
    named = [product for product in ctx.knowledge.products(ctx.text, ctx.child.months)[:1] if product.brand_named(ctx.text)]
    return Reply("service", (text_part(card(named[0])),), subject="product") if named else None


def card(product: Product) -> str:
    ages = ages_in_words(product)
    if product.category == "formula" and product.min_age_months < FIRST_YEAR:
        return say("product_formula", name=product.name, size=product.size, summary=product.summary, ages=ages)
    return say(
        "product_card",
        name=product.name,
        size=product.size,
        summary=product.summary,
        ages=ages,
        allergens="、".join(product.allergens),
        advert=product.promotable,
        price=product.price_yuan,
    )


def ages_in_words(product: Product) -> str:
    start = in_words(float(product.min_age_months)) if product.min_age_months else "出生"
    return f"{start}～{in_words(float(product.max_age_months))}" if product.max_age_months else f"{start}以上"
