"""`advisor knowledge check | import | export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import Select, select

from bot.cli.database import open_sessions
from bot.standalone import ARTICLES
from knowledge.article import dump, parse
from knowledge.check import check_folder
from knowledge.library import load as load_folder
from knowledge.review import seed_import
from store.articles import ArticleRecord, ArticleVersion
from store.base import reading, writing
from store.people import Staff


@click.group()
def knowledge() -> None:
    """Check, import and export articles."""


@knowledge.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=ARTICLES)
def check(folder: Path) -> None:
    """Every rule of docs/articles.md and the absolute don'ts, for all articles below FOLDER."""
    problems = check_folder(folder)
    for problem in problems:
        click.echo(str(problem))
    click.echo(f"{len(list(folder.rglob('*.md')))} articles, {len(problems)} problems")
    sys.exit(1 if problems else 0)


@knowledge.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--author", help="user name of the editor who brings them in; the first editor if not given")
def bring_in(folder: Path, author: str | None) -> None:
    """Bring in articles that are not kept yet; they wait in review until somebody else signs them."""
    articles = load_folder(folder)
    with writing(open_sessions()) as session:
        staff = session.scalar(_author(author))
        if staff is None:
            raise click.ClickException(f"there is no staff account {author or 'of an editor'}: make one with `advisor user add`")
        count = seed_import(session, articles, staff.id, None)
    click.echo(f"{count} articles are new and wait in review; {len(articles) - count} were known and are unchanged")


def _author(username: str | None) -> Select[Staff]:
    wanted = Staff.username == username if username else Staff.role.in_(("editor", "admin"))
    return select(Staff).where(wanted, Staff.active.is_(True)).order_by(Staff.role.desc(), Staff.id).limit(1)


@knowledge.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write every article's newest version to FOLDER/<topic>/<id>.md."""
    with reading(open_sessions()) as session:
        rows = session.execute(
            select(ArticleRecord.id, ArticleRecord.topic, ArticleVersion.content).join(
                ArticleVersion, ArticleVersion.id == ArticleRecord.current_version_id
            )
        ).all()
    for article_id, topic, content in rows:
        target = folder / topic / f"{article_id}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump(parse(content, article_id)), encoding="utf-8")
    click.echo(f"{len(rows)} articles written to {folder}")
