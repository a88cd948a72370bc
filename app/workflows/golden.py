"""Golden samples: boards known to be right, read at a station before its shift begins."""

from app.domain.acts import Act
from app.domain.quality import Golden
from app.domain.shifts import ShiftPlan
from app.errors import BadInput, Refused
from app.workflows.device_check import read_board
from app.workflows.rights import require
from app.workflows.services import Services
from app.workflows.unit_story import unit_story
from flasher.model import Outcome


def add_golden(services: Services, name: str, words: str) -> Golden:
    """Name a written unit as golden sample. BadInput ``golden-not-written`` for any other."""
    require(services.ledger, services.actor, Act.GOLDEN_ADDED)
    story = unit_story(services, words)
    if story.unit is None or story.license is None:
        raise BadInput("golden-not-written", unit=story.subject)
    services.ledger.golden.add(name, story.unit.hwid, story.license.identity, services.actor)
    return _golden(services, name)


def retire_golden(services: Services, name: str, reason: str) -> None:
    """Take a golden sample out of use."""
    require(services.ledger, services.actor, Act.GOLDEN_RETIRED)
    services.ledger.golden.retire(name, reason, services.actor)


def check_golden(
    services: Services,
    name: str,
    port: str,
    *,
    slot: str = "",
    profile: str | None = None,
    shifts: ShiftPlan | None = None,
) -> bool:
    """Read the golden sample at this station and record whether it is what it should be.

    True opens the station for this shift. A board that could not be read proves nothing either
    way, and is not recorded. Raises BadInput ``golden-unknown``, Refused ``golden-unread`` (facts
    ``port`` and ``why``, the engine's code) or ``port-in-slot``.
    """
    require(services.ledger, services.actor, Act.GOLDEN_CHECKED)
    golden = _golden(services, name)
    result = read_board(services, port, profile)
    board = result.board
    if result.outcome is not Outcome.PASS or board is None:
        raise Refused("golden-unread", name=name, port=port, why=result.code)
    own_board = board.mac is None or board.mac == golden.hwid
    passed = own_board and board.holding.identity == golden.identity
    code = "golden-right" if passed else "golden-wrong"
    shift = (shifts or ShiftPlan()).name_of(services.clock.now())
    services.ledger.golden.note_check(golden, slot, shift, code, services.actor, passed=passed)
    return passed


def refuse_without_golden(services: Services, order_id: int | None) -> None:
    """Refuse work at this station where the order asks for a golden sample in this shift first.

    Raises Refused ``golden-needed``. Asked at every attempt, so that a new shift begins with it.
    """
    rules = services.ledger.inspections.rules_of(order_id)
    if not rules.golden:
        return
    shift = rules.shifts.name_of(services.clock.now())
    station = services.actor.station
    if not services.ledger.golden.is_checked(station, shift):
        raise Refused("golden-needed", shift=shift, station=station)


def _golden(services: Services, name: str) -> Golden:
    for golden in services.ledger.golden.in_use():
        if golden.name == name:
            return golden
    raise BadInput("golden-unknown", name=name)
