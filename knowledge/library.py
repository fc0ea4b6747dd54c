"""A folder of article files, `<topic>/<id>.md`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.article import Article, ArticleError, dump, parse


@dataclass(frozen=True)
class Reading:
    """What a folder held: the articles that could be read, and a line for every fault in those that could not."""

    articles: tuple[Article, ...]
    problems: tuple[str, ...]


def read(folder: Path) -> Reading:
    """Read every article below the folder, in the order of their paths; faults are collected, not raised."""
    articles: list[Article] = []
    problems: list[str] = []
    for path in sorted(folder.rglob("*.md")):
        try:
            articles.append(_read_file(path, folder))
        except ArticleError as error:
            problems.extend(error.problems)
    return Reading(tuple(articles), tuple(problems))


def load(folder: Path) -> list[Article]:
    """Every article below the folder. Raises ArticleError naming all faults of all files."""
    reading = read(folder)
    if reading.problems:
        raise ArticleError(list(reading.problems))
    return list(reading.articles)


def write(articles: Sequence[Article], folder: Path) -> None:
    """Write each article to `<topic>/<id>.md`, replacing what is there."""
    for article in articles:
        path = folder / article.topic / f"{article.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(article), encoding="utf-8")


def _read_file(path: Path, folder: Path) -> Article:
    shown = path.relative_to(folder)
    try:
        article = parse(path.read_text(encoding="utf-8"), shown)
    except UnicodeDecodeError as error:
        raise ArticleError([f"{shown}: file: not UTF-8; save it as UTF-8"]) from error
    if (article.topic, article.id) != (path.parent.name, path.stem):
        raise ArticleError([f"{shown}: id: the file must be {article.topic}/{article.id}.md; rename it or correct topic and id"])
    return article
