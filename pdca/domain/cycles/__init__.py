"""The wheel of a cycle: one programme, one unit, one period, four phases with tasks and gates."""
