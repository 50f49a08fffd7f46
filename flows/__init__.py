"""Prefect, and nothing else that knows it: thin shells around the same use cases, for more than one machine.

Whoever imports them reports nothing home.
"""

import os

os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
