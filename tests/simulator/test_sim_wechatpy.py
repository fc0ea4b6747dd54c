"""The client library most accounts use finds everything where it expects it."""

import pytest
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException


@pytest.fixture
def client(platform):
    client = WeChatClient("wx0123456789abcdef", "a-secret", access_token=platform.new_token(), timeout=5, auto_retry=False)
    client.API_BASE_URL = platform.base + "/cgi-bin/"
    return client


def test_the_library_sends_and_sets_up(mei, client):
    mei.says("在吗")
    client.message.send_text(mei.openid, "您好 👶")
    client.message.send_articles(mei.openid, [{"title": "睡眠", "description": "夜醒", "url": "https://example.com/", "image": ""}])
    client.message.send_msg_menu(mei.openid, {"head_content": "有帮助吗", "list": [{"id": "1", "content": "有"}], "tail_content": ""})
    media_id = client.media.upload("image", ("a.jpg", b"\xff\xd8\xff" + bytes(20), "image/jpeg"))["media_id"]
    client.message.send_image(mei.openid, media_id)
    client.message.send_template(mei.openid, "T", {"thing1": {"value": "体检"}})
    assert [item["kind"] for item in mei.shows("account")] == ["text", "news", "msgmenu", "image", "template"]
    client.menu.create({"button": [{"type": "click", "name": "找顾问", "key": "MENU_ADVISOR"}]})
    assert client.menu.get()["menu"]["button"][0]["key"] == "MENU_ADVISOR"
    assert client.qrcode.create({"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "ward-3"}}})["ticket"]
    assert client.user.get(mei.openid)["subscribe"] == 1
    assert client.media.download(media_id).content.startswith(b"\xff\xd8\xff")


def test_the_library_understands_refusals(mei, client):
    with pytest.raises(WeChatClientException) as refused:
        client.message.send_text(mei.openid, "您好")
    assert refused.value.errcode == 45015
