"""What the account sets up: media, QR codes, menu, tags, followers, notices, web login."""

import time

import pytest
import requests

BUTTONS = [
    {"name": "问一问", "sub_button": [{"type": "click", "name": "睡眠", "key": "sleep"}]},
    {"type": "view", "name": "档案", "url": "https://example.com/"},
]


def upload(platform, kind, content):
    params = {"access_token": platform.token or platform.new_token(), "type": kind}
    files = {"media": ("file", content, "application/octet-stream")}
    return requests.post(f"{platform.base}/cgi-bin/media/upload", params=params, files=files, timeout=10).json()


def test_media_can_be_uploaded_sent_and_fetched_for_three_days(mei, platform):
    picture = b"\xff\xd8\xff" + bytes(100)
    media_id = upload(platform, "image", picture)["media_id"]
    mei.says("在吗")
    assert (
        platform.api("/cgi-bin/message/custom/send", {"touser": mei.openid, "msgtype": "image", "image": {"media_id": media_id}})["errcode"]
        == 0
    )
    fetched = platform.call("/cgi-bin/media/get", media_id=media_id)
    assert (fetched.content, fetched.headers["Content-Type"]) == (picture, "image/jpeg")
    platform.advance(3 * 86400 + 1)
    platform.new_token()
    assert platform.api("/cgi-bin/media/get", media_id=media_id)["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [("dance", b"x", 40004), ("image", b"", 41005), ("image", b"text", 40005), ("image", b"\xff\xd8\xff" + bytes(2**21), 40006)],
)
def test_bad_uploads_are_refused(platform, kind, content, code):
    assert upload(platform, kind, content)["errcode"] == code


def test_her_own_voice_can_be_fetched(mei, bot, platform):
    mei.says("", type="voice")
    fetched = platform.call("/cgi-bin/media/get", media_id=bot.received[0].fields["MediaId"])
    assert fetched.content.startswith(b"#!AMR")


def test_a_qr_code_has_a_picture_and_can_be_picked_on_the_phone(platform):
    body = {"expire_seconds": 60, "action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "ward-3"}}}
    ticket = platform.api("/cgi-bin/qrcode/create", body)["ticket"]
    assert requests.get(f"{platform.base}/cgi-bin/showqrcode", params={"ticket": ticket}, timeout=5).content.startswith(b"\x89PNG")
    assert [code["scene"] for code in platform.get("/qrcodes")["qrcodes"]] == ["ward-3"]
    platform.advance(61)
    assert platform.get("/qrcodes")["qrcodes"] == []
    assert platform.api("/cgi-bin/qrcode/create", {**body, "expire_seconds": 2_592_001})["errcode"] == 40035


def test_the_menu_is_checked_kept_and_deleted(platform):
    assert platform.api("/cgi-bin/menu/get")["errcode"] == 46003
    assert platform.api("/cgi-bin/menu/create", {"button": BUTTONS})["errcode"] == 0
    assert platform.api("/cgi-bin/menu/get")["menu"]["button"] == BUTTONS
    assert platform.get("/menu")["button"] == BUTTONS
    assert platform.api("/cgi-bin/menu/create", {"button": BUTTONS * 2})["errcode"] == 40016
    assert platform.api("/cgi-bin/menu/create", {"button": [{"type": "click", "name": "一二三四五六", "key": "k"}]})["errcode"] == 40018
    platform.api("/cgi-bin/menu/delete")
    assert platform.api("/cgi-bin/menu/get")["errcode"] == 46003


def test_user_info_gives_no_name_and_nothing_of_those_who_left(mei, platform):
    info = platform.api("/cgi-bin/user/info", openid=mei.openid)
    assert info["subscribe"] == 1
    assert not {"nickname", "headimgurl", "sex", "language", "unionid"} & info.keys()
    mei.does("unsubscribe")
    assert platform.api("/cgi-bin/user/info", openid=mei.openid) == {"subscribe": 0, "openid": mei.openid}


def test_tags(mei, platform):
    tag = platform.api("/cgi-bin/tags/create", {"tag": {"name": "8 个月"}})["tag"]["id"]
    assert platform.api("/cgi-bin/tags/create", {"tag": {"name": "8 个月"}})["errcode"] == 45157
    assert platform.api("/cgi-bin/tags/members/batchtagging", {"tagid": tag, "openid_list": [mei.openid]})["errcode"] == 0
    assert platform.api("/cgi-bin/tags/getidlist", {"openid": mei.openid})["tagid_list"] == [tag]
    assert platform.api("/cgi-bin/tags/members/batchtagging", {"tagid": tag, "openid_list": ["oX"]})["errcode"] == 49003
    assert platform.api("/cgi-bin/tags/members/batchtagging", {"tagid": tag, "openid_list": [mei.openid] * 51})["errcode"] == 40032
    platform.api("/cgi-bin/tags/delete", {"tag": {"id": tag}})
    assert platform.api("/cgi-bin/tags/getidlist", {"openid": mei.openid})["tagid_list"] == []


def test_a_template_message_needs_a_follower_and_reports_back(mei, bot, platform):
    body = {"touser": mei.openid, "template_id": "T", "data": {"first": {"value": "您好"}, "thing1": {"value": "体检"}}}
    sent = platform.api("/cgi-bin/message/template/send", body)
    assert sent["errcode"] == 0
    platform.get("/wait", after=0, openid=mei.openid)
    assert mei.shows("account")[0]["content"] == "体检"
    job = next(event for _ in range(100) for event in soon(bot, "TEMPLATESENDJOBFINISH"))
    assert (job.fields["MsgID"], job.fields["Status"]) == (str(sent["msgid"]), "success")
    mei.does("unsubscribe")
    assert platform.api("/cgi-bin/message/template/send", body)["errcode"] == 43004


def soon(bot, name):
    time.sleep(0.02)
    return bot.events(name)


def test_one_consent_is_one_notice(mei, platform):
    body = {"touser": mei.openid, "template_id": "V", "data": {"thing1": {"value": "疫苗"}}}

    def send():
        return platform.api("/cgi-bin/message/subscribe/bizsend", body)["errcode"]

    assert send() == 43101
    mei.does("subscribe_msg_popup_event", items=[{"template_id": "V"}])
    assert (send(), send()) == (0, 43101)


def test_web_login_names_the_phone_once(mei, platform):
    ask = {"appid": "wx0123456789abcdef", "redirect_uri": "http://127.0.0.1:9/h5?x=1", "state": "S", "sim_openid": mei.openid}
    answer = requests.get(f"{platform.base}/connect/oauth2/authorize", params=ask, allow_redirects=False, timeout=5)
    code = answer.headers["Location"].split("code=")[1].split("&")[0]
    exchange = {"appid": "wx0123456789abcdef", "secret": "a-secret", "code": code, "grant_type": "authorization_code"}
    answers = [requests.get(f"{platform.base}/sns/oauth2/access_token", params=exchange, timeout=5).json() for _ in range(2)]
    assert (answers[0]["openid"], answers[1]["errcode"]) == (mei.openid, 40163)


def test_the_phone_page_is_served(platform):
    page = requests.get(platform.base + "/", timeout=5)
    assert "育儿顾问" in page.text
