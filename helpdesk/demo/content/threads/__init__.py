"""Hand-written threads, a file per language and theme."""
