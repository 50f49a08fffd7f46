"""The demo only: parts to play, captured mail, a clock that can be moved."""
