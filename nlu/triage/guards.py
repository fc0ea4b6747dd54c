"""Reasons not to believe a match: denied, long past, imagined, somebody else's, or a question about the world in general."""

from __future__ import annotations

import re
from typing import Literal

from nlu.triage.document import Document

Doubt = Literal["denied", "past", "imagined", "elsewhere", "general", "other_person"]

SIGN_WORDS = (
    "发烧|发热|烧|高烧|低烧|咳嗽|咳|呕吐|吐奶|呕|吐|腹泻|拉肚子|拉稀|流鼻涕|鼻塞|出疹子?|皮疹|疹子|抽搐|抽|惊厥|哭闹|闹|气喘|喘|憋气|发紫|发绀|"
    "昏迷|晕|流血|出血|便血|头痛|头疼|头晕|腹痛|肚子疼|腹胀|嗜睡|皮肤|受伤|外伤|肿|红肿|起泡|恶心|寒战|精神差|呼吸困难|呼吸急促|胸闷|心慌"
)
_FILLER = "怎么|再|什么|啥|明显|出现|见|见到|看到|有|发生|任何|太|会|伴有?|咋|又|觉得|感觉|发现|过|的|地|得|很|特别|一直|持续|任何|现在|他|她|宝宝|孩子|其他|咳到|咳得|到|起来|有过"
_DENIED = re.compile(
    rf"(?:(?<![是有有会能要])(?:没有|没|不是|不(?!停|断|住|时|一会|久|小心|知|管|得不|光|仅|但|到|断地|间断)|(?<!毫)无|未|冇|否认|排除|并无|从不|从没|并没有?|也没有?|都没有?))"
    rf"(?:{_FILLER}|{SIGN_WORDS}|[、和跟或及也])*$"
)
_QUESTIONED = re.compile(r"(?:有没有|有无|是否有?|会不会|要不要|能不能|可不可以|会否|何时|什么时候会|多久会)[^,，。]{0,6}$")
_DENIED_AFTER = re.compile(r"^(?:的(?:症状|现象|情况|表现))?(?:都|也)?(?:没有|没|无|倒没有?|是没有?的?|不明显|消失了?|没出现)(?=[,，。!;；\s]|$)")
_NOT_YET = re.compile(r"^[^,，。!?]{0,6}(?:吗|么)?[?？]?(?:没有|没抽|没发生)$")

