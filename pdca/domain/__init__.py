"""The rules of improvement cycles: pure values and decisions, with today as an argument."""
