"""The `pdca` command: turns words on a terminal into use cases, and errors into exit codes."""
