"""A factory to look at: a real ledger with a month of history, and simulated boards beside it."""
