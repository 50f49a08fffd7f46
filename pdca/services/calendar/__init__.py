"""The calendar of a person or a unit, for the programs in which people keep their own."""
