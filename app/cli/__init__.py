"""The same workflows from a shell."""
