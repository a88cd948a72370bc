"""The engine: writes one board over one byte link. No Qt, no database, no network services."""
