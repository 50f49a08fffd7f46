"""What waits for somebody, and what somebody asked of others."""
