"""Access tokens, and why they are refused."""

import pytest

USER_GET = "/cgi-bin/user/get"


def errcode(platform, token):
    platform.token = token
    return platform.api(USER_GET).get("errcode", 0)


def test_a_new_token_replaces_the_old_one_after_five_minutes(platform):
    first = platform.new_token()
    second = platform.new_token()
    assert first != second
    assert (errcode(platform, first), errcode(platform, second)) == (0, 0)
    platform.advance(301)
    assert (errcode(platform, first), errcode(platform, second)) == (40001, 0)


def test_the_stable_token_stays_the_same_until_five_minutes_before_its_end(platform):
    first = platform.ask_stable()
    platform.advance(6000)
    again = platform.ask_stable()
    assert again["access_token"] == first["access_token"]
    assert again["expires_in"] <= 1200
    platform.advance(1000)
    assert platform.ask_stable()["access_token"] != first["access_token"]
    assert errcode(platform, first["access_token"]) == 0
    platform.advance(201)
    assert errcode(platform, first["access_token"]) == 42001


def test_forcing_kills_the_stable_token_but_not_twice_in_thirty_seconds(platform):
    first = platform.ask_stable()["access_token"]
    forced = platform.ask_stable(force=True)["access_token"]
    assert forced != first
    assert errcode(platform, first) == 40001
    assert platform.ask_stable(force=True)["access_token"] == forced
    platform.advance(31)
    assert platform.ask_stable(force=True)["access_token"] != forced


def test_the_two_kinds_of_token_do_not_disturb_each_other(platform):
    stable = platform.ask_stable()["access_token"]
    platform.new_token()
    platform.advance(301)
    assert errcode(platform, stable) == 0


@pytest.mark.parametrize(("token", "code"), [("short", 40014), ("A" * 128, 40001)])
def test_it_refuses_foreign_tokens(platform, token, code):
    assert errcode(platform, token) == code


def test_it_refuses_a_wrong_account(platform):
    assert platform.ask_token(secret="other")["errcode"] == 40125
    assert platform.ask_token(appid="wxother")["errcode"] == 40013
    assert platform.ask_token(grant_type="password")["errcode"] == 40002


def test_a_refusal_carries_a_request_id_and_status_200(platform):
    platform.token = "short"
    response = platform.call(USER_GET)
    assert response.status_code == 200
    assert " rid: " in response.json()["errmsg"]


def test_tokens_can_be_made_to_end_early(platform):
    token = platform.new_token()
    platform.post("/tokens/expire")
    assert errcode(platform, token) == 42001
    assert errcode(platform, platform.new_token()) == 0


def test_the_day_has_a_limit_that_can_be_cleared(platform):
    platform.new_token()
    platform.post("/limits", path=USER_GET, calls=1)
    assert [platform.api(USER_GET).get("errcode", 0) for _ in range(2)] == [0, 45009]
    assert platform.api("/cgi-bin/clear_quota", {"appid": "wx0123456789abcdef"})["errcode"] == 0
    assert platform.api(USER_GET).get("errcode", 0) == 0
