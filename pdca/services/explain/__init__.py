"""Why somebody got a mail, and why nobody did."""
