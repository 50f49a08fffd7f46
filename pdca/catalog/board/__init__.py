"""One module per file of a board folder: what its cells mean, and everything that can be wrong with them."""
