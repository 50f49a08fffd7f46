"""The wheel of an improvement action: plan, do, check, act, closed."""
