"""The radar in the background: started by the schedule where something changed, going on until nothing is left."""

import time

from django_tasks import task

from customers.duplicates import radar

TURN_S = 20  # seconds for which other work waits at most
BEHIND = -50  # whatever else waits comes first


def start() -> None:
    """Let a worker look at the customers that changed. A job of the schedule; twice does no harm."""
    if radar.is_due():
        sweep.enqueue()


@task(priority=BEHIND)
def sweep() -> None:
    """Look at batch after batch for a while, then let others work and go on behind them."""
    until = time.monotonic() + TURN_S
    while radar.look():
        if time.monotonic() > until:
            sweep.enqueue()
            return
