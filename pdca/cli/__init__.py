"""The `pdca` command: turns words on a terminal into use cases, and errors into exit codes."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the words on the command line name."""
    from typer.main import get_command

    from pdca.cli.app import app
    from pdca.cli.terminal.errors import report_unexpected

    sys.excepthook = report_unexpected
    for stream in (sys.stdout, sys.stderr):
        if hasattr(
            stream, "reconfigure"
        ):  # names have accents and charts have blocks, whatever the locale says
            stream.reconfigure(encoding="utf-8", errors="replace")
    get_command(app).main()
