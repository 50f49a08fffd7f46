"""Why did I get this mail, and why did nobody get one: the rules replayed as a trace that a person understands."""
