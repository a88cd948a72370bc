"""The rooms of the ledger page: backups, locks, proof, and what a restore left in question."""
