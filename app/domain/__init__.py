"""Words and rules of the trade; imports nothing but errors and the engine's words."""
