"""The built console, served as static files under /console."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, send_from_directory
from werkzeug.wrappers.response import Response as WerkzeugResponse

from bot.settings import ROOT

blueprint = Blueprint("console", __name__)
DIST = ROOT / "console" / "dist"
FOR_EVER = "public, max-age=31536000, immutable"


@blueprint.get("/")
@blueprint.get("/console")
def entrance() -> WerkzeugResponse:
    return redirect("/console/")


@blueprint.get("/console/")
@blueprint.get("/console/<path:path>")
def console(path: str = "index.html") -> Response:
    """A file of the build; every other path is a page of the application."""
    if not DIST.exists():
        return Response("the console is not built: run `make setup`", status=503, mimetype="text/plain")
    found = path if (DIST / path).is_file() else "index.html"
    answer = send_from_directory(DIST, found)
    answer.headers["Cache-Control"] = "no-cache" if found == "index.html" else FOR_EVER
    return answer
