"""How long somebody must wait who keeps typing the wrong PIN.

The count of failures is kept in the ledger and never fades: only a good sign-in or an administrator
resets it. So neither a restart nor a clock set forward buys more than one further try, and a clock
set back starts the wait anew instead of ending it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_TRIES = 5
BLOCKED_AT = 15
LONGEST = timedelta(hours=1)
FIRST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person may try now. ``until``: when the wait ends; None with ``is_blocked``."""

    may_try: bool
    until: datetime | None = None
    is_blocked: bool = False
    starts_anew: bool = False


def wait_after(failures: int) -> timedelta:
    """Return the wait after that many failures in a row: none, then 1, 2, 4 … 60 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 10)
    return min(LONGEST, FIRST * (1 << doublings))


def standing(
    failures: int,
    tried_at: datetime | None,
    locked_until: datetime | None,
    now: datetime,
    *,
    is_last_administrator: bool = False,
) -> Standing:
    """Say whether somebody with this past may try at ``now`` (UTC).

    The last administrator is never blocked for good: nobody would be left to let them in.
    """
    if failures >= BLOCKED_AT and not is_last_administrator:
        return Standing(may_try=False, is_blocked=True)
    if locked_until is None:
        return Standing(may_try=True)
    if tried_at is not None and now < tried_at:
        return Standing(may_try=False, until=now + wait_after(failures), starts_anew=True)
    if now < locked_until:
        return Standing(may_try=False, until=locked_until)
    return Standing(may_try=True)
