"""`advisor ask`: what the bot would answer, one question or JSON lines."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.api.preview import as_json
from bot.rehearsal import Answer, Rehearsal, Said
from bot.settings import load
from bot.standalone import rehearsal


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: str = Field(pattern="^(parent|bot|advisor)$")
    text: str


class _Question(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str | int
    text: str
    child_months: float | None = Field(None, ge=0, le=1200)
    history: list[_Line] = Field(default_factory=list)


@click.command()
@click.argument("text", required=False)
@click.option("--child-months", type=click.FloatRange(0, 1200), help="the child's age in months")
@click.option("--jsonl", is_flag=True, help="questions as JSON lines on stdin, answers as JSON lines on stdout, in the same order")
@click.option("--rasa/--no-rasa", default=True, help="without Rasa, keyword rules stand in; with it, one is started if none answers")
def ask(text: str | None, child_months: float | None, jsonl: bool, rasa: bool) -> None:
    """Ask as a parent would: the code of the webhook up to delivery. Writes nothing."""
    if bool(text) == jsonl:
        raise click.UsageError("give a question, or --jsonl with questions on stdin")
    logging.getLogger("bot.turns").setLevel(logging.ERROR)
    with rehearsal(load(), with_rasa=rasa) as (stage, missing):
        if missing:
            click.echo(f"advisor: answering without Rasa: {missing}", err=True)
        if text:
            _show(stage.ask(text, child_months))
            return
        failed = False
        for answer in _answers(stage, sys.stdin):
            failed = failed or "error" in answer
            click.echo(json.dumps(answer, ensure_ascii=False))
    if failed:
        sys.exit(1)


def _answers(stage: Rehearsal, lines: Any) -> Iterator[dict[str, Any]]:
    """One answer a line; a line that cannot be read gets its number and the fault, and the rest goes on."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = _Question.model_validate_json(line)
        except ValidationError as error:
            faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
            yield {"id": None, "line": number, "error": faults}
            continue
        history = [Said(said.role, said.text) for said in question.history]
        yield as_line(question.id, stage.ask(question.text, question.child_months, history))


def as_line(question_id: str | int, answer: Answer) -> dict[str, Any]:
    """The contract other programs rely on (docs of the command line)."""
    full = as_json(answer)
    names = ("decision", "urgency", "intent", "confidence", "article_id", "article_title", "reply")
    return {"id": question_id, **{name: full[name] for name in names}, "red_flags": full["red_flags"], "candidates": full["candidates"]}


def _show(answer: Answer) -> None:
    full = as_json(answer)
    click.echo(full["reply"])
    click.echo(f"\n[{full['decision']} · {full['urgency']} · {full['intent']} {full['confidence']:.2f} · {full['article_id'] or '-'}]")
    for candidate in full["candidates"]:
        click.echo(f"  {candidate['score']:.2f}  {candidate['article_id']}  {candidate['title']}")
    for flag in full["red_flags"]:
        click.echo(f"  {flag['level']}  {flag['id']}  {flag['name']}")
