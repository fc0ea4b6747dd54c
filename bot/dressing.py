"""What is the same for every automatic reply: today's doctor, the introduction, the label."""

from __future__ import annotations

from dataclasses import replace

from handlers.context import TurnContext
from handlers.reply import Reply
from handlers.words import say
from store.outbox import Part, text_part

UNHURRIED = ("distress", "command", "feedback", "survey")  # handlers whose replies today's doctor does not precede


def dressed(context: TurnContext, reply: Reply) -> Reply:
    """The reply with today's doctor first, the introduction once, the label last."""
    if not reply.parts:
        return reply
    lead, *rest = reply.parts
    before: list[str] = []
    after: list[str] = []
    triage = context.understanding.triage
    if triage.urgency == "same_day" and reply.decision != "emergency" and reply.handler not in UNHURRIED:
        before.append(say("same_day", instruction=triage.flags[0].instruction.strip()))
    if context.customer.introduced_at is None and not reply.erases:
        context.customer.introduced_at = context.now
        introduction = say("intro", account=context.account, consent_url=context.links.consent(context.customer.id))
        (after if before or reply.decision == "emergency" else before).append(introduction)
    if reply.labelled:
        after.append(say("label"))
    return replace(reply, parts=(*_wrapped(lead, "\n\n".join(before), "\n\n".join(after)), *rest))


def _wrapped(part: Part, before: str, after: str) -> list[Part]:
    if part.kind == "text":
        return [text_part("\n\n".join(piece for piece in (before, part.content["text"], after) if piece))]
    if part.kind == "menu" and after:
        part = Part("menu", {**part.content, "tail": "\n".join(piece for piece in (part.content["tail"], after) if piece)})
    return [*([text_part(before)] if before else []), part]
