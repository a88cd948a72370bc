"""The people of the demo factory, with the PINs they would never write down elsewhere."""

from dataclasses import dataclass, replace

from app.domain.people import Actor, Role
from app.errors import NotAllowed
from app.workflows.people import add_first_administrator, add_person, leave, passwords_of
from app.workflows.services import Services
from app.workflows.sign_in import Recognised, Shift, as_actor
from flasher.secrets import Secret

LINE_1, LINE_2 = "line-1", "line-2"
CHIEF, CHIEF_PIN = "Sun Wei", "771204"
ADMINISTRATOR, ADMINISTRATOR_PIN = "Ada Chen", "correct-horse"
OPERATORS = ("Chen Li", "Wang Fang")


@dataclass(frozen=True, slots=True)
class _Hired:
    name: str
    roles: tuple[Role, ...]
    pin: str = ""
    badge: str = ""


STAFF = (
    _Hired(CHIEF, (Role.SUPERVISOR, Role.ENGINEER, Role.QA), CHIEF_PIN),
    _Hired("Li Qiang", (Role.ENGINEER,), badge="KW-BADGE-0041"),
    _Hired("Qiu Yan", (Role.QA,), badge="KW-BADGE-0042"),
    _Hired("Chen Li", (Role.OPERATOR,), "482913", "KW-BADGE-0043"),
    _Hired("Wang Fang", (Role.OPERATOR,), badge="KW-BADGE-0044"),
    _Hired("Zhao Min", (Role.OPERATOR,), badge="KW-BADGE-0045"),
)


def hire(services: Services) -> None:
    """Add everybody; one of them left since."""
    add_first_administrator(services, ADMINISTRATOR, Secret(ADMINISTRATOR_PIN))
    office = by(services, ADMINISTRATOR)
    for one in STAFF:
        pin = Secret(one.pin) if one.pin else None
        badge = Secret(one.badge) if one.badge else None
        add_person(office, one.name, one.roles, secret=pin, badge=badge, chosen_by_person=True)
    leave(office, "Zhao Min", "moved to plant 2")


def by(services: Services, name: str, station: str = LINE_1) -> Services:
    """Return the services in somebody's name, as if they had just signed in at a station."""
    return replace(services, actor=actor(services, name, station))


def actor(services: Services, name: str, station: str = LINE_1) -> Actor:
    """Return a person as who acts at a station."""
    return as_actor(Recognised(services.ledger.people.get(name), "pin"), station)


def mistype(services: Services, name: str, times: int) -> None:
    """Let somebody try a wrong PIN so often."""
    shift = Shift(services.ledger, passwords_of(services), services.clock, services.actor)
    for _ in range(times):
        try:
            shift.sign_in(name, Secret("135791"))
        except NotAllowed:
            continue
