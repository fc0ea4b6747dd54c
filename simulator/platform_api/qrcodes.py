"""Making QR codes, and their picture."""

import io

import segno
from flask import Response, request

from simulator.errors import PlatformError
from simulator.platform_api.gate import Answer, behind_gate, body
from simulator.state import world

calls = behind_gate("qrcodes")


@calls.post("/cgi-bin/qrcode/create")
def create() -> Answer:
    code = world().qrcodes.create(body(), world().clock.now())
    ends = {} if code.expires_at is None else {"expire_seconds": round(code.expires_at - code.created_at)}
    return {"ticket": code.ticket, "url": code.url, **ends}


@calls.get("/cgi-bin/showqrcode")
def picture() -> Response:
    """PNG, without a token; `format=svg` for print."""
    code = world().qrcodes.find(request.args.get("ticket", ""))
    if code is None:
        raise PlatformError(40035, "ticket")
    kind = "svg" if request.args.get("format") == "svg" else "png"
    out = io.BytesIO()
    segno.make(code.url, error="m").save(out, kind=kind, scale=8, border=3)
    return Response(out.getvalue(), mimetype="image/svg+xml" if kind == "svg" else "image/png")