_LONG_AGO = re.compile(
    r"上个?月|上上个?月|上个?周|上个?星期|上个?礼拜|去年|前年|大前年|往年|以前|小时候|曾经?|早些?年|(?:出生|生下来|刚生|月子里?|满月|新生儿)(?:的)?(?:时|那会|那时|时候)|"
    r"(?:[2-9]|1\d|[一二两三四五六七八九十半几好多]+)个?多?(?:月|年|周|星期|礼拜)(?:以)?(?:之)?前|那(?:次|一次|回|年|时候?)|[一二两三四五六七八九十\d]+岁(?:多|半)?(?:的)?(?:时|那年|那会|时候|左右)|"
    r"(?:几|[2-9]|1\d)个月(?:的)?时|有(?:过)?(?:一|两|几|2|3)?次?(?:病史|史)|病史|家族|之前(?:有过|曾|也)|那阵子?|[1-9]月份"
)
_STILL = re.compile(r"到现在|至今|到今天|现在还|还在|一直|今天又|昨天又|昨晚又|又(?:开始|来|出现|犯)|刚才?又|开始|持续|今天|昨晚|昨天|刚刚|刚才|突然|现在(?:又|也|在|烧|发烧|抽|喘|吐|开始|叫不|没反应|嘴|脸)")
_IMAGINED_BEFORE = re.compile(
    r"(?:如果|要是|万一|假如|假设|若是?|一旦|倘若|要真的?|哪天)[^。!?！？]{0,25}$|"
    r"(?:(?<!恐)(?:怕|生怕|就怕|最怕|担心|担忧|害怕)(?!是|光|亮|灯|疼|痛|冷|热)|(?:预防(?!针|接种|苗)|防止|避免|以防|(?<!预)防(?!针|疫|晒|热|尿)|防范|杜绝|警惕|当心|(?<!不)小心|谨防|别让))[^,，。!?！？]{0,12}$|"
    r"(?:怎么|如何|怎样|咋|咋个)(?:才)?(?:能|样)?(?:判断|识别|区分|辨别|分辨|知道|看出|发现|看|预防|防止|避免|防)[^。!?！？]{0,16}$|"
    r"(?:什么叫|什么是|啥叫|啥是|何为|何谓|所谓的?)[^,，。!?]{0,10}$|(?:会不会|是否会|容易|可能会|有可能|会引起|会导致|会造成|引起|导致|引发|诱发|会|才会|怎样会|怎么会)(?:得|引起|导致|让|造成|突然|再|变成|宝宝|孩子)?[^,，。!?]{0,4}$|"
    r"(?:什么|哪些?|啥)(?:样的?)?(?:情况|程度|时候|样)[^,，。!?]{0,10}$"
)
_IMAGINED_AFTER = re.compile(
    r"^[^。!?！？]{0,12}(?:(?:怎么|如何|怎样|咋)(?:样)?(?:预防|避免|防|判断|识别|区分|鉴别)|会遗传|遗传吗|(?:是|叫)(?:什么|啥)(?:病|意思|样|感觉)|几(?:天|个?月|岁|周)(?:能|可以|会|好|自愈|闭合|退))|"
    r"^[^,，。!?！？]{0,3}(?:的)?(?:区别|定义|概率|几率|发病率|遗传|前兆|征兆|先兆|危害|后遗症|急救(?:知识|方法|措施|手册|步骤|视频|课)|海姆立克|症状有|表现有|图片|视频|科普|疫苗)"
)
_ELSEWHERE = re.compile(
    r"新闻|电视(?:里|上|剧|说)|网上(?:说|看|有|讲|传|搜)|网传|视频(?:里|上|说)|抖音|小红书|公众号|刷到|热搜|听说|听别?人(?:家)?(?:说|讲)|有人说|都说|据说|人家说|群里|书(?:上|里)|文章|讲座|培训|考试|论文|"
    r"(?:朋友|同事|邻居|隔壁|别人|亲戚|闺蜜|同学|表姐|表妹|堂姐|表哥|楼上|楼下|室友)(?:家|的|家的)*(?:孩子|宝宝|小孩|娃|儿子|女儿|闺女|老大|老二|小朋友|一个)|(?:朋友|同事|隔壁|别人|亲戚|闺蜜|表姐|表妹)家(?!的?(?:狗|猫|里|门|店|楼|玩|回|吃|住|做))|小区里?有|班(?:上|里)(?:有|的)|幼儿园(?:有|里有|好几|通知|说)|有个(?:宝妈|妈妈|孩子|小孩|宝宝)|别的(?:孩子|宝宝)|"
    r"手册|故事|小说里?|剧里|动画片|绘本|游戏里|电影"
)
_OURS = re.compile(r"我家|我们家|咱家|俺家|我宝|我儿|我女|我娃|我的(?:宝|孩|娃)|我闺女|我孩子|我们(?:宝|娃|孩)|自己(?:家)?(?:宝|孩|娃)|我侄|我孙|我外甥|我弟|我妹|我这")
_NEXT_TO_US = re.compile(r"现在|正在|刚刚|刚才|就在(?:我|旁|眼)|在我(?:家|这|旁|车|面)|快(?:点|来|救)|救命|怎么急救|赶紧")
_ADULT = r"(?:老公|丈夫|爱人|孩子他爸|孩子爸爸?|他爸|她爸|爷爷|奶奶|姥姥|姥爷|外婆|外公|公公|婆婆|我妈|我爸|我爹|我娘|大人|成人|成年人|男人|女人|老人|老人家|老头|老太太?|同事|朋友|我哥|我姐|男性|女性|家里人|舅舅|叔叔|阿姨|保姆|老师|邻居|大爷|大妈|父亲|母亲|狗狗?|猫咪?|狗子|小狗|小猫)"
_OTHER_BEFORE = re.compile(
    rf"(?:{_ADULT}|(?<![给让叫跟把被替对向求帮问和])我(?!家|们|宝|儿|女|娃|的|孩|看|发现|闺|觉|感|怀疑|怕|一|刚给|听|这|侄|孙|带|给|抱|不知|该|想|用|喂|拿|说|叫))"
    r"(?:自己|本人|也|都|又|昨天|昨晚|今天|今早|最近|这两天|这几天|有点|现在|突然|一直|感冒|老|总|得了?|的|今年|\d+岁|在|因为|已经|好像|半夜|早上|晚上|刚)*$"
)
_ADULT_AGE = re.compile(r"(?:男|女|今年|本人|年龄)[,，。: ]{0,2}(?:[2-9]\d)岁|(?:[2-9]\d)岁(?!月)")
_GENERAL_STRONG = re.compile(
    r"会遗传|遗传吗|(?:是|叫)(?:什么|啥)病|(?:什么|啥)(?:叫|是)|是(?:什么|啥)意思|(?:怎么|如何|怎样)(?:预防|防|避免|判断|识别|区分|辨别|鉴别|诊断|急救)|的?(?:区别|前兆|征兆|先兆)|(?:什么|哪些|啥)(?:症状|表现|危害|后遗症|影响|后果|并发症|特征|体征)|"
    r"(?:症状|表现|危害|后遗症|原因|图片|视频|特征|影响|后果|护理|特点|治疗|预防|急救法?|措施|方法|急救方法|急救知识|并发症|偏方|食谱|大全|禁忌|饮食|标准|指标|几率|概率|案例|指南|手册|知识|机制|诊断)(?:是什么|有哪些|有啥|呢|吗)?[?？。]?$|注意(?:什么|事项|哪些|啥)|(?:多久|几天|多长时间|几个小时|何时)(?:会|有|能|可以|才|内)|"
    r"(?:几|多少)(?:岁|个月|天|周)(?:能|可以|会|开始|闭合|好)|(?:什么|啥|哪些|哪种)(?:情况|程度|时候|食物|水果|奶粉|药)|(?:能|可以|能不能|可不可以|可否|要不要|用不用|需要)(?:吃|打|喝|用|洗|接种|怀孕|要孩子|顺产|母乳|喂奶|哺乳|做|坐飞机|生|吹|上学|出门|剖|运动|游泳|同房|剃|晒)|"
    r"哪(?:里|家|个)(?:医院|治|看|好)|医院(?:哪|排名)|多少钱|费用|推荐|科普|(?:最佳|最好)(?:的)?(?:手术|治疗|时间|年龄)|(?:会|可能)(?:导致|引起|造成|引发|变成|发展)|(?:导致|引起|造成|引发)的?(?:吗|原因|什么)|(?:的)?(?:正常值|正常范围|正常标准)|对(?:胎儿|宝宝|孩子|身体|大脑|智力)(?:有)?(?:什么|啥|没有|有没有)?(?:影响|危害|伤害)|影响(?:智力|发育|大脑|身高|生育|怀孕|胎儿)|会不会(?:有|影响|导致|引起|变)|怎么排除|如何排除|应急手册|手册|后遗症|能治(?:疗)?好|治得好|不够|什么体征|专有|自愈|(?:一般|通常|平时|平常)(?:要|是|会|都|多)|偏方|土方|疫苗(?:几|什么|多)|和.{1,8}(?:区别|关系|有关)|(?:怎么|如何)(?:治疗|治|根治|调理|引起|形成|产生)的?"
)
_GENERAL_MEDIUM = re.compile(
    r"怎么办|咋办|怎么回事|咋回事|为什么|为啥|什么原因|原因|怎么治|吗[?？]?$|么[?？]?$|严重|要紧|怎么处理|如何处理|怎样处理|如何|正常|挂什么科|看什么科|什么药|多久|几天|好不好|怎么做|怎么样|有事|危险|是不是"
)
NOW_WORDS = (
    r"刚|现在|正在|今天|今早|今晚|今儿|昨天|昨晚|昨夜|昨儿|前天|这会|这两天|这几天|突然|忽然|一下子|已经|我家|我们家|咱家|俺家|我宝|我儿|我女|我娃|我的宝|我闺女|我孩子|我们宝|我老婆|我媳妇|救命|咋整|咋个办|急[!！急]|"
    r"[一二两三四五六七八九十半几\d]+(?:个)?(?:多)?(?:分钟|小时|钟头|秒)|连着|\d(?:天|次|回)了|又|还在|半夜|凌晨|早上|下午|中午|在路上|赶紧|快救"
)
_NOW = re.compile(NOW_WORDS)
_HAPPENED = re.compile(r"(?:了|着|过)(?=[,，。!! ?？]|$|怎|咋|好|快|还|一|两|三|要|该|我|几|现|且|但|就|又|都|么办|可|大|很|不)|(?:3[5-9]|4[0-2])(?:\.\d)?度|\d+(?:分钟|小时)")
_ASKS = re.compile(r"怎么办|咋办|咋整|急|救")
LONGEST_QUERY = 36


