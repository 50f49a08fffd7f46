"""Seeing: dashboard and year plan, and calendars to subscribe to."""
