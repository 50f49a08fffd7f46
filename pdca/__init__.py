"""PDCA improvement cycles that close: what is due, who is told, and what closes."""

__version__ = "0.1.0"
