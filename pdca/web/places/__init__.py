"""The routes, one module for each place that somebody can go to."""
