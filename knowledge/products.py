"""The catalogue: what can be bought, for which age and weight, and what may be recommended at all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.words import grams, normalise

FIRST_YEAR = 12  # months; formula for younger children is never promoted

Category = Literal["formula", "food", "nappy", "wipes", "feeding", "care", "sleep", "travel", "health", "maternity", "toy", "book"]
# What parents call the kinds; a question with one of these words is about that kind.
KINDS: dict[str, tuple[str, ...]] = {
    "formula": ("奶粉",),
    "food": ("米粉", "辅食泥", "果泥", "面条", "溶豆", "磨牙饼干", "泡芙"),
    "nappy": ("纸尿裤", "尿不湿", "拉拉裤"),
    "wipes": ("湿巾", "棉柔巾"),
    "feeding": ("奶瓶", "奶嘴", "餐椅", "餐具", "水杯", "吸管杯", "围兜"),
    "care": ("润肤", "面霜", "身体乳", "护臀", "沐浴", "洗发", "牙刷", "牙膏", "指甲剪"),
    "sleep": ("睡袋", "包被", "床垫", "婴儿床"),
    "travel": ("安全座椅", "推车", "背带", "腰凳"),
    "health": ("体温计", "吸鼻器"),
}


class CatalogueError(ValueError):
    """The catalogue cannot be read; the message names every product, field and remedy."""


class Product(BaseModel):
    """One article of sale. Ages in completed months, weights in kilograms; None leaves that end open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sku: str = Field(min_length=1)
    name: str = Field(min_length=1)
    category: Category
    size: str
    summary: str
    price_yuan: float = Field(gt=0)
    promotable: bool
    stage: str | None = None
    min_age_months: int = Field(default=0, ge=0)
    max_age_months: int | None = None
    min_weight_kg: float | None = None
    max_weight_kg: float | None = None
    allergens: tuple[str, ...] = ()
    stock: int = Field(default=0, ge=0)
    registration_no: str | None = None
    aliases: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _lawful(self) -> "Product":
        if self.promotable and not promotable(self.category, self.min_age_months):
            raise ValueError("promotable: formula for the first year is never promoted; write false")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    def brand_named(self, text: str) -> bool:
        """Whether the text names this product itself, not only its kind."""
        said = normalise(text)
        return any(normalise(name) in said for name in self.names) or said in map(normalise, self.questions)

    def suits(self, months: float | None, weight_kg: float | None = None) -> bool:
        """Whether it is made for this age and weight; what is not known excludes nothing."""
        oldest = None if self.max_age_months is None else self.max_age_months + 1
        return _within(months, self.min_age_months, oldest) and _within(weight_kg, self.min_weight_kg, self.max_weight_kg)


def promotable(category: str, min_age_months: int) -> bool:
    """Whether such goods may be recommended unasked at all."""
    return not (category == "formula" and min_age_months < FIRST_YEAR)


def load(path: Path) -> list[Product]:
    """The products of a catalogue file. Raises CatalogueError naming all faults."""
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = kept["products"] if isinstance(kept, dict) else kept
    problems: list[str] = []
    products = [product for row in rows or [] if (product := _product(row, problems))]
    problems += [f"{name}: sku: used twice; give each product its own" for name in _twice([product.sku for product in products])]
    if problems:
        raise CatalogueError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return products


def find(products: Sequence[Product], text: str, months: float | None = None, weight_kg: float | None = None) -> list[Product]:
    """Products that the text names and that suit the child: those named themselves first, then those of a kind she speaks of."""
    ranked = [(_nearness(product, text), product) for product in products if product.suits(months, weight_kg)]
    return [product for nearness, product in sorted(ranked, key=lambda pair: -pair[0]) if nearness]


def _nearness(product: Product, text: str) -> int:
    """0 for a product she did not speak of; else the more of its name she used, the more."""
    said = normalise(text)
    named = [len(name) for name in product.names if normalise(name) in said]
    if named:
        return 1000 + max(named)
    spoken = [kind for kind in KINDS.get(product.category, ()) if normalise(kind) in said and _is_a(product, kind)]
    return 1 + len(set(grams(text)) & set(grams(" ".join(product.names)))) if spoken else 0


def _is_a(product: Product, kind: str) -> bool:
    return normalise(kind) in normalise(" ".join(product.names))


def _product(row: dict[str, object], problems: list[str]) -> Product | None:
    try:
        return Product.model_validate(row)
    except ValidationError as error:
        problems += [
            f"{row.get('sku', 'a product without sku')}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        ]
        return None


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _within(value: float | None, low: float | None, high: float | None) -> bool:
    return value is None or ((low is None or value >= low) and (high is None or value < high))
