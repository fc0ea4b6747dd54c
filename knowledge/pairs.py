"""What the encoder learns from: texts of one article belong together, questions of its neighbours do not."""

import random
from collections.abc import Iterator, Sequence

from knowledge.article import Article
from knowledge.encoder import Pair
from knowledge.index import passages


def pairs(articles: Sequence[Article], seed: int = 7) -> list[Pair]:
    """Every question with another question, the title, a short answer and a passage of its article."""
    chance = random.Random(seed)
    neighbours = {article.id: _neighbours(article, articles) for article in articles}
    return [
        Pair(article.id, question, positive, chance.choice(neighbours[article.id]))
        for article in articles
        for question in article.questions
        for positive in _positives(article, question, chance)
    ]


def texts(articles: Sequence[Article]) -> list[str]:
    """All text of the articles, for the vocabulary."""
    return [text for article in articles for text in (article.title, *article.questions, *_answers(article), *_passages(article))]


def _positives(article: Article, question: str, chance: random.Random) -> Iterator[str]:
    others = [other for other in article.questions if other != question]
    yield from chance.sample(others, min(2, len(others)))
    yield article.title
    yield chance.choice(_answers(article))
    yield chance.choice(_passages(article) or [article.title])


def _neighbours(article: Article, articles: Sequence[Article]) -> list[str]:
    """Questions of other articles on the same topic; of any other article when there is none; "" when it stands alone."""
    others = [other for other in articles if other.id != article.id]
    near = [question for other in others if other.topic == article.topic for question in other.questions]
    return near or [question for other in others for question in other.questions] or [""]


def _answers(article: Article) -> list[str]:
    return [article.short_answer, *(band.short_answer for band in article.bands)]


def _passages(article: Article) -> list[str]:
    return [passage for section in article.sections for passage in passages(section.markdown)]
