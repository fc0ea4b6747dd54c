"""How the platform refuses a call: HTTP 200, an errcode, and an errmsg that ends in a request id."""

import secrets
import time

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40029: "invalid code",
    40032: "invalid openid list size",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40066: "invalid url",
    40125: "invalid appsecret",
    40163: "code been used",
    40200: "invalid account type",
    41001: "access_token missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "api freq out of limit",
    45011: "api minute-quota reach limit  must slower  retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45056: "too many tags",
    45057: "tag has too many fans",
    45058: "can't modify sys tag",
    45059: "too many tags on this user",
    45072: "invalid command",
    45080: "no message in the last 30 seconds",
    45081: "already typing",
    45157: "tag name existed",
    45158: "invalid tag name",
    45159: "invalid tag",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
    48006: "forbid to clear quota because of reaching the limit",
    49003: "not match appid with openid",
    65400: "please enable new custom service, or wait for a while if you have enabled",
    65401: "invalid custom service account",
    65413: "no such session",
    65414: "session is serving by another custom service",
    65415: "custom service is offline",
    65416: "invalid parameter",
    65406: "custom service account exists",
}


class PlatformError(Exception):
    """The call is refused with `errcode`; `detail` is added to the platform's usual wording."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        self.errcode = errcode
        self.errmsg = " ".join(filter(None, (MESSAGES.get(errcode, "error"), detail)))
        super().__init__(f"{errcode} {self.errmsg}")


def refusal(errcode: int, errmsg: str | None = None) -> dict[str, object]:
    """The JSON body of a refused call."""
    return {"errcode": errcode, "errmsg": f"{errmsg or MESSAGES.get(errcode, 'error')} rid: {_rid()}"}


def _rid() -> str:
    return f"{int(time.time()):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
