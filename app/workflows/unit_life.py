"""What may become of a unit after PASS; each with right, reason and audit."""

from collections.abc import Sequence

from app.domain.acts import Act
from app.domain.licenses import LicenseState
from app.domain.reasons import needed_reason
from app.domain.scans import read_scan
from app.domain.stories import Stage, UnitStory
from app.domain.units import Unit, UnitSeen, hardware_id, is_usable_mac, normalise_mac
from app.errors import BadInput, Refused
from app.workflows.device_check import read_board
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story
from flasher.model import Outcome

_BACK = {
    Stage.REWORK: Act.UNIT_REWORKED,
    Stage.RETEST: Act.UNIT_RETESTED,
    Stage.RETURNED: Act.UNIT_RETURNED,
}


def send_back(services: Services, words: str, stage: Stage, reason: str) -> UnitStory:
    """Send a unit to rework or retest, or take it back from the field; it keeps its license."""
    require(services.ledger, services.actor, _BACK[stage])
    unit = _unit(services, words)
    services.ledger.unit_life.send_back(unit.hwid, stage, needed_reason(reason), services.actor)
    return _told(services, unit)


def hold_unit(services: Services, words: str, reason: str) -> UnitStory:
    """Hold a unit and its license."""
    require(services.ledger, services.actor, Act.UNIT_HELD)
    unit = _unit(services, words)
    services.ledger.unit_life.hold(unit.hwid, needed_reason(reason), services.actor)
    return _told(services, unit)


def free_unit(services: Services, words: str, reason: str) -> UnitStory:
    """End the hold of a unit and its license."""
    require(services.ledger, services.actor, Act.UNIT_FREED)
    unit = _unit(services, words)
    services.ledger.unit_life.free(unit.hwid, needed_reason(reason), services.actor)
    return _told(services, unit)


def scrap_unit(services: Services, words: str, reason: str) -> UnitStory:
    """Scrap a unit; its license is void for ever."""
    require(services.ledger, services.actor, Act.UNIT_SCRAPPED)
    unit = _unit(services, words)
    services.ledger.unit_life.scrap(unit.hwid, needed_reason(reason), services.actor)
    services.ledger.print_jobs.void_failed(services.actor, unit.hwid)
    return _told(services, unit)


def replace_unit(services: Services, words: str, by: str, reason: str) -> UnitStory:
    """Let another board (any code of a known unit, or a MAC) take over serial and order place.

    Returns the story of the new unit. Raises BadInput ``unit-not-found`` where the new one is
    neither known nor a MAC.
    """
    require(services.ledger, services.actor, Act.UNIT_REPLACED)
    unit = _unit(services, words)
    new = _board(services, by)
    services.ledger.unit_life.replace(unit.hwid, new, needed_reason(reason), services.actor)
    services.ledger.print_jobs.void_failed(services.actor, unit.hwid)
    return unit_story(services, new.hwid)


def reset_unit(
    services: Services, words: str, port: str, reason: str, *, profile: str | None = None
) -> tuple[LicenseState, UnitStory]:
    """Take the license off a board that is read now and found blank.

    The license goes back to the pool only if it was never on its way to a device; else it is
    void. Raises Refused ``reset-not-blank`` | ``reset-other-board`` | ``reset-unread``.
    """
    require(services.ledger, services.actor, Act.UNIT_RESET)
    unit = _unit(services, words)
    result = read_board(services, port, profile)
    board = result.board
    if result.outcome is not Outcome.PASS or board is None:
        raise Refused("reset-unread", port=port, why=result.code)
    if hardware_id(mac=board.mac, serial=unit.serial) != unit.hwid:
        raise Refused("reset-other-board", unit=unit.hwid, mac=board.mac or "-")
    if not board.holding.is_blank:
        raise Refused("reset-not-blank", unit=unit.hwid, identity=board.holding.identity)
    proof = {
        "port": port,
        "mac": board.mac,
        "firmware": board.firmware_name,
        "version": board.firmware_version,
        "blank": True,
    }
    state = services.ledger.unit_life.reset(unit.hwid, proof, needed_reason(reason), services.actor)
    services.ledger.print_jobs.void_failed(services.actor, unit.hwid)
    return state, _told(services, unit)


def edit_unit(
    services: Services,
    words: str,
    *,
    remarks: str | None = None,
    tags: Sequence[str] | None = None,
) -> UnitStory:
    """Edit remarks and tags of a unit; its identity never."""
    require(services.ledger, services.actor, Act.UNIT_EDITED)
    unit = _unit(services, words)
    services.ledger.unit_life.edit(unit.hwid, services.actor, remarks=remarks, tags=tags)
    return _told(services, unit)


def _unit(services: Services, words: str) -> Unit:
    story = unit_story(services, words)
    if story.unit is None:
        raise BadInput("unit-not-written", identity=story.subject)
    return story.unit


def _told(services: Services, unit: Unit) -> UnitStory:
    return services.ledger.stories.tell((unit.id, None))


def _board(services: Services, words: str) -> UnitSeen:
    found = services.ledger.stories.find(read_scan(words).clues)
    if len(found) == 1:
        unit = services.ledger.stories.tell(found[0]).unit
        if unit is not None:
            return UnitSeen(unit.hwid, unit.mac, None)
    mac = normalise_mac(words)
    if found or mac is None or not is_usable_mac(mac):
        raise BadInput("unit-not-found", unit=words)
    return UnitSeen(mac, mac, None)
