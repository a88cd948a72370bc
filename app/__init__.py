"""The station: ledger, lots, labels, reports, people, screens."""
