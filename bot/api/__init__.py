"""The staff API under /api/v1: routes translate, rules live below."""

from bot.api.articles import blueprint as articles
from bot.api.desk import blueprint as desk
from bot.api.live import blueprint as live
from bot.api.preview import blueprint as preview
from bot.api.session import blueprint as session
from bot.api.staff import blueprint as staff

BLUEPRINTS = (session, desk, live, articles, preview, staff)
