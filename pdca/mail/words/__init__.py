"""The words of a mail: catalogues per language, the lines as they are told, and the built templates."""
