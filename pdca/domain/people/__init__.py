"""Who works where, in which role, who is there today and who stands in."""
