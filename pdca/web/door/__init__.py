"""Who comes in, and what every answer carries: hosts, headers, sessions and forged forms."""
