"""A value that never shows itself.

A license's secret travels through the program as a :class:`Secret`. It prints dots, refuses to be
pickled or formatted, compares in constant time, and is opened only by calling :meth:`Secret.reveal`
by name, so that the places where a secret becomes readable can be listed with a search.
"""

import hmac
from typing import Final, NoReturn

DOTS: Final = "••••••"


class Secret:
    """One secret text. Equality is constant-time; every accidental way to show it prints dots."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text itself. Call this only where the secret is imported, sealed or sent."""
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __repr__(self) -> str:
        return f"Secret({DOTS})"

    def __str__(self) -> str:
        return DOTS

    def __format__(self, spec: str) -> str:
        return format(DOTS, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied to another process")
