"""Keys unreadable at rest; who is at the bench."""
