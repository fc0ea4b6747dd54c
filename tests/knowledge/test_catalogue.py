"""The catalogue: what is found, for whom, and what is never promoted."""

from pathlib import Path

import pytest

from knowledge.products import CatalogueError, Product, find, load

PRODUCTS = [
    Product(id="f1", name="禾苗婴儿配方奶粉1段", aliases=("奶粉", "一段"), category="formula", size="800 g", summary="…", max_age_months=5, price_yuan=268),
    Product(
        id="f3", name="禾苗幼儿配方奶粉3段", aliases=("奶粉", "三段"), category="formula", size="800 g", summary="…",
        min_age_months=12, max_age_months=35, price_yuan=238,
    ),
    Product(id="n2", name="云朵纸尿裤M码", aliases=("尿不湿", "M码"), category="nappy", size="60片", summary="…",
            min_weight_kg=6, max_weight_kg=11, price_yuan=89),
    Product(id="t1", name="电子体温计", aliases=("体温计",), category="device", size="1支", summary="…", price_yuan=59),
]  # fmt: skip


def test_formula_for_the_first_year_and_regulated_goods_are_never_promoted() -> None:
    assert [product.promotable for product in PRODUCTS] == [False, True, True, False]


def test_it_finds_by_kind_what_suits_the_age() -> None:
    assert [product.id for product in find(PRODUCTS, "有奶粉吗", 3)] == ["f1"]
    assert [product.id for product in find(PRODUCTS, "有奶粉吗", 13)] == ["f3"]
    assert [product.id for product in find(PRODUCTS, "有奶粉吗")] == ["f1", "f3"]


def test_a_product_named_in_full_comes_first() -> None:
    assert find(PRODUCTS, "禾苗幼儿配方奶粉3段多少钱")[0].id == "f3"
    assert PRODUCTS[1].brand_named("禾苗幼儿配方奶粉3段多少钱") and not PRODUCTS[1].brand_named("奶粉多少钱")


def test_weight_counts_when_it_is_known() -> None:
    assert find(PRODUCTS, "尿不湿", weight_kg=12) == []
    assert [product.id for product in find(PRODUCTS, "尿不湿", weight_kg=8)] == ["n2"]


def test_all_faults_of_a_catalogue_are_named(tmp_path: Path) -> None:
    path = tmp_path / "products.yml"
    path.write_text("- {id: a, name: 甲, category: rocket, size: 1, price_yuan: 0}\n", encoding="utf-8")
    with pytest.raises(CatalogueError) as error:
        load(path)
    assert all(f"a: {field}" in str(error.value) for field in ("category", "summary", "price_yuan"))
