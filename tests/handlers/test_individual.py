"""What needs somebody to look at this one child goes to a human; amounts of milk and water do not."""

import pytest

from handlers.individual import is_individual
from nlu.normalize import normalize


@pytest.mark.parametrize(
    "text",
    [
        "美林一次喝多少毫升",
        "13公斤吃几毫升退烧药",
        "阿莫西林一次几袋",
        "血常规白细胞14.2 要不要紧",
        "B超报告帮我看一下",
        "医生开的这个药可以停吗",
        "哪家医院看斜视好",
        "我家娃这种病会不会复发",
        "剂量怎么算",
    ],
)
def test_individual_questions(text: str) -> None:
    assert is_individual(normalize(text).text)


@pytest.mark.parametrize(
    "text",
    [
        "两岁每天喝多少毫升奶",
        "6个月一顿喂多少毫升",
        "一天喝几次水",
        "维生素D要吃到几岁",
        "保湿霜一天涂几次",
        "什么时候做血常规",
        "B超能看出什么",
        "打几针疫苗",
    ],
)
def test_questions_an_article_answers(text: str) -> None:
    assert not is_individual(normalize(text).text)
