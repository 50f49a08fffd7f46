"""Is the installation well? Facts gathered thinly, judged by pure rules, each with what to do about it."""
