"""Texts fit the platform: bytes, sentences, characters and links stay whole; merging saves messages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.splitting import JOINT, byte_length, merge, split


@given(st.text(alphabet="宝宝睡。！？a😀\n ", max_size=3000))
def test_every_piece_fits_and_nothing_but_blanks_is_lost(text: str) -> None:
    pieces = split(text, 300)
    assert all(byte_length(piece) <= 300 for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_it_cuts_after_a_sentence() -> None:
    first = "一" * 60 + "。"
    pieces = split(first + "二" * 60 + "。", 250)
    assert pieces == [first, "二" * 60 + "。"]


def test_a_link_is_never_cut_through() -> None:
    link = '<a href="https://example.invalid/h5/article/x">看全文</a>'
    pieces = split("好" * 70 + link, 240)
    assert link in pieces[-1]


def test_a_sentence_longer_than_a_message_is_cut_between_characters() -> None:
    assert [len(piece) for piece in split("好" * 1000, 2048)] == [682, 318]


def test_merging_keeps_the_order_and_joins_the_smallest_neighbours_first() -> None:
    assert merge(["a", "b", "c" * 50], room=2, limit=100) == [[0, 1], [2]]


def test_merging_gives_up_rather_than_exceed_the_limit() -> None:
    assert merge(["a" * 60, "b" * 60, "c" * 60], room=1, limit=100) == [[0], [1], [2]]
    joined = JOINT.join(["a" * 40, "b" * 40])
    assert len(joined) <= 100
    assert merge(["a" * 40, "b" * 40], room=1, limit=100) == [[0, 1]]
