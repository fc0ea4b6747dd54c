"""The topics: the one word for what a question is about, in folders, intents and indicators."""

from collections.abc import Mapping
from types import MappingProxyType

TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "sleep": "睡眠",
        "feeding_milk": "母乳与奶粉",
        "feeding_solids": "辅食",
        "nutrition": "营养",
        "digestion": "消化",
        "fever": "发热",
        "respiratory": "咳嗽与呼吸道",
        "skin": "皮肤",
        "infectious": "传染病",
        "vaccine": "疫苗",
        "development": "生长发育",
        "behaviour": "行为与情绪",
        "care": "日常护理",
        "safety": "安全",
        "other_illness": "其他不适",
        "medicine": "用药",
        "pregnancy": "怀孕",
        "postpartum": "产后",
        "product": "用品选择",
    }
)
