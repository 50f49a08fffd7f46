"""The use cases: what people and the clock do to a board, each in one transaction."""
