"""How bytes reach a board."""
