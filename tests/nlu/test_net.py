"""The safety net: it only raises, finds danger buried in a long message, says why, and keeps its word on false alarms."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.child import ChildContext
from nlu.net.model import SafetyNet, pieces
from nlu.net.training import read_examples, train
from nlu.triage.result import RedFlag, TriageResult
from nlu.understanding import understand

CALM = TriageResult.of(())
EVERYDAY = ["宝宝几个月吃辅食", "夜里总醒怎么办", "拉肚子吃什么好", "疫苗什么时候打", "便秘怎么办", "流鼻涕怎么办"] * 40


@pytest.fixture(scope="module")
def net() -> SafetyNet:
    return train(read_examples(), EVERYDAY)[0]


def test_it_raises_an_emergency_the_rules_did_not_see_and_says_why(net: SafetyNet) -> None:
    raised = net.raise_if_needed("娃儿手脚一下一下地蹬直 眼珠子往上翻", CALM)
    assert raised.urgency == "emergency"
    assert raised.flags[0].id == "NET"
    assert "（" in raised.flags[0].name
    assert "120" in raised.flags[0].instruction


def test_it_never_lowers(net: SafetyNet) -> None:
    flag = RedFlag("R10", "A0", "抽搐", "请拨打120", "x", "抽了")
    result = TriageResult.of((flag,))
    assert net.raise_if_needed("今天天气真好", result) == result


def test_a_hypothetical_danger_is_left_to_the_rules(net: SafetyNet) -> None:
    cautious = TriageResult.of((), None, "若现在就有，请立刻拨打120")
    assert net.raise_if_needed("手脚一下一下地蹬直 眼珠子往上翻", cautious) is cautious


@pytest.mark.parametrize("text", ["宝宝几个月可以吃蛋黄", "谢谢你呀", "纸尿裤买多大的", "你好"])
def test_everyday_messages_stay_calm(net: SafetyNet, text: str) -> None:
    assert net.raise_if_needed(text, CALM) == CALM


def test_danger_is_found_in_the_middle_of_a_long_message(net: SafetyNet) -> None:
    long = "今天早上起来吃了半碗粥，中午睡了一觉，刚才手脚一下一下地蹬直 眼珠子往上翻，家里人都在上班，昨天还去了公园玩了滑梯"
    assert any("蹬直" in piece and len(piece) < len(long) / 2 for piece in pieces(long))
    assert net.raise_if_needed(long, CALM).urgency == "emergency"


def test_it_is_the_same_after_being_saved(net: SafetyNet, tmp_path: Path) -> None:
    net.save(tmp_path / "net.json.gz")
    assert SafetyNet.load(tmp_path / "net.json.gz") == net


def test_understanding_uses_it_only_when_it_is_there(net: SafetyNet) -> None:
    text = "活着没意思 后事都想好了"
    with_net = understand(text, ChildContext(), parse=lambda _: None, net=net)
    assert with_net.triage.urgency == "emergency"


def test_a_bad_line_of_the_examples_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("label\ttext\nemergency\t抽了\nurgent\t不对\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.tsv, line 3"):
        read_examples(tmp_path)
