"""A pretend board with its own flash, paced at its baud rate, with faults on request."""
