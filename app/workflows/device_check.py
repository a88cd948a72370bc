"""Read a connected board back and compare it with the record; the secret itself is not needed.

The ledger keeps a keyed digest of what went onto the device, so this works for closed lots whose
secrets are purged (custody rule 13).
"""

from dataclasses import dataclass
from typing import Any

from app.domain.attempts import AttemptRecord
from app.domain.licenses import LicenseSeen, LicenseState
from app.domain.quality import Verdict
from app.domain.stories import UnitStory
from app.domain.units import UnitSeen, is_usable_mac, show_mac
from app.domain.verdicts import Judgement
from app.errors import Refused
from app.workflows.life import living_run
from app.workflows.profiles import load_profile
from app.workflows.services import Services
from flasher.job import run_probe
from flasher.model import BoardFound, JobResult, Outcome
from flasher.transport.serial_link import open_serial

QA_SLOT = "QA"
DEFAULT_PROFILE = "tuyaopen"
PORT_OF_SLOT = "port-in-use-by-slot"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a connected board said of itself; its secret is compared and never kept."""

    port: str
    code: str
    mac: str | None
    identity: str | None
    matches: bool
    seconds: float

    def as_record(self) -> dict[str, Any]:
        """Return the reading as one JSON object."""
        return {
            "port": self.port,
            "code": self.code,
            "mac": self.mac,
            "identity": self.identity,
            "matches": self.matches,
            "seconds": round(self.seconds, 3),
        }


def read_board(services: Services, port: str, profile: str | None) -> JobResult:
    """Read the board at a port; changes nothing on it.

    Raises Refused ``port-in-use-by-slot`` where the port is a running slot's.
    """
    chosen = load_profile(services.profiles_dir, profile or DEFAULT_PROFILE)
    open_link = services.open_link or open_serial
    result = run_probe(port=port, profile=chosen, clock=services.clock, open_link=open_link)
    if result.code == PORT_OF_SLOT:
        raise Refused(PORT_OF_SLOT, **result.facts)
    return result


def check_device(
    services: Services, story: UnitStory, port: str, profile: str | None
) -> tuple[Reading, Judgement | None, tuple[UnitStory, ...]]:
    """Return what the device says, the judgement where it disagrees, and stories it leads to."""
    result = read_board(services, port, profile)
    board = result.board
    if board is None or result.outcome is not Outcome.PASS:
        reading = Reading(port, result.code, None, None, False, result.seconds)
        facts = {"port": port, "why": result.code}
        return reading, Judgement(Verdict.FAILED, "qa-device-unread", facts), ()
    found = _compare(services, story, board)
    code = "device-matches" if found is None else found.code
    identity = board.holding.identity
    reading = Reading(port, code, board.mac, identity, found is None, result.seconds)
    others = _led_to(services, story, board)
    if found is not None and found.verdict is Verdict.CLONE:
        _raise_alarm(services, board, result, port)
    return reading, found, others


def _compare(services: Services, story: UnitStory, board: BoardFound) -> Judgement | None:
    identity, seen, unit = board.holding.identity, story.license, story.unit
    own_mac = None if unit is None else unit.mac
    same_board = board.mac is None or own_mac is None or board.mac == own_mac
    if identity is None:
        code = "qa-device-blank" if same_board else "qa-device-other"
        return Judgement(Verdict.FAILED, code, _facts(board, own_mac))
    if seen is not None and identity == seen.identity:
        if not same_board:
            # One license, two boards: this one, and the one that the record knows.
            return Judgement(Verdict.CLONE, "qa-device-clone", _facts(board, own_mac))
        if not _is_same_secret(services, seen, board):
            return Judgement(Verdict.FAILED, "qa-device-key", _facts(board, own_mac))
        return None
    owner = _owner(services, identity)
    if owner is not None and owner.unit_hwid not in {None, board.mac}:
        facts = {"identity": identity, "unit": owner.unit_hwid or "?"}
        return Judgement(Verdict.CLONE, "qa-device-foreign", facts)
    if not same_board:
        return Judgement(Verdict.FAILED, "qa-device-other", _facts(board, own_mac))
    return Judgement(Verdict.FAILED, "qa-device-differs", _facts(board, own_mac))


def _facts(board: BoardFound, own_mac: str | None) -> dict[str, object]:
    return {
        "identity": board.holding.identity or "-",
        "mac": show_mac(board.mac) if board.mac else "-",
        "label_mac": show_mac(own_mac) if own_mac else "-",
    }


def _is_same_secret(services: Services, seen: LicenseSeen, board: BoardFound) -> bool:
    key = board.holding.key
    return key is not None and services.vault.is_digest_of(seen.digest, seen.family, key)


def _owner(services: Services, identity: str) -> LicenseSeen | None:
    found = services.ledger.custody.find_any(identity)
    return found[0] if found else None


def _led_to(services: Services, story: UnitStory, board: BoardFound) -> tuple[UnitStory, ...]:
    """Return the stories of the board itself and of its license, where they are others."""
    from app.domain.scans import Clue, ClueKind

    clues = []
    if board.mac is not None:
        clues.append(Clue(ClueKind.MAC, board.mac))
    if board.holding.identity is not None:
        clues.append(Clue(ClueKind.IDENTITY, board.holding.identity))
    own = None if story.unit is None else story.unit.id
    subjects = services.ledger.stories.find(clues)
    return tuple(services.ledger.stories.tell(subject) for subject in subjects if subject[0] != own)


def _raise_alarm(services: Services, board: BoardFound, result: JobResult, port: str) -> None:
    """Hold the license and both boards, as the bench does when it meets a clone (rule 7)."""
    identity = board.holding.identity
    seen = None if identity is None else _owner(services, identity)
    if seen is None or board.mac is None or not is_usable_mac(board.mac):
        return
    if seen.state not in {
        LicenseState.VERIFIED,
        LicenseState.DOUBTFUL,
        LicenseState.HELD,
        LicenseState.WRITING,
        LicenseState.RESERVED,
    }:
        return
    record = AttemptRecord(
        started_at=services.clock.now(),
        seconds=round(result.seconds, 4),
        outcome=Outcome.REFUSED,
        code="clone",
        slot=QA_SLOT,
        port=port,
        hwid=board.mac,
        mac=board.mac,
        identity=identity,
        facts={"identity": identity, "unit": seen.unit_hwid},
        steps={str(step): round(spent, 4) for step, spent in result.steps.items()},
        firmware_name=board.firmware_name,
        firmware_version=board.firmware_version,
        found_identity=identity,
        software=services.software,
    )
    unit = UnitSeen(hwid=board.mac, mac=board.mac)
    with living_run(services) as (run, _settled):
        try:
            services.ledger.custody.clone(seen.license_id, unit, record, run, services.actor)
        except Refused:
            # It moved in between: the alarm that another station raised stands.
            return
