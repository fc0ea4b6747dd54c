"""Words that are commands: stop reminders, my data, withdraw, erase, find my advisor, help."""

from __future__ import annotations

from collections.abc import Callable

from care import consent, rights
from handlers import handoff
from handlers.context import TurnContext
from handlers.questions import ask
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

WORDS = {
    "advisor": (
        "找顾问",
        "转人工",
        "人工",
        "人工客服",
        "人工服务",
        "找人工",
        "我要人工",
        "转顾问",
        "真人",
        "客服",
        "转人工客服",
        "联系顾问",
        "我要找顾问",
    ),
    "stop": ("停止提醒", "退订", "td", "t", "不要再发了", "别再发了", "停止推送", "取消提醒", "不要提醒了", "回t退订", "停止"),
    "resume": ("恢复提醒", "继续提醒"),
    "erase": ("删除我的资料", "删除我的数据", "删除资料", "删除数据", "注销", "注销账号", "清空我的资料"),
    "confirm_erase": ("确认删除",),
    "withdraw": ("撤回同意", "撤回授权", "取消授权", "我不同意了"),
    "data": ("我的数据", "我的资料", "导出", "导出我的数据", "导出我的资料", "更正", "更正资料"),
    "privacy": ("隐私", "隐私说明", "授权", "同意", "隐私政策"),
    "help": ("帮助", "菜单", "怎么用", "help", "使用说明"),
}


def handle(ctx: TurnContext) -> Reply | None:
    said = ctx.messages[-1].text if ctx.messages else None
    words = (said or "").strip(' 。.!！~～?？"“”').lower()
    name = next((name for name, forms in WORDS.items() if words in forms), None)
    if name is None and ctx.intent == "reminder_stop":
        name = "stop"
    if name is None and ctx.intent == "human_request":
        name = "advisor"
    return ACTIONS[name](ctx) if name else None


def _stop(ctx: TurnContext) -> Reply:
    ctx.customer.reminders_stopped_at = ctx.now
    for purpose in ("reminders", "marketing"):
        consent.decide(ctx.session, ctx.customer, purpose, granted=False, channel="chat", now=ctx.now)
    return _done("stopped")


def _resume(ctx: TurnContext) -> Reply:
    ctx.customer.reminders_stopped_at = None
    consent.decide(ctx.session, ctx.customer, "reminders", granted=True, channel="chat", now=ctx.now)
    return _done("resumed")


def _erase(ctx: TurnContext) -> Reply:
    ask(ctx, "erase", text="删除我的资料")
    return _done("erase_confirm")


def _confirm_erase(ctx: TurnContext) -> Reply:
    """Only after we asked: the words alone, out of the blue, erase nothing."""
    if ctx.pending is None or ctx.pending.kind != "erase":
        return _erase(ctx)
    receipt = rights.erase(ctx.session, ctx.customer, reason="asked", now=ctx.now)
    return Reply("service", (text_part(say("erased", receipt=f"E{receipt.id:06d}", date=ctx.today)),), erases=True)


def _withdraw(ctx: TurnContext) -> Reply:
    consent.withdraw_all(ctx.session, ctx.customer, channel="chat", now=ctx.now)
    return _done("consent_withdrawn")


def _data(ctx: TurnContext) -> Reply:
    return _done("my_data", url=ctx.links.profile(ctx.customer.id))


def _privacy(ctx: TurnContext) -> Reply:
    return _done("consent_link", url=ctx.links.consent(ctx.customer.id))


def _help(ctx: TurnContext) -> Reply:
    return _done("help")


def _advisor(ctx: TurnContext) -> Reply:
    return handoff.to_human(ctx, "asked")


def _done(text: str, **values: object) -> Reply:
    return Reply("service", (text_part(say(text, **values)),))


ACTIONS: dict[str, Callable[[TurnContext], Reply]] = {
    "advisor": _advisor,
    "stop": _stop,
    "resume": _resume,
    "erase": _erase,
    "confirm_erase": _confirm_erase,
    "withdraw": _withdraw,
    "data": _data,
    "privacy": _privacy,
    "help": _help,
}
