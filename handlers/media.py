"""Voice without a transcript, photos, videos, places and links: what we cannot read goes to the advisor, kindly said."""

from handlers.context import TurnContext
from handlers.human import pass_on
from handlers.reply import Reply
from handlers.words import say
from store.outbox import text_part

PICTURES = {"image": "照片", "video": "视频", "shortvideo": "视频"}
PLAIN = {"location": "location", "link": "link", "unknown": "unknown"}


def handle(ctx: TurnContext) -> Reply | None:
    """None when there are words to understand: a photo with a question in the same burst is answered as the question."""
    if ctx.text.strip() or not ctx.messages:
        return None
    kind = ctx.messages[-1].kind
    if kind in PLAIN:
        return Reply("service", (text_part(say(PLAIN[kind])),))
    handover = pass_on(ctx, "media")
    name = handover.advisor_name
    if kind == "voice":
        words = say("media_voice", advisor=name, when=handover.when)
    else:
        words = say("media_picture", kind=PICTURES.get(kind, "文件"), advisor=name, when=handover.when)
    return Reply("handoff", (text_part(words),), wakes_desk=True)
