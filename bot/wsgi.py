"""What gunicorn serves. With --preload the knowledge is built once and its memory shared by the workers."""

import gc

from bot.app import create_app

app = create_app()
app.extensions["house"].warm_up()
# What was built so far stays: without this, every full garbage collection walks the whole knowledge, for a good part of a second,
# and copies the pages that forked workers share.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
