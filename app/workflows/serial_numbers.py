"""Serial numbers: counted by a pattern, once across all stations, or scanned at the bench."""

from app.domain.acts import Act
from app.labels.serials import parse_pattern
from app.workflows.rights import require
from app.workflows.services import Services


def define_pattern(services: Services, name: str, pattern: str) -> None:
    """Give a pattern such as ``KW{yy}W{week}L{line}-{counter:6}{check}`` a name, for ever.

    Raises LabelRefused ``serial-pattern``, BadInput ``serial-pattern-taken``, NotAllowed.
    """
    require(services.ledger, services.actor, Act.LABEL_DESIGN_SAVED)
    parse_pattern(pattern)
    services.ledger.serials.define(name, pattern, services.actor)


def give_serial(services: Services, hwid: str, name: str, line: str = "") -> str:
    """Return the unit's serial number; it gets the next one of the pattern where it has none.

    Raises LabelRefused ``serial-used-up``, BadInput ``serial-pattern-unknown`` | ``unit-unknown``.
    """
    require(services.ledger, services.actor, Act.SERIAL_ALLOCATED)
    pattern = parse_pattern(services.ledger.serials.pattern(name))
    day = services.clock.now().astimezone().date()
    return services.ledger.serials.give(
        hwid,
        name,
        pattern.scope(day, line),
        lambda counter: pattern.format(counter, day, line),
        services.actor,
    )


def take_serials(services: Services, name: str, count: int, line: str = "") -> list[str]:
    """Return new serial numbers for labels that are printed beforehand and scanned later.

    Raises as :func:`give_serial`; BadInput ``serial-count``. Numbers once taken are never given
    again, so a range that does not fit the pattern is lost, not repeated.
    """
    require(services.ledger, services.actor, Act.SERIAL_ALLOCATED)
    pattern = parse_pattern(services.ledger.serials.pattern(name))
    day = services.clock.now().astimezone().date()
    scope = pattern.scope(day, line)
    first = services.ledger.serials.take(name, scope, count, services.actor)
    return [pattern.format(number, day, line) for number in range(first, first + count)]


def bind_serial(services: Services, hwid: str, serial: str) -> None:
    """Bind the serial number of a label that was scanned at the bench to the unit it is stuck on.

    Raises Refused ``serial-taken`` | ``unit-has-serial``, BadInput ``unit-unknown``.
    """
    require(services.ledger, services.actor, Act.SERIAL_ALLOCATED)
    services.ledger.serials.bind(hwid, serial, services.actor)
