"""The ledger's schema, step by step; run from the program, never from a shell."""
