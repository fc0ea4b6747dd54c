"""`python -m simulator`: run the stand-in platform until interrupted."""

import logging
import sys

from werkzeug.serving import make_server

from simulator.app import create_app
from simulator.settings import Settings, SettingsError, load_settings


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    serve(settings)
    return 0


def serve(settings: Settings) -> None:
    server = make_server(settings.host, settings.port, create_app(settings), threaded=True)
    logging.getLogger("simulator").info("phone at %s, webhook %s", settings.base_url, settings.bot_url)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
