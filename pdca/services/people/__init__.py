"""What people set for themselves and for whom they lead, and handing over what somebody does."""
