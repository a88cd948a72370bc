"""Tables as lists of columns over frozen rows."""
