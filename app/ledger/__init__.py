"""Every license and where it went."""
