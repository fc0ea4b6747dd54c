"""The WeChat door: signatures, hostile input, every trap of the library that parses and encrypts."""

from __future__ import annotations

import hashlib
import time

import pytest
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto

from bot.channels.inbound import InboundMessage
from bot.channels.wechat import Refused, WeChatDoor, can_be_passive, sanitise
from store.outbox import Part, menu_part, text_part

TOKEN, KEY, APP = "secret-token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxapp"
BODY = (
    "<xml><ToUserName><![CDATA[gh_a]]></ToUserName><FromUserName><![CDATA[oU1]]></FromUserName><CreateTime>1700000000</CreateTime>"
    "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[ 宝宝发烧 ]]></Content><MsgId>24300000000000001</MsgId></xml>"
)


def signed(timestamp: str | None = None, nonce: str = "n", token: str = TOKEN) -> dict[str, str]:
    stamp = timestamp or str(int(time.time()))
    return {"timestamp": stamp, "nonce": nonce, "signature": hashlib.sha1("".join(sorted([token, stamp, nonce])).encode()).hexdigest()}


@pytest.fixture
def door() -> WeChatDoor:
    return WeChatDoor(TOKEN, KEY, APP, 300)


def test_the_published_test_vector() -> None:
    door = WeChatDoor("AAAAA", "", APP, 300)
    args = {"timestamp": "1714037059", "nonce": "486452656", "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78"}
    door.verify(args, now=1714037060)
    with pytest.raises(Refused, match="too old"):
        door.verify(args, now=1714037059 + 301)


