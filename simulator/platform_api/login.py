"""Web login (OAuth) for pages opened on the phone; the phone page's cookie says whose phone it is."""

from flask import redirect, request
from werkzeug.wrappers import Response

from simulator.errors import PlatformError
from simulator.platform_api.gate import Answer, behind_gate, check_account
from simulator.state import world

calls = behind_gate("login")
COOKIE = "sim_openid"


@calls.get("/sns/oauth2/access_token")
def exchange() -> Answer:
    check_account(request.args.get("appid", ""), request.args.get("secret", ""))
    openid, scope = world().logins.redeem(request.args.get("code", ""), world().clock.now())
    answer = {"access_token": f"web-{openid}", "expires_in": 7200, "refresh_token": f"again-{openid}", "openid": openid, "scope": scope}
    unionid = world().parents.known(openid).unionid
    return answer | ({"unionid": unionid} if scope == "snsapi_userinfo" and unionid else {})


def authorize() -> Response:
    """Served outside the gate: a browser page. `sim_openid` in the query or the cookie names the phone."""
    target, state = request.args.get("redirect_uri", ""), request.args.get("state", "")
    parent = world().parents.find(request.args.get(COOKIE) or request.cookies.get(COOKIE, ""))
    if parent is None or not target.startswith(("http://", "https://")):
        raise PlatformError(40035, "open this page from a phone")
    code = world().logins.issue(parent.openid, request.args.get("scope", "snsapi_base"), world().clock.now())
    return redirect(f"{target}{'&' if '?' in target else '?'}code={code}&state={state}")
