"""What parents type, in whatever dialect and with whatever thumb, becomes plain Mandarin without losing a negation."""

import re
import time

import pytest

from nlu.lexicon import DIALECTS, Entry, LexiconError, _entry, entries, fold_lexicon
from nlu.normalize import normalize
from nlu.numerals import fold_numerals, number

DIALECT_NEGATION = re.compile("[唔冇弗勿毋袂呒]|莫得|木有|没得")
NEGATED = re.compile("[不没未无困病]")


def plain(text: str) -> str:
    return normalize(text).text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("唔食奶成日瞓", "不吃奶整天睡"),
        ("冇反应", "没反应"),
        ("BB发烧未够三个月", "宝宝发烧未够3个月"),
        ("寶寶發燒，嘔奶", "宝宝发烧,吐奶"),
        ("细路屙血点算", "宝宝拉血怎么办"),
        ("跌亲个头", "摔到个头"),
        ("唞唔到气,面青", "喘不上气,脸青"),
        ("娃儿扯风了咋个办", "宝宝抽搐了怎么办"),
        ("娃儿打摆子,莫得精神", "宝宝寒战,没精神"),
        ("哽到了哭不出", "噎到了哭不出"),
        ("孩儿闹肚子咋整", "孩子拉肚子怎么办"),
        ("小囡发寒热", "宝宝发烧"),
        ("阿拉伢儿弗肯吃", "我们宝宝不肯吃"),
        ("囝仔毋呷奶", "宝宝不吃奶"),
        ("满月宝宝发骚38度", "满月宝宝发烧38度"),
        ("抽促,呼吸坤难,卤门鼓", "抽搐,呼吸困难,囟门鼓"),
        ("拉写拉到没精神", "拉稀拉到没精神"),
        ("布洛分给多了", "布洛芬给多了"),
        ("打妖二零吗", "打120吗"),
        ("请转人公", "请转人工"),
        ("宝宝🤒38.5℃🤮", "宝宝 发烧 38.5度 吐"),
        ("一直不睡😭😭😭", "一直不睡 哭"),
        ("[流泪]怎么办", "哭 怎么办"),
        ("怎么办啊啊啊啊！！！！！", "怎么办啊!"),
        ("３８．５　度。。。", "38.5 度。"),
        ("叫\u200b不\u200b醒", "叫不醒"),
        ("38。5了", "38.5了"),
        ("3️⃣9️⃣度", "39度"),
    ],
)
def test_it_reads_dialect_typos_and_emoji(said: str, meant: str) -> None:
    assert plain(said) == meant


@pytest.mark.parametrize(
    "text",
    [
        "辅食奶粉都吃", "产后抑郁", "呕吐", "阿拉伯", "仔细看看", "马拉西亚", "抽奖", "微信门店", "延误时间", "男孩女孩", "头发烧焦了",
        "郁闷",
        "牛奶饮食", "一直一点一起", "万一", "三番五次", "三天两头", "一阵一阵", "十几个小时", "两三天", "几个月", "七八个月",
        "八点半喂的",
        "一次也没有", "一天没尿了", "第一次", "周三打针", "上个月", "八点五十", "哮喘", "手足口", "胃酸", "BB霜", "no problem", "烧退了",
    ],
)  # fmt: skip
def test_it_leaves_ordinary_words_alone(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("三十八度五", "38.5度"), ("三十九度", "39度"), ("三十九度二", "39.2度"), ("39度2", "39.2度"), ("38度半", "38.5度"),
        ("三八度五", "38.5度"),
        ("三十八九度", "38-39度"), ("39度两天了", "39度2天了"), ("39度2天了", "39度2天了"), ("38度3个小时了", "38度3个小时了"),
        ("三十八点五", "38.5"),
        ("一百零一华氏", "101华氏"), ("俩月", "2个月"), ("俩半月", "2个半月"), ("仨月", "3个月"), ("半岁", "6个月"), ("半岁多",
        "6个多月"),
        ("一岁半", "1岁半"), ("岁半", "1岁半"), ("个半月", "1个半月"), ("两个半月", "2个半月"), ("一岁零三个月", "1岁3个月"),
        ("十一个月", "11个月"),
        ("二十天", "20天"), ("一百二十毫升", "120毫升"), ("十五斤", "15斤"), ("八斤六两", "8斤六两"), ("孕三十四周", "孕34周"),
        ("两岁多", "2岁多"),
    ],
)  # fmt: skip
def test_spoken_measures_become_figures(said: str, meant: str) -> None:
    assert fold_numerals(said)[0] == meant
    assert plain(said) == meant


def test_it_tells_what_it_folded() -> None:
    read = normalize("BB三十八度五🤮")
    assert read.original == "BB三十八度五🤮"
    assert read.folds == (("🤮", "吐"), ("BB", "宝宝"), ("三十八度五", "38.5度"))


def test_no_entry_loses_or_invents_a_negation() -> None:
    for entry in entries():
        if DIALECT_NEGATION.search(entry.say) and entry.say not in ("唔该", "唔该晒", "有冇", "系唔系", "得唔得", "好唔好"):
            assert NEGATED.search(entry.mean), entry


def test_every_entry_is_reached_and_stays_folded() -> None:
    for entry in entries():
        assert fold_lexicon(entry.say)[0] == entry.mean, entry
        assert fold_lexicon(entry.mean)[0] == entry.mean, entry
        assert plain(plain(entry.say)) == plain(entry.say), entry


def test_no_unless_word_is_folded() -> None:
    for entry in entries():
        for word in entry.unless:
            assert entry.mean == word or entry.say in word or word in entry.say or set(entry.say) & set(word), entry
            if word not in {other.say for other in entries()}:
                assert fold_lexicon(word)[0] == word, (entry, word)


def test_the_lexicon_covers_every_dialect() -> None:
    assert len(entries()) >= 190
    assert {entry.dialect for entry in entries()} == DIALECTS


def test_an_editor_reads_what_is_wrong_with_an_entry() -> None:
    assert _entry({"say": "X", "mean": "y", "dialect": "slang"}) == Entry("x", "y", "slang")
    with pytest.raises(LexiconError, match="mean"):
        _entry({"say": "x", "dialect": "slang"})
    with pytest.raises(LexiconError, match="cantonese"):
        _entry({"say": "x", "mean": "y", "dialect": "klingon"})


NUMERALS = [("38.5", 38.5), ("三十八", 38), ("一百零一", 101), ("十", 10), ("两", 2), ("七八", 7), ("宝", None), ("", None)]


@pytest.mark.parametrize(("word", "value"), NUMERALS)
def test_numerals(word: str, value: float | None) -> None:
    assert number(word) == value


def test_anything_at_all_can_be_normalised() -> None:
    for text in ("", " ", "\x00\x01", "😀" * 500, "啊" * 5000, "宝宝发烧" * 500, "a" * 3000, "😭👨‍👩‍👧‍👦🇨🇳"):
        assert plain(plain(text)) == plain(text)


def test_a_message_takes_well_under_five_milliseconds() -> None:
    plain("先读词典")
    start = time.perf_counter()
    for _ in range(100):
        normalize("BB发烧三十八度五,唔食奶,瞓咗成日都冇反应,系咪要去医院")
    assert (time.perf_counter() - start) / 100 < 0.005
