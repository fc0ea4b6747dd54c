"""An article: one Markdown file with YAML front matter, as `docs/articles.md` describes it."""

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import frontmatter
import yaml
from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.topics import TOPICS

Stage = Literal["preconception", "pregnancy", "newborn", "infant", "toddler", "preschool", "postpartum", "any"]
Status = Literal["draft", "in_review", "published", "archived"]

HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
REMEDIES = {
    "missing": "add it",
    "extra_forbidden": "remove it, or correct its spelling",
    "string_type": "write text; put quotes around it",
    "int_parsing": "write a whole number",
    "date_from_datetime_parsing": "write a date as YYYY-MM-DD",
    "date_parsing": "write a date as YYYY-MM-DD",
    "string_too_short": "write something",
    "model_type": "write it as docs/articles.md shows",
    "list_type": "write a list, one line each, beginning with '- '",
}


class ArticleError(ValueError):
    """An article file cannot be read. `problems` names every fault: file, field and remedy."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class AgeBand:
    """A stretch of completed months, both ends inclusive, for which another short answer holds."""

    min: int
    max: int
    short_answer: str

    def covers(self, months: float) -> bool:
        return self.min <= math.floor(months) <= self.max


@dataclass(frozen=True)
class Source:
    org: str
    title: str
    year: int | None = None
    url: str | None = None


@dataclass(frozen=True)
class Section:
    heading: str
    markdown: str

    @property
    def html(self) -> str:
        """Safe HTML: raw HTML in the Markdown comes out escaped."""
        rendered: str = MarkdownIt("commonmark", {"html": False}).render(self.markdown)
        return rendered


@dataclass(frozen=True)
class Article:
    """What one file says. Months are completed months, both ends inclusive; None leaves that end open."""

    id: str
    title: str
    topic: str
    stage: str
    age_min: int | None
    age_max: int | None
    questions: tuple[str, ...]
    short_answer: str
    see_doctor: tuple[str, ...]
    sources: tuple[Source, ...]
    evidence: str
    sections: tuple[Section, ...]
    bands: tuple[AgeBand, ...] = ()
    corrected_age: bool = False
    reviewer: str | None = None
    reviewed: date | None = None
    review_due: date | None = None
    status: str = "draft"

    @property
    def is_for_an_age(self) -> bool:
        """False for an article about the mother, which holds whatever the child's age."""
        return self.age_min is not None or self.age_max is not None

    @property
    def body(self) -> str:
        return "\n\n".join(f"## {section.heading}\n\n{section.markdown}" for section in self.sections)

    def covers(self, months: float | None) -> bool:
        """Whether the article holds at this age; an unknown age excludes nothing."""
        if months is None:
            return True
        oldest = math.inf if self.age_max is None else self.age_max
        return not self.is_for_an_age or (self.age_min or 0) <= math.floor(months) <= oldest

    def shares_an_age(self, other: "Article") -> bool:
        """Whether some child could be given both."""
        if not (self.is_for_an_age and other.is_for_an_age):
            return True
        later, earlier = max(self.age_min or 0, other.age_min or 0), (end for end in (self.age_max, other.age_max) if end is not None)
        return later <= min(earlier, default=math.inf)

    def answer_for(self, months: float | None) -> str:
        """The short answer at this age: the band's if one covers it, else the general one."""
        if months is None:
            return self.short_answer
        return next((band.short_answer for band in self.bands if band.covers(months)), self.short_answer)

    def sendable(self, today: date) -> bool:
        """Signed off, published and in date. An article without a review date was never signed off."""
        signed = self.reviewer is not None and self.review_due is not None
        return self.status == "published" and signed and self.review_due is not None and today <= self.review_due

    def signed(self, reviewer: str, reviewed: date, review_due: date) -> "Article":
        """The same article, published under this reviewer's name."""
        return replace(self, status="published", reviewer=reviewer, reviewed=reviewed, review_due=review_due)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Ages(_Strict):
    min: int | None = None
    max: int | None = None


class _Band(_Strict):
    min: int
    max: int
    short_answer: str


class _Source(_Strict):
    org: str = Field(min_length=1)
    title: str = Field(min_length=1)
    year: int | None = None
    url: str | None = None


