"""Who is told what, on which day: the ladder of an item and the people it reaches (NOTICES.md)."""