def doubt(document: Document, start: int, end: int, *, subject: str, noun: bool = False) -> Doubt | None:
    """Why the match should not count, None when it stands. `noun` matches name an illness and need a sign that it is here and now."""
    text = document.text
    clause_from, clause_to = document.clause(start)
    before = text[clause_from:start]
    if _is_denied(before, text[end : end + 12]):
        return "denied"
    sentence_from, sentence_to = document.sentence(start)
    lead, tail = text[sentence_from:start], text[end:sentence_to]
    if is_long_ago(lead, text[start:sentence_to]):
        return "past"
    if _IMAGINED_BEFORE.search(lead) or _IMAGINED_AFTER.search(tail):
        return "imagined"
    if is_elsewhere(document, start):
        return "elsewhere"
    if subject == "child" and (_OTHER_BEFORE.search(before) or _ADULT_AGE.search(text)):
        return "other_person"
    if is_general(text[sentence_from:sentence_to], noun=noun):
        return "general"
    return None


def _is_denied(before: str, after: str) -> bool:
    return bool(_DENIED.search(before) or _QUESTIONED.search(before) or _DENIED_AFTER.search(after))


def is_denied(document: Document, start: int, end: int) -> bool:
    """Only the negation check, for the supporting signs of a rule."""
    before = document.text[document.clause(start)[0] : start]
    return _is_denied(before, document.text[end : end + 12])


def is_long_ago(lead: str, rest: str) -> bool:
    """A week or more ago and over: 上个月烧过; not 上周开始烧到现在."""
    found = None
    for found in _LONG_AGO.finditer(lead):
        pass
    return found is not None and not _STILL.search(lead[found.end() :] + rest)


def is_elsewhere(document: Document, start: int) -> bool:
    """Told of somebody else's child or read in the news, and not happening beside the parent."""
    text = document.text
    found = None
    for found in _ELSEWHERE.finditer(text, 0, start):
        pass
    if found is None or start - found.end() > 60:
        return False
    return not (_OURS.search(text, found.end(), start) or _NEXT_TO_US.search(text))


def is_general(sentence: str, *, noun: bool) -> bool:
    """A question about an illness rather than a child who has it now."""
    here = _NOW.search(sentence) is not None
    if here or len(sentence) > LONGEST_QUERY:
        return False
    happened = _HAPPENED.search(sentence) is not None
    if _GENERAL_STRONG.search(sentence):
        return not (happened and _ASKS.search(sentence))
    return noun and not happened and not _ASKS.search(sentence)
