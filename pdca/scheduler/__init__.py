"""The embedded clock: runs the named jobs of the engine inside one process."""
