"""The figures, and the files they become."""