@pytest.mark.parametrize("change", [{"signature": ""}, {"signature": "é"}, {"timestamp": "x"}, {"timestamp": ""}, {"nonce": "other"}])
def test_every_tampered_signature_is_refused(door: WeChatDoor, change: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        door.verify({**signed(), **change})
    assert refused.value.status == 403


def test_an_upper_case_signature_is_refused(door: WeChatDoor) -> None:
    args = signed()
    with pytest.raises(Refused):
        door.verify({**args, "signature": args["signature"].upper() + "A"})


@pytest.mark.parametrize("token", ["", "  "])
def test_it_does_not_start_with_an_empty_token(token: str) -> None:
    with pytest.raises(ValueError, match="WECHAT_TOKEN"):
        WeChatDoor(token, KEY, APP, 300)


def test_a_plain_message_is_read(door: WeChatDoor) -> None:
    message, encrypted = door.read(BODY.encode(), signed())
    assert not encrypted
    assert (message.openid, message.kind, message.text, message.dedupe_key) == ("oU1", "text", "宝宝发烧", "m:24300000000000001")
    assert message.sent_at.timestamp() == 1700000000


def sealed(xml: str) -> tuple[bytes, dict[str, str]]:
    stamp = str(int(time.time()))
    envelope = WeChatCrypto(TOKEN, KEY, APP).encrypt_message(xml, "n", stamp)
    signature = envelope.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    return envelope.encode(), {**signed(stamp), "encrypt_type": "aes", "msg_signature": signature}


def test_an_encrypted_message_is_read_and_answered_encrypted(door: WeChatDoor) -> None:
    body, args = sealed(BODY)
    message, encrypted = door.read(body, args)
    assert encrypted
    answer = door.render([text_part("好的")], message, encrypted=True)
    assert "<Encrypt>" in answer
    assert "好的" not in answer
    assert door.render([], message, encrypted=True) == "success", "never encrypted"


def test_hostile_ciphertexts_are_refused_and_never_raise_anything_else(door: WeChatDoor) -> None:
    body, args = sealed(BODY)
    other = WeChatCrypto(TOKEN, KEY, "wxother").encrypt_message(BODY, "n", args["timestamp"])
    hostile = [
        b"<xml/>",
        b"",
        b"<xml><Encrypt></Encrypt></xml>",
        b"<xml><Encrypt>QUJD</Encrypt></xml>",
        body[:-40],
        other.encode(),
        b"\xff\xfe",
    ]
    for case in hostile:
        with pytest.raises(Refused) as refused:
            door.read(case, args)
        assert refused.value.status in (400, 403)


def test_an_encrypted_message_without_our_key_is_refused() -> None:
    body, args = sealed(BODY)
    with pytest.raises(Refused, match="WECHAT_AES_KEY"):
        WeChatDoor(TOKEN, "", APP, 300).read(body, args)


@pytest.mark.parametrize("length", [0, 42, 44])
def test_a_key_of_the_wrong_length_fails_at_construction_not_at_the_first_message(length: int) -> None:
    if length:
        with pytest.raises((ValueError, AssertionError)):
            WeChatDoor(TOKEN, "a" * length, APP, 300)
    else:
        WeChatDoor(TOKEN, "", APP, 300)


def test_entities_and_document_types_are_refused(door: WeChatDoor) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aa">]><xml><MsgType>&a;</MsgType></xml>'
    bare = b"<!DOCTYPE xml><xml><MsgType>text</MsgType></xml>"
    for body in (bomb, bare):
        with pytest.raises(Refused) as refused:
            door.read(body, signed())
        assert refused.value.status == 400


def field(xml: str, name: str, value: str) -> str:
    return xml.replace("</xml>", f"<{name}>{value}</{name}></xml>")


def test_the_library_would_crash_where_we_do_not(door: WeChatDoor) -> None:
    """Lazy fields and UnknownMessage of wechatpy raise; our reading of the same body does not."""
    bad_id = BODY.replace("24300000000000001", "abc")
    with pytest.raises(ValueError, match="invalid literal"):
        _ = parse_message(bad_id).id
    message, _ = door.read(bad_id.encode(), signed())
    assert message.dedupe_key.startswith("x:")
    again, _ = door.read(bad_id.encode(), signed())
    assert again.dedupe_key == message.dedupe_key


@pytest.mark.parametrize(("raw", "seconds"), [("1700000000000", 1700000000), ("1700000000", 1700000000)])
def test_milliseconds_are_read_as_such(door: WeChatDoor, raw: str, seconds: int) -> None:
    message, _ = door.read(BODY.replace("1700000000", raw).encode(), signed())
    assert message.sent_at.timestamp() == seconds


@pytest.mark.parametrize("raw", ["", "yesterday", "9" * 30, "-5"])
def test_a_nonsense_time_becomes_the_present(door: WeChatDoor, raw: str) -> None:
    message, _ = door.read(BODY.replace("1700000000", raw).encode(), signed())
    assert abs(message.sent_at.timestamp() - time.time()) < 60


def test_empty_duplicated_and_nested_contents_are_no_text(door: WeChatDoor) -> None:
    for content in ("<Content></Content>", "<Content>a</Content><Content>b</Content>", "<Content><b>c</b></Content>"):
        body = BODY.replace("<Content><![CDATA[ 宝宝发烧 ]]></Content>", content)
        assert door.read(body.encode(), signed())[0].text is None


def event(name: str, *, key: str = "", more: str = "", at: int = 1700000000) -> bytes:
    return (
        f"<xml><ToUserName>gh</ToUserName><FromUserName>oU1</FromUserName><CreateTime>{at}</CreateTime><MsgType>event</MsgType>"
        f"<Event>{name}</Event><EventKey>{key}</EventKey>{more}</xml>"
    ).encode()


def test_events_of_one_second_do_not_collide_and_a_redelivery_does(door: WeChatDoor) -> None:
    keys = [
        door.read(event(name, key=key), signed())[0].dedupe_key
        for name, key in (("subscribe", ""), ("LOCATION", ""), ("CLICK", "A"), ("CLICK", "B"))
    ]
    assert len(set(keys)) == 4
    assert door.read(event("CLICK", key="A"), signed())[0].dedupe_key == keys[2]


def test_following_through_a_code_carries_its_scene(door: WeChatDoor) -> None:
    message, _ = door.read(event("subscribe", key="qrscene_advisor-lin"), signed())
    assert (message.event, message.event_key) == ("subscribe_scan", "advisor-lin")


def test_unknown_events_and_types_are_messages_like_any_other(door: WeChatDoor) -> None:
    assert door.read(event("brand_new"), signed())[0].event == "brand_new"
    assert door.read(BODY.replace("[text]", "[hologram]").encode(), signed())[0].kind == "unknown"


@pytest.mark.parametrize("items", [1, 2])
def test_a_list_of_one_and_of_many_both_arrive(door: WeChatDoor, items: int) -> None:
    rows = "".join(f"<List><TemplateId>t{n}</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>" for n in range(items))
    more = f"<SubscribeMsgPopupEvent>{rows}</SubscribeMsgPopupEvent>"
    assert "List" in door.read(event("subscribe_msg_popup_event", more=more), signed())[0].extra["SubscribeMsgPopupEvent"]


def test_a_tap_is_told_from_a_typed_text(door: WeChatDoor) -> None:
    assert door.read(field(BODY, "bizmsgmenuid", "fb-up").encode(), signed())[0].tapped
    assert not door.read(BODY.encode(), signed())[0].tapped


@pytest.mark.parametrize("recognition", ["", "<Recognition></Recognition>", "<Recognition><![CDATA[]]></Recognition>"])
def test_a_voice_without_a_transcript_has_no_text(door: WeChatDoor, recognition: str) -> None:
    body = BODY.replace("[text]", "[voice]").replace("<Content><![CDATA[ 宝宝发烧 ]]></Content>", f"<MediaId>M</MediaId>{recognition}")
    message, _ = door.read(body.encode(), signed())
    assert (message.text, message.media_id) == (None, "M")


def test_replies_cannot_be_broken_out_of(door: WeChatDoor) -> None:
    message = InboundMessage("oU1", "gh", "text", "k", door.read(BODY.encode(), signed())[0].sent_at)
    evil = "好]]></Content><MsgType><![CDATA[transfer_customer_service]]></MsgType><Content><![CDATA[\x0b\x00坏"
    xml = door.render([text_part(evil)], message, encrypted=False)
    parsed = parse_message(xml)
    assert parsed.type == "text"
    assert "坏" in parsed.content
    assert (parsed.source, parsed.target) == ("gh", "oU1")
    assert "\x0b" not in sanitise(evil)


def test_only_what_the_platform_takes_as_passive_is_passive() -> None:
    assert can_be_passive(text_part("好"))
    assert not can_be_passive(menu_part("选", [("1", "一")]))
    assert not can_be_passive(Part("image", {"path": "x.jpg"}))


def test_a_card_is_one_article(door: WeChatDoor) -> None:
    message, _ = door.read(BODY.encode(), signed())
    xml = door.render(
        [Part("news", {"title": "标题]]>", "description": "", "url": "https://e.invalid", "image_url": ""})], message, encrypted=False
    )
    assert "<ArticleCount>1</ArticleCount>" in xml
