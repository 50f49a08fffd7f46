"""How fast it is, measured on the spot and told as ratios: `python -m benchmarks`, or `pdca bench`.

This package is also imported by the processes that are measured, so it loads nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are named, or all of them at a small size; return an exit code."""
    from benchmarks.runner import run  # noqa: PLC0415 - see above

    return run(argv)
