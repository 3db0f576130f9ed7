"""The web server: two worker processes with a few threads each, on this machine only unless HOST says otherwise."""

import gc
import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 20
keepalive = 5
loglevel = "warning"
max_requests = 20_000
max_requests_jitter = 2_000
# Nothing here needs the socket for run-time commands, and by default it stands under somebody's home folder.
control_socket_disable = True


def post_worker_init(worker):
    """What was loaded stays: looking through it for garbage took a hundred milliseconds in the midst of a page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
