"""The catalogue: what is found, for whom, and what is never promoted."""

from pathlib import Path

import pytest

from knowledge.products import CatalogueError, Product, find, load

CATALOGUE = Path(__file__).parents[2] / "knowledge" / "products.yml"


def product(sku: str, name: str, category: str, **more: object) -> Product:
    return Product.model_validate({"sku": sku, "name": name, "category": category, "size": "1", "summary": "…", "price_yuan": 9, **more})


PRODUCTS = [
    product("f1", "青苗婴儿奶粉1段", "formula", promotable=False, max_age_months=5),
    product("f3", "青苗幼儿奶粉3段", "formula", promotable=True, min_age_months=12, max_age_months=35, aliases=("青苗三段",)),
    product("n2", "云朵纸尿裤M码", "nappy", promotable=True, min_weight_kg=6, max_weight_kg=11),
    product("n3", "云朵纸尿裤L码", "nappy", promotable=True, min_weight_kg=9, max_weight_kg=14),
]


def test_formula_for_the_first_year_cannot_be_marked_for_promotion() -> None:
    with pytest.raises(ValueError, match="never promoted"):
        product("f2", "青苗较大婴儿奶粉2段", "formula", min_age_months=6, promotable=True)


def test_the_catalogue_of_the_house_is_sound() -> None:
    assert load(CATALOGUE)


def test_it_finds_by_kind_what_suits_the_age() -> None:
    assert [found.sku for found in find(PRODUCTS, "有奶粉吗", 3)] == ["f1"]
    assert [found.sku for found in find(PRODUCTS, "有奶粉吗", 13)] == ["f3"]
    assert [found.sku for found in find(PRODUCTS, "有奶粉吗")] == ["f1", "f3"]


def test_a_product_named_in_full_comes_first() -> None:
    assert find(PRODUCTS, "青苗幼儿奶粉3段多少钱")[0].sku == "f3"
    assert PRODUCTS[1].brand_named("青苗幼儿奶粉3段多少钱") and not PRODUCTS[1].brand_named("奶粉多少钱")


def test_weight_counts_when_it_is_known() -> None:
    assert find(PRODUCTS, "尿不湿", weight_kg=15) == []
    assert [found.sku for found in find(PRODUCTS, "尿不湿", weight_kg=8)] == ["n2"]
    assert [found.sku for found in find(PRODUCTS, "尿不湿L码还有吗")] == ["n3", "n2"]


def test_all_faults_of_a_catalogue_are_named(tmp_path: Path) -> None:
    path = tmp_path / "products.yml"
    path.write_text("- {sku: a, name: 甲, category: rocket, size: 1, price_yuan: 0}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load(path)
    assert all(f"a: {field}" in str(error.value) for field in ("category", "summary", "price_yuan"))
