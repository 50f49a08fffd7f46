"""What `pdca tick` and then `pdca deliver` do on one day, in one process: `python -m benchmarks.one_day INSTANT`.

Where everything is and who sends comes from the settings, as in any installation.
"""

from __future__ import annotations

import sys
from datetime import datetime

from pdca.bootstrap import open_runtime
from pdca.mail.smtp import run
from pdca.services.engine.tick import tick
from pdca.services.mailing.deliver import deliver


def main(instant: str) -> None:
    """Run one day."""
    now = datetime.fromisoformat(instant)
    runtime = open_runtime()
    tick(runtime.store, runtime.shipped, now)
    run(deliver(runtime.store, runtime.post(lambda: now)))


if __name__ == "__main__":
    main(sys.argv[1])
