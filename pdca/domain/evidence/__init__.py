"""Files that people show: which are taken, and what is taken out of them."""
