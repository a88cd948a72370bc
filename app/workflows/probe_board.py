"""Look at one board: who it is, what it holds, and what the ledger knows of it. Changes nothing."""

import threading
from pathlib import Path
from typing import Any

from app.domain.units import hardware_id
from app.workflows.profiles import load_profile
from app.workflows.services import Services
from flasher.job import run_probe
from flasher.timing import Clock, SystemClock


def probe_board(
    services: Services | None,
    port: str,
    profile_name: str,
    profiles_dir: Path,
    *,
    stop: threading.Event | None = None,
    clock: Clock | None = None,
) -> dict[str, Any]:
    """Return what the board at ``port`` is and what the ledger, where one is open, knows of it.

    Keys: port, outcome, code, mac, firmware, version, console, identity, licensed, known (the
    state of that license in the ledger), unit (the hardware id it belongs to), seconds.
    """
    profile = load_profile(profiles_dir, profile_name)
    result = run_probe(
        port=port,
        profile=profile,
        on_event=lambda _event: None,
        stop=stop or threading.Event(),
        clock=clock or SystemClock(),
    )
    record: dict[str, Any] = {
        "port": port,
        "outcome": str(result.outcome),
        "code": result.code,
        **{key: value for key, value in result.facts.items() if key != "port"},
    }
    board = result.board
    if board is not None:
        record |= {
            "mac": board.mac,
            "firmware": board.firmware_name,
            "version": board.firmware_version,
            "console": board.console,
            "licensed": not board.holding.is_blank,
            "identity": board.holding.identity,
        }
        if services is not None and board.holding.identity is not None:
            record |= _known(services, board.holding.identity, board.mac)
    record["seconds"] = round(result.seconds, 3)
    return record


def _known(services: Services, identity: str, mac: str | None) -> dict[str, Any]:
    found = services.ledger.custody.find_any(identity)
    if not found:
        return {"known": None, "unit": None}
    seen = found[0]
    hwid = hardware_id(mac=mac)
    return {
        "known": str(seen.state),
        "lot": seen.lot,
        "unit": seen.unit_hwid,
        "is_own": seen.unit_hwid is not None and seen.unit_hwid == hwid,
    }
