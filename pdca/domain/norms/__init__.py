"""Norms as data: requirements by code, in editions."""
