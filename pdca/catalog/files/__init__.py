"""How files become text cells and keys, each with the place it stands: CSV, Excel, TOML."""
