"""What one family of boards needs."""
