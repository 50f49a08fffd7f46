"""What every command needs of a terminal: words in, tables and documents out, errors as exit codes."""
