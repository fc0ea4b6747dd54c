"""Uploading and fetching temporary media."""

from flask import Response, request

from simulator.errors import PlatformError
from simulator.platform_api.gate import Answer, behind_gate
from simulator.state import world

calls = behind_gate("media")


@calls.post("/cgi-bin/media/upload")
def upload() -> Answer:
    file = request.files.get("media")
    if file is None:
        raise PlatformError(41005)
    medium = world().media.upload(request.args.get("type", ""), file.read(), world().clock.now())
    name = "thumb_media_id" if medium.kind == "thumb" else "media_id"
    return {"type": medium.kind, name: medium.media_id, "created_at": medium.created_at}


@calls.get("/cgi-bin/media/get")
def fetch() -> Response | Answer:
    medium = world().media.fetch(request.args.get("media_id", ""), world().clock.now())
    if medium.kind == "video":
        return {"video_url": f"{world().settings.base_url}/sim/media/{medium.media_id}"}
    headers = {"Content-Disposition": f'attachment; filename="{medium.media_id[:12]}"'}
    return Response(medium.content, mimetype=medium.content_type, headers=headers)