class _FrontMatter(_Strict):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    topic: str
    stage: Stage
    age_months: _Ages | None
    corrected_age: bool = False
    questions: list[str]
    short_answer: str = Field(min_length=1)
    age_bands: list[_Band] = []
    see_doctor: list[str]
    sources: list[_Source]
    evidence: str = Field(min_length=1)
    reviewer: str | None
    reviewed: date | None
    review_due: date | None
    status: Status

    @field_validator("topic")
    @classmethod
    def _known(cls, topic: str) -> str:
        if topic not in TOPICS:
            raise ValueError(f"unknown topic {topic!r}; use one of {', '.join(TOPICS)}")
        return topic


def parse(text: str, path: str | Path) -> Article:
    """Read one article file. Raises ArticleError naming every problem at once."""
    try:
        metadata, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise ArticleError([f"{path}: front matter: not valid YAML, {_yaml_place(error)}; put quotes around the text"]) from error
    problems = [f"{path}: body: {problem}" for problem in _body_problems(body)]
    try:
        fields = _FrontMatter.model_validate(metadata)
    except ValidationError as error:
        raise ArticleError([f"{path}: {line}" for line in _field_problems(error)] + problems) from error
    if problems:
        raise ArticleError(problems)
    return _article(fields, body)


def dump(article: Article) -> str:
    """The file `parse` reads back as an equal article."""
    header = yaml.safe_dump(_metadata(article), allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{header}---\n{article.body}\n"


def _article(fields: _FrontMatter, body: str) -> Article:
    ages = fields.age_months or _Ages()
    return Article(
        id=fields.id,
        title=fields.title.strip(),
        topic=fields.topic,
        stage=fields.stage,
        age_min=ages.min,
        age_max=ages.max,
        questions=tuple(question.strip() for question in fields.questions),
        short_answer=fields.short_answer.strip(),
        see_doctor=tuple(line.strip() for line in fields.see_doctor),
        sources=tuple(Source(source.org, source.title, source.year, source.url) for source in fields.sources),
        evidence=fields.evidence.strip(),
        sections=_sections(body),
        bands=tuple(AgeBand(band.min, band.max, band.short_answer.strip()) for band in fields.age_bands),
        corrected_age=fields.corrected_age,
        reviewer=fields.reviewer,
        reviewed=fields.reviewed,
        review_due=fields.review_due,
        status=fields.status,
    )


def _metadata(article: Article) -> dict[str, Any]:
    """The front matter in the order editors know it; optional fields only where they say something."""
    ages = {"min": article.age_min, "max": article.age_max} if article.is_for_an_age else None
    bands = [{"min": band.min, "max": band.max, "short_answer": band.short_answer} for band in article.bands]
    return {
        "id": article.id,
        "title": article.title,
        "topic": article.topic,
        "stage": article.stage,
        "age_months": ages,
        **({"corrected_age": True} if article.corrected_age else {}),
        "questions": list(article.questions),
        "short_answer": article.short_answer,
        **({"age_bands": bands} if bands else {}),
        "see_doctor": list(article.see_doctor),
        "sources": [_source(source) for source in article.sources],
        "evidence": article.evidence,
        "reviewer": article.reviewer,
        "reviewed": article.reviewed,
        "review_due": article.review_due,
        "status": article.status,
    }


def _source(source: Source) -> dict[str, Any]:
    link = {"url": source.url} if source.url else {}
    return {"org": source.org, "title": source.title, "year": source.year, **link}


def _sections(body: str) -> tuple[Section, ...]:
    _, *parts = HEADING.split(body)
    return tuple(Section(heading, text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True))


def _body_problems(body: str) -> list[str]:
    before, *parts = HEADING.split(body)
    problems = ["text before the first heading; move it under a '## ' heading"] if before.strip() else []
    if not parts:
        problems.append("no section; add headings that begin with '## '")
    return problems


def _field_problems(error: ValidationError) -> list[str]:
    return [f"{'.'.join(map(str, fault['loc']))}: {_remedy(fault['type'], fault['msg'])}" for fault in error.errors()]


def _remedy(kind: str, message: str) -> str:
    remedy = REMEDIES.get(kind)
    return f"{message}; {remedy}" if remedy else message.removeprefix("Value error, ")


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 2}: {getattr(error, 'problem', '')}" if mark else str(error)
