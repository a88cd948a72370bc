"""The import wizard: drop a list, see what is in it and what is wrong with it, import it."""
