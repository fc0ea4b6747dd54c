"""The catalogue: what can be bought, for which age and weight, and what may be recommended at all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.words import normalise

FIRST_YEAR = 12  # months; formula for younger children is never promoted
# Never recommended beside or after a health answer, whatever the age: drugs, devices, health food, special medical formula.
REGULATED = ("medicine", "device", "health_food", "fsmp")

Category = Literal[
    "formula", "complementary_food", "nappy", "wipes", "bottle", "feeding", "breastfeeding", "care", "bath", "bedding", "clothing",
    "toy", "book", "travel", "safety", "maternity", "medicine", "device", "health_food", "fsmp",
]  # fmt: skip


class CatalogueError(ValueError):
    """The catalogue cannot be read; the message names every product, field and remedy."""


class Product(BaseModel):
    """One article of sale. Ages in completed months, weights in kilograms; None leaves that end open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    brand: str = ""
    aliases: tuple[str, ...] = ()
    category: Category
    size: str
    summary: str
    min_age_months: int = Field(default=0, ge=0)
    max_age_months: int | None = None
    min_weight_kg: float | None = None
    max_weight_kg: float | None = None
    allergens: tuple[str, ...] = ()
    price_yuan: float = Field(gt=0)

    @property
    def promotable(self) -> bool:
        """Whether it may be recommended unasked: no formula under one year, nothing regulated."""
        return self.category not in REGULATED and not (self.category == "formula" and self.min_age_months < FIRST_YEAR)

    def brand_named(self, text: str) -> bool:
        """Whether the text names this product itself, not only its kind."""
        said = normalise(text)
        return any(name and normalise(name) in said for name in (self.brand, self.name))

    def suits(self, months: float | None, weight_kg: float | None = None) -> bool:
        """Whether it is made for this age and weight; what is not known excludes nothing."""
        oldest = None if self.max_age_months is None else self.max_age_months + 1
        return _within(months, self.min_age_months, oldest) and _within(weight_kg, self.min_weight_kg, self.max_weight_kg)


def load(path: Path) -> list[Product]:
    """The products of a catalogue file. Raises CatalogueError naming all faults."""
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    rows = kept["products"] if isinstance(kept, dict) else kept
    problems: list[str] = []
    products = [product for row in rows or [] if (product := _product(row, problems))]
    problems += [f"{name}: id: used twice; give each product its own" for name in _twice([product.id for product in products])]
    if problems:
        raise CatalogueError("\n".join(f"{path.name}: {problem}" for problem in problems))
    return products


def find(products: Sequence[Product], text: str, months: float | None = None, weight_kg: float | None = None) -> list[Product]:
    """Products that the text names and that suit the child: named ones first, then those of a kind she speaks of."""
    said = normalise(text)
    ranked = [(_nearness(product, said), product) for product in products if product.suits(months, weight_kg)]
    return [product for nearness, product in sorted(ranked, key=lambda pair: -pair[0]) if nearness]


def _nearness(product: Product, said: str) -> int:
    """The length of the longest name that she used, names of the product itself before names of its kind."""
    own = [name for name in (product.name, product.brand) if name and normalise(name) in said]
    kind = [name for name in product.aliases if normalise(name) in said]
    return max((1000 + len(name) for name in own), default=max((len(name) for name in kind), default=0))


def _product(row: dict[str, object], problems: list[str]) -> Product | None:
    try:
        return Product.model_validate(row)
    except ValidationError as error:
        problems += [f"{row.get('id', row)}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        return None


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _within(value: float | None, low: float | None, high: float | None) -> bool:
    return value is None or ((low is None or value >= low) and (high is None or value < high))
