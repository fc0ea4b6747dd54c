"""A message made ready for matching: earlier turns joined in front, idioms blanked out, clause and sentence bounds known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_HISTORY = 1500

_SENTENCE_END = re.compile(r"[。!?！？;；\n]")
_CLAUSE_END = re.compile(r"[。!?！？;；\n,， ]|但是|但|可是|就是|不过|结果|然后|后来|却|而是")
_IDIOMS = re.compile(
    r"吓死我?了?|累死我?了?|困死我?了?|想死(?:你|我)(?:们)?了?|气死我?了?|笑死我?了?|烦死我?了?|急死我?了?|热死我?了?|冷死我?了?|"
    r"丑死了|美死了|好吃死了|痒死了|馋死了|疼死我?了|(?<!抽)要?疯了|气(?:得|到)?吐血|发烧友|烧钱|烧脑|烧水|烧饭|烧菜|烧开|红烧|烧烤|"
    r"抽奖|抽(?:了|过|完|个|一)?(?:几|一|[两二三]|\d)?(?:管|次|回|点|一点)?血|抽屉|抽空|抽(?:了)?时间|抽(?:了)?(?:根|支|口|一支|一根)?烟|抽纸|抽脂|抽签|抽查|抽离|抽羊水|抽动症|抽条|抽象|抽样|抽水|抽走|"
    r"(?:游戏|手机|恋爱|追剧|小说|购物|抖音|奶茶)(?:里)?(?:都)?(?:的)?(?:毒|中毒)|中(?:了)?(?:你|手机|游戏|购物|追剧|抖音)的?毒|中毒太深|铅中毒|毒奶粉|毒鸡汤|排毒|消毒(?!液|水|片|剂|粉)|"
    r"噎人|炸毛|烫头(?:发)?|烫发|烫染|染烫|烫衣服|被?电到了?\(?心动\)?|掉坑|踩坑|入坑|掉进坑|掉头发|掉发|掉肉|掉膘|掉秤|掉线|掉价|掉粉|掉牙|掉毛|"
    r"摔跤吧爸爸|吐槽|吐司|吐痰|吐泡泡|吐舌头|吐鲁番|卡粉|卡通|卡片|卡点|卡顿|银行卡|医保卡|卡介苗|打卡|卡在.{0,4}(?:阶段|瓶颈|哪)|"
    r"抓狂|惊呆了?|惊艳|傻眼|呛声|血亏|血赚|心在滴血|出血(?:本|价)|大出血\(?(?:花钱|买)|血糖|血压计|血常规|血型|验血|查血|补血|贫血|血脂|献血|血红蛋白|脐带血|脐血|"
    r"电疗|静电|充电(?!线)|电动车型|翻车现场|翻脸|翻身(?=.{0,3}(?:农奴|仗))|翻书|翻看|跳楼价|跳楼大甩卖|割肉|想死的心都有|死活|拼死|要死要活|死贵|要命的是|"
    r"心都碎|心碎|心累|肝疼|肉疼|头疼的是|让人头疼|(?:很|挺|真|太|好|特别)头疼(?=$|[,，。])|看着头疼|光荣|火爆|火锅店|上火|"
    r"撞脸|撞衫|撞名|撞上(?:好|周)|砸钱|砸锅|砸手里|磕cp|磕CP|嗑cp|一头栽进|躺平|断片儿?酒"
)


@dataclass(frozen=True)
class Document:
    """`text` keeps the length of what was said: a blanked idiom is replaced character for character.

    `current` is where the newest message begins.
    """

    text: str
    current: int = 0

    def sentence(self, at: int) -> tuple[int, int]:
        """Bounds of the sentence around a position."""
        return self._bounds(_SENTENCE_END, at)

    def clause(self, at: int) -> tuple[int, int]:
        """Bounds of the clause around a position: commas, spaces and 但是 end it."""
        return self._bounds(_CLAUSE_END, at)

    def _bounds(self, mark: re.Pattern[str], at: int) -> tuple[int, int]:
        start = 0
        for found in mark.finditer(self.text):
            if found.end() <= at:
                start = found.end()
            elif found.start() >= at:
                return start, found.start()
        return start, len(self.text)


def read(text: str, history: Sequence[str] = ()) -> Document:
    """Join the earlier turns (newest kept when long) and the message."""
    earlier = "。".join(part.strip("。 ") for part in history if part.strip())[-LONGEST_HISTORY:]
    joined = (f"{earlier}。{text}" if earlier else text).replace("擡", "抬")
    return Document(blank_idioms(joined), len(joined) - len(text))


def blank_idioms(text: str) -> str:
    """Idioms become ideographic spaces of the same length, so they match no sign."""
    return _IDIOMS.sub(lambda found: "\u3007" * len(found[0]), text)
