"""What no article may recommend: the rules of donts.yml, sentence by sentence."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.article import Article
from knowledge.words import ages_in

RULES = Path(__file__).with_name("donts.yml")

SENTENCE = re.compile(r"[^。！？；;!?\n]+")
CLAUSE = re.compile(r"[^，,：:]+")
OLDER = re.compile(r"[）)]?\s*(?:以后|之后|后|以上|及以上|起|再|才|[：:])")
REACHED = re.compile(r"(?:满|过了|超过|到)\s*$")
REFUSED = re.compile(r"[不没][^，,、]{0,3}$")
REACH = 14  # characters between a recommending word and what it recommends


@dataclass(frozen=True)
class Rule:
    """`under` in months; no stages means articles with an age; `strict` means that no forbidding word excuses."""

    id: str
    message: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    under: float
    stages: tuple[str, ...]
    all: bool
    strict: bool

    def concerns(self, article: Article, from_months: int | None) -> bool:
        if self.all:
            return True
        if self.stages:
            return article.stage in self.stages
        return article.is_for_an_age and (from_months or 0) < self.under


@dataclass(frozen=True)
class Rulebook:
    forbidding: re.Pattern[str]
    reassuring: re.Pattern[str]
    recommending: re.Pattern[str]
    rules: tuple[Rule, ...]

    def breaches(self, article: Article) -> Iterator[tuple[Rule, str]]:
        """Every rule broken, with the sentence that breaks it."""
        for from_months, text in _texts(article):
            for sentence in SENTENCE.findall(text):
                yield from ((rule, sentence.strip()) for rule in self.rules if self._breaks(rule, sentence, article, from_months))

    def _breaks(self, rule: Rule, sentence: str, article: Article, from_months: int | None) -> bool:
        if not rule.concerns(article, from_months) or not rule.pattern.search(sentence):
            return False
        if rule.strict:
            return True
        if (rule.unless and rule.unless.search(sentence)) or _speaks_of_older(sentence, rule.under):
            return False
        plain = self.reassuring.sub("", sentence)
        if all(REFUSED.search(plain[: found.start()]) for found in rule.pattern.finditer(plain)):
            return False
        return not self.forbidding.search(plain) or self._recommends(rule, plain)

    def _recommends(self, rule: Rule, sentence: str) -> bool:
        """Whether a clause without a forbidding word recommends what the rule names."""
        clauses = (clause for clause in CLAUSE.findall(sentence) if not self.forbidding.search(clause))
        return any(self._praises(rule, clause) for clause in clauses)

    def _praises(self, rule: Rule, clause: str) -> bool:
        found, praise = rule.pattern.search(clause), self.recommending.search(clause)
        return bool(found and praise and praise.start() <= found.end() and found.start() - praise.end() <= REACH)


@cache
def rulebook() -> Rulebook:
    """The rules, read once."""
    kept = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    words = {name: re.compile(re.sub(r"\s+", "", kept[name])) for name in ("forbidding", "reassuring", "recommending")}
    return Rulebook(**words, rules=tuple(_rule(**rule) for rule in kept["rules"]))


def _rule(
    id: str,
    pattern: str,
    message: str,
    unless: tuple[str, ...] = (),
    under: float = math.inf,
    stages: tuple[str, ...] = (),
    all: bool = False,
    strict: bool = False,
) -> Rule:
    excuse = re.compile("|".join(unless)) if unless else None
    return Rule(id, message, re.compile(pattern, re.IGNORECASE), excuse, under, tuple(stages), all, strict)


def _texts(article: Article) -> Iterator[tuple[int | None, str]]:
    """What the article tells parents, each with the age from which it holds; the questions are the parents' own words."""
    for text in (article.short_answer, *article.see_doctor, article.evidence, *(section.markdown for section in article.sections)):
        yield article.age_min, text
    for band in article.bands:
        yield band.min, band.short_answer


def _speaks_of_older(sentence: str, under: float) -> bool:
    ages = (found for found in ages_in(sentence) if found.months >= under)
    return any(OLDER.match(sentence[age.end :]) or REACHED.search(sentence[: age.start]) for age in ages)
