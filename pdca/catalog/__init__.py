"""Reading board folders and shipped configuration: TOML, CSV and XLSX in, domain values out, and back."""
