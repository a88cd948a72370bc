"""What ends an import besides a wrong file: somebody pressed stop."""

from app.errors import Refused


class ImportStopped(Refused):
    """Somebody pressed stop; nothing was imported."""
