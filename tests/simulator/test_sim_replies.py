"""The bot's answer is read strictly, in the clear and encrypted."""

import pytest
from simulated import AES_KEY, APP_ID
from small_bot import text_reply
from wechatpy.crypto import WeChatCrypto

from simulator.crypto import Envelope
from simulator.reply import ReplyFault, parse

GOOD = (
    "<xml><ToUserName>oU1</ToUserName><FromUserName>gh_a</FromUserName><CreateTime>1</CreateTime>"
    "<MsgType>text</MsgType><Content>好</Content></xml>"
)
ARTICLE = "<item><Title>一</Title><Description/><PicUrl/><Url>https://example.com/</Url></item>"


def news(count, items):
    return GOOD.replace(">text<", ">news<").replace(
        "<Content>好</Content>", f"<ArticleCount>{count}</ArticleCount><Articles>{items}</Articles>"
    )


def read(body, mode="plain", seal=None):
    return parse(body.encode(), "oU1", "gh_a", mode, seal)


def test_good_replies_are_read():
    assert read(GOOD).content == "好"
    assert read(news(1, ARTICLE)).data["url"] == "https://example.com/"
    assert read(GOOD.replace("好", "好" * 682)) is not None


@pytest.mark.parametrize(
    "body",
    [
        '{"content": "好"}',
        "<html></html>",
        GOOD.replace("</xml>", ""),
        GOOD.replace("<ToUserName>oU1", "<ToUserName>gh_a").replace("<FromUserName>gh_a", "<FromUserName>oU1"),
        GOOD.replace("</xml>", "<MsgType>transfer_customer_service</MsgType></xml>"),
        GOOD.replace(">text<", ">dance<"),
        GOOD.replace("好", ""),
        GOOD.replace("好", "好" * 683),
        GOOD.replace("<CreateTime>1</CreateTime>", ""),
        GOOD.replace("好", "\x0b"),
        "<!DOCTYPE xml>" + GOOD,
        news(2, ARTICLE * 2),
        news(1, ARTICLE * 2),
        GOOD.replace(">text<", ">image<"),
    ],
)
def test_anything_else_is_a_fault(body):
    with pytest.raises(ReplyFault):
        read(body)


def test_a_fault_shows_the_banner_with_its_reason(mei, bot):
    bot.answer = lambda received: "{}"
    mei.says("在吗")
    assert "well-formed" in mei.shows("system")[0]["data"]["reason"]


def test_an_image_must_have_been_uploaded(mei, bot):
    bot.answer = lambda received: (
        text_reply(received, "x")
        .replace("[text]", "[image]")
        .replace("<Content><![CDATA[x]]></Content>", "<Image><MediaId>unknown</MediaId></Image>")
    )
    mei.says("在吗")
    assert mei.shows("account") == []
    assert len(mei.shows("system")) == 1


def sealed(received, crypto, content="您好"):
    """What a bot in safe mode does, with another implementation of the cipher."""
    params = received.params
    plain = crypto.decrypt_message(received.body, params["msg_signature"], params["timestamp"], params["nonce"])
    return crypto.encrypt_message(text_reply(type(received)(params, plain), content), "12345")


@pytest.fixture
def crypto():
    return WeChatCrypto("a-token", AES_KEY, APP_ID)


def test_safe_mode_sends_ciphertext_and_wants_ciphertext(mei, bot, platform, crypto):
    platform.post("/settings", mode="safe")
    bot.answer = lambda received: sealed(received, crypto)
    mei.says("在吗")
    assert "Content" not in bot.received[0].fields
    assert bot.received[0].params["encrypt_type"] == "aes"
    assert [item["content"] for item in mei.shows("account")] == ["您好"]
    bot.answer = lambda received: "success"
    assert mei.says("在吗")["delivery"]["outcome"] == "silent"


def test_safe_mode_refuses_a_plain_or_forged_answer(mei, bot, platform, crypto):
    platform.post("/settings", mode="safe")
    bot.answer = lambda received: GOOD
    assert mei.says("在吗")["delivery"]["outcome"] == "fault"
    bot.answer = lambda received: sealed(received, crypto).replace("<TimeStamp>", "<TimeStamp>1")
    assert mei.says("在吗")["delivery"]["outcome"] == "fault"


@pytest.mark.parametrize("encrypts", [True, False])
def test_compatible_mode_takes_either_answer(mei, bot, platform, crypto, encrypts):
    platform.post("/settings", mode="compatible")
    bot.answer = lambda received: sealed(received, crypto) if encrypts else text_reply(received, "您好")
    mei.says("在吗")
    assert {"Content", "Encrypt"} <= bot.received[0].fields.keys()
    assert [item["content"] for item in mei.shows("account")] == ["您好"]


def test_an_encrypted_answer_is_a_fault_in_plain_mode():
    with pytest.raises(ReplyFault):
        read(f"<xml><Encrypt>{Envelope('t', AES_KEY, APP_ID).seal(GOOD)}</Encrypt></xml>")
