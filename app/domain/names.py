"""What may be a name that people give: of a lot, an order, a station. Readable, and not long.

A control character could draw a false line on a screen, in a log or on a label; one that turns the
direction of writing could make one name look like another.
"""

import unicodedata

from app.errors import BadInput

LONGEST = 128
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Unicode categories: controls, formats (direction marks, zero-width), surrogates, private use."""


def check_name(name: str) -> None:
    """Raise BadInput ``name-unfit`` for what cannot be a name; it repeats none of it."""
    unseen = any(unicodedata.category(char) in _INVISIBLE for char in name[: LONGEST + 1])
    if len(name) > LONGEST or unseen:
        raise BadInput("name-unfit", most=LONGEST, length=len(name))
