"""A vetted article for this child's age, one question back, or nothing."""

from __future__ import annotations

from datetime import timedelta

from care.profile import in_words, remember_age
from handlers import handoff
from handlers.context import TurnContext
from handlers.decide import Evidence, decide
from handlers.questions import ask
from handlers.reply import Candidate, Reply
from handlers.words import say
from knowledge.article import Article
from knowledge.search import SearchResult
from store.messages import Turn
from store.outbox import menu_part, text_part

CHOICES = 3
SIGNS = 3
LABEL_LENGTH = 24
FOLLOW_UP_LENGTH = 16
SAME_QUESTION = 0.5  # share of the shorter one's letter pairs
FOLLOW_UP_WITHIN = timedelta(minutes=10)
FEEDBACK = [("fb-up", "有帮助"), ("fb-down", "没帮助"), ("fb-human", "找顾问")]


def handle(ctx: TurnContext) -> Reply | None:
    result = ctx.knowledge.search(ctx.text, ctx.understanding)
    decision = decide(evidence(ctx), ctx.policy)
    if decision in ("clarify", "handoff") and (continued := _continued(ctx)):
        return continued
    if decision == "age" and not _just_clarified(ctx):
        return _ask_age(ctx, result)
    if decision in ("answer", "age"):
        return _answer(ctx, result)
    if decision == "clarify" and not _just_clarified(ctx):
        return _offer_choices(ctx, result)
    return handoff.to_human(ctx, "unsure", candidates(result)) if result.hits else None


def evidence(ctx: TurnContext) -> Evidence:
    result = ctx.knowledge.search(ctx.text, ctx.understanding)
    understanding = ctx.understanding
    return Evidence(
        confidence=result.confidence,
        out_of_scope=ctx.probability("out_of_scope"),
        found=bool(result.hits),
        need_age=result.need_age and understanding.child.months is None,
        rasa=understanding.source == "rasa",
    )


def candidates(result: SearchResult) -> tuple[Candidate, ...]:
    return tuple(Candidate(hit.article_id, hit.title, round(hit.confidence, 3)) for hit in result.hits)


def _answer(ctx: TurnContext, result: SearchResult) -> Reply | None:
    best = result.hits[0]
    article = ctx.knowledge.article(best.article_id)
    if article is None:
        return None
    if not (earlier := _sent_before(ctx, article)):
        return send_article(ctx, article, candidates(result))
    passage = None if _alike(earlier.text or "", ctx.text) else ctx.knowledge.passage(article.id, ctx.text)
    return _send_passage(ctx, article, passage, candidates(result)) if passage else handoff.to_human(ctx, "repeat", candidates(result))


def send_article(ctx: TurnContext, article: Article, found: tuple[Candidate, ...]) -> Reply:
    """The article as she reads it on the phone, then the three ways on."""
    months = ctx.child.months
    if months is not None and ctx.understanding.intent.startswith("ask_"):
        remember_age(ctx.session, ctx.customer, months, ctx.now, sex=ctx.child.sex)
    source = article.sources[0]
    words = say(
        "answer",
        opening=_opening(ctx, article),
        short_answer=article.answer_for(_months_for(ctx, article)).strip(),
        see_doctor=article.see_doctor[:SIGNS],
        caution=ctx.understanding.triage.caution,
        url=ctx.links.article(article.id, ctx.turn_id),
        source=f"{source.org}《{source.title.strip('《》')}》{source.year or ''}",
        reviewer=article.reviewer,
        reviewed=article.reviewed,
    )
    menu = menu_part(say("answer_menu_head"), FEEDBACK)
    return Reply("answer", (text_part(words), menu), article.id, article.title, article.topic, found)


def _months_for(ctx: TurnContext, article: Article) -> float | None:
    return ctx.child.corrected_months() if article.corrected_age else ctx.child.months


def _opening(ctx: TurnContext, article: Article) -> str:
    from_age = f"宝宝{in_words(ctx.child.months)}，" if ctx.child.months is not None and article.is_for_an_age else ""
    return f"{from_age}关于“{article.title}”，可以这样做："


def _continued(ctx: TurnContext) -> Reply | None:
    """A short question that makes sense only after the article she was just sent: read together with the question before it.

    The same article again is answered with its passage on just this point; nothing is sent twice.
    """
    last = next((turn for turn in ctx.recent if turn.decision == "answer"), None)
    if last is None or not last.text or len(ctx.text) > FOLLOW_UP_LENGTH or ctx.now - last.started_at > FOLLOW_UP_WITHIN:
        return None
    together = ctx.knowledge.search(f"{last.text}，{ctx.text}", ctx.understanding)
    best = together.hits[0] if together.hits else None
    article = ctx.knowledge.article(best.article_id) if best and best.topic == last.subject else None
    if best is None or article is None or together.confidence < ctx.policy.answer_at:
        return None
    if article.id != last.article_id:
        return send_article(ctx, article, candidates(together))
    passage = ctx.knowledge.passage(article.id, ctx.text)
    return _send_passage(ctx, article, passage, candidates(together)) if passage else None


def _send_passage(ctx: TurnContext, article: Article, passage: str, found: tuple[Candidate, ...]) -> Reply:
    words = say(
        "passage",
        title=article.title,
        passage=passage,
        url=ctx.links.article(article.id, ctx.turn_id),
        reviewer=article.reviewer,
        reviewed=article.reviewed,
    )
    return Reply(
        "answer", (text_part(words), menu_part(say("answer_menu_head"), FEEDBACK)), article.id, article.title, article.topic, found
    )


def _ask_age(ctx: TurnContext, result: SearchResult) -> Reply:
    ask(ctx, "age", text=ctx.text)
    return Reply("clarify", (text_part(say("ask_age")),), subject=result.hits[0].topic, candidates=candidates(result))


def _offer_choices(ctx: TurnContext, result: SearchResult) -> Reply:
    """Two to three articles to choose from, and a way out."""
    options = [{"id": hit.article_id, "title": hit.title, "label": hit.title[:LABEL_LENGTH]} for hit in result.hits[:CHOICES]]
    options.append({"id": "none", "title": "都不是", "label": "都不是，找顾问"})
    ask(ctx, "choice", text=ctx.text, options=options)
    menu = menu_part(say("choice_head"), [(f"pick-{o['id']}"[:64], o["label"]) for o in options], say("choice_tail"))
    return Reply("clarify", (menu,), subject=result.hits[0].topic, candidates=candidates(result))


def _just_clarified(ctx: TurnContext) -> bool:
    """One question back at most: after it she gets an answer or a human."""
    return bool(ctx.recent) and ctx.recent[0].decision == "clarify" and ctx.pending is not None


def _sent_before(ctx: TurnContext, article: Article) -> Turn | None:
    """The turn that sent her this very article a short while ago, unless she said that it helped."""
    since = ctx.now - timedelta(minutes=ctx.policy.repeat_minutes)
    return next((t for t in ctx.recent if t.article_id == article.id and t.started_at > since and t.feedback != "up"), None)


def _alike(one: str, other: str) -> bool:
    """Whether it is the same question in nearly the same words: then the same text again would not help."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other)]
    shorter = min(pairs, key=len)
    return len(shorter) == 0 or len(pairs[0] & pairs[1]) / len(shorter) >= SAME_QUESTION
