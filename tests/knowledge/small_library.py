"""A small library everyone knows: night waking for babies and toddlers, honey, fever, and a mother's wound."""

from pathlib import Path

from knowledge.article import Article, Section, Source

TREE = Path(__file__).parents[2] / "knowledge" / "articles"

QUESTIONS = {
    "sleep-night-waking-infant": ("夜里总醒怎么办", "8个月宝宝一晚醒五次", "娃半夜哭着要抱", "夜醒频繁 6个月", "晚上睡不到两小时就醒"),
    "sleep-night-waking-toddler": ("夜里老醒怎么回事", "两岁了半夜还醒", "两岁宝宝夜醒哭闹", "大孩子晚上醒来找妈妈", "2岁夜里醒要喝水"),
    "feeding_solids-honey": ("能吃蜂蜜吗", "蜂蜜水通便行吗", "几个月可以吃蜂蜜", "奶奶给喂了蜂蜜", "蜂蜜润嗓子可以吗"),
    "fever-home": ("发烧怎么办", "烧到39度要不要去医院", "宝宝发热在家怎么护理", "体温38.5吃不吃退烧药", "发烧能不能洗澡"),
    "postpartum-wound": ("剖宫产伤口痒", "侧切伤口什么时候能洗澡", "刀口红肿流水", "伤口疼怎么缓解", "剖腹产疤痕增生"),
}
TITLES = {
    "sleep-night-waking-infant": "4～12个月宝宝夜里频繁醒来",
    "sleep-night-waking-toddler": "1～3岁孩子夜里醒来",
    "feeding_solids-honey": "1岁以内不吃蜂蜜",
    "fever-home": "发热在家怎么照看",
    "postpartum-wound": "产后伤口护理",
}
AGES = {
    "sleep-night-waking-infant": (4, 11),
    "sleep-night-waking-toddler": (12, 35),
    "feeding_solids-honey": (0, 23),
    "fever-home": (3, 83),
    "postpartum-wound": (None, None),
}
ANSWERS = {
    "sleep-night-waking-infant": "先等一等再抱，睡前程序每天一样，奶和睡分开。",
    "sleep-night-waking-toddler": "固定上床时间，醒来轻声安抚，让孩子在自己的床上睡回去。",
    "feeding_solids-honey": "1岁以内不要吃蜂蜜，也不要用蜂蜜水通便。",
    "fever-home": "先看精神，少量多次喂奶，穿得薄一些，不舒服时按说明书用退热药。",
    "postpartum-wound": "保持伤口干净干燥，红肿、流脓或发热当天去医院。",
}


def make_article(name: str = "fever-home", **changes: object) -> Article:
    low, high = AGES[name]
    fields: dict[str, object] = {
        "id": name,
        "title": TITLES[name],
        "topic": name.split("-")[0],
        "stage": "any",
        "age_min": low,
        "age_max": high,
        "questions": QUESTIONS[name],
        "short_answer": ANSWERS[name],
        "see_doctor": ("叫不醒、呼吸费力：立即打120", "持续不好转：当天就诊"),
        "sources": (Source("国家卫生健康委员会", "婴幼儿养育照护指南", 2022),),
        "evidence": "国家指南",
        "sections": (Section("先知道", "很多家庭都会遇到。"), Section("可以这样做", "- 记下时间。\n- 两位家长轮班。")),
    }
    return Article(**(fields | changes))  # type: ignore[arg-type]
