"""Helpful or not: a typed word or a tap on the menu below an answer. A down-vote leads to a human."""

import re

from handlers import handoff
from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.messages import Turn
from store.outbox import text_part

UP = ("有帮助", "有用", "很有帮助", "有帮助谢谢", "解决了")
STILL = re.compile(r"还是不行|还是没用|还是老样子|试了(都|也)?(没|不)|照做了.{0,6}(没|不)|不管用|不顶用|没效果|没有效果|都试过了")
DOWN = ("没帮助", "没有帮助", "没用", "不对", "答非所问", "没解决", "没有用", "不是这个", "不是我要的")


def handle(ctx: TurnContext) -> Reply | None:
    """None when this is no verdict or there is no answer to judge."""
    words = ctx.text.strip(" 。.!！~～👍")
    answer = next((turn for turn in ctx.recent if turn.decision == "answer"), None)
    if answer is None:
        return None
    if words in UP:
        return _thank(answer)
    return _pass_on(ctx, answer) if words in DOWN or STILL.search(words) else None


def _thank(answer: Turn) -> Reply:
    answer.feedback = "up"
    return Reply("service", (text_part(say("helpful")),))


def _pass_on(ctx: TurnContext, answer: Turn) -> Reply:
    answer.feedback = "down"
    ctx.text = answer.text or ctx.text
    return handoff.to_human(ctx, "dissatisfied")
