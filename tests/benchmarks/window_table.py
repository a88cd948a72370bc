"""How long the Units page waits for its table among a million units: each filter, count and page.

What is timed is what the page asks when it opens or a filter changes: how many fit, and the first
two hundred of them with license and last attempt, newest first. What the machine took meanwhile for
other programs (the run queue's wait of this thread) is not counted.
"""

import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.licenses import LicenseState
from app.domain.people import Actor
from app.logs import Redactor
from app.settings import Settings
from app.ui.live.reports import LiveReports
from app.ui.live.session import Session
from app.ui.live.units import LiveUnits
from app.ui.models.table import PAGE
from app.ui.views import UnitQuery
from flasher.model import Outcome
from tests.benchmarks import window_scroll
from tests.benchmarks.figure import Figure
from tests.benchmarks.million import fill

UNITS = 1_000_000
BOUND_S = 0.3
TIMES = 5
ACTOR = Actor("bench", "line-1")
SOUGHT = 777_777


def queries() -> dict[str, UnitQuery]:
    """Return what can be set on the page, by its name."""
    identity = f"uuid{SOUGHT * 2246822519 % 2**64:016x}"
    mac = f"4C2A{SOUGHT * 2654435761 % 2**32:08X}"
    first, last = date(2026, 3, 5), date(2026, 3, 11)
    return {
        "everything": UnitQuery(),
        "a whole identity": UnitQuery(text=identity),
        "the beginning of an identity": UnitQuery(text=identity[:9]),
        "the middle of an identity": UnitQuery(text=identity[8:16]),
        "a MAC": UnitQuery(text=":".join(mac[i : i + 2] for i in range(0, 12, 2))),
        "the middle of a MAC": UnitQuery(text=mac[5:11]),
        "what no unit has": UnitQuery(text="zzqzz"),
        "a lot": UnitQuery(lot="lot-2"),
        "an order": UnitQuery(order="WO-2"),
        "written": UnitQuery(state=LicenseState.VERIFIED),
        "doubtful": UnitQuery(state=LicenseState.DOUBTFUL),
        "passed": UnitQuery(outcome=Outcome.PASS),
        "failed": UnitQuery(outcome=Outcome.FAILED),
        "an operator": UnitQuery(operator="Li Na"),
        "a day": UnitQuery(since=first, until=first),
        "a week": UnitQuery(since=first, until=last),
        "what is in every identity": UnitQuery(text="uid"),
        "a common middle": UnitQuery(text="ab"),
        "a common middle + operator": UnitQuery(text="ab", operator="Li Na"),
        "lot + a week": UnitQuery(lot="lot-2", since=first, until=last),
        "operator + a week": UnitQuery(operator="Li Na", since=first, until=last),
        "lot + order + passed": UnitQuery(lot="lot-2", order="WO-2", outcome=Outcome.PASS),
        "order + failed": UnitQuery(order="WO-2", outcome=Outcome.FAILED),
        "lot + failed": UnitQuery(lot="lot-2", outcome=Outcome.FAILED),
        "lot + operator + day": UnitQuery(lot="lot-2", operator="Li Na", since=first, until=first),
        "sorted by MAC": UnitQuery(sort="mac", descending=False),
        "sorted by outcome": UnitQuery(sort="outcome", descending=False),
        "sorted by tries": UnitQuery(sort="attempts", descending=True),
        "sorted by identity": UnitQuery(sort="identity", descending=False),
        "sorted by lot": UnitQuery(sort="lot", descending=False),
        "lot, sorted by identity": UnitQuery(lot="lot-2", sort="identity", descending=False),
        "a day, sorted by order": UnitQuery(since=first, until=first, sort="order"),
    }


def rare_and_common() -> dict[str, list[dict[str, object]]]:
    """Return for each filter what many units have, and what few or none have."""
    identity = f"uuid{SOUGHT * 2246822519 % 2**64:016x}"
    first, last = date(2026, 3, 3), date(2026, 3, 10)
    return {
        "text": [{"text": words} for words in (identity, "uid", identity[8:16], "ab", "4c:2a")],
        "lot": [{"lot": "lot-2"}],
        "order": [{"order": "WO-2"}],
        "operator": [{"operator": "Li Na"}, {"operator": "nobody"}],
        "state": [{"state": LicenseState.VERIFIED}, {"state": LicenseState.VOID}],
        "outcome": [{"outcome": Outcome.PASS}, {"outcome": Outcome.FAILED}],
        "period": [{"since": first, "until": first}, {"since": first, "until": last}],
    }


def together() -> list[UnitQuery]:
    """Return every two and three filters together, with what is common and what is rare."""
    values = rare_and_common()
    return [
        UnitQuery(**{name: value for part in parts for name, value in part.items()})  # type: ignore[arg-type]
        for size in (2, 3)
        for names in itertools.combinations(values, size)
        for parts in itertools.product(*(values[name] for name in names))
    ]


def figures() -> list[Figure]:
    """Return the figures; most of the time goes into making a million units."""
    with tempfile.TemporaryDirectory(prefix="keywright-table-") as name:
        folder = Path(name)
        session = open_million(folder)
        units = LiveUnits(session)

        def asked(query: UnitQuery) -> Callable[[], object]:
            return lambda: (units.count(query), units.fetch(query, 0, PAGE))

        done = [
            Figure(f"{UNITS:,} units: {name}", undisturbed(asked(query)), BOUND_S, "s")
            for name, query in queries().items()
        ]
        everything = together()
        # Twice the few that were slow at once: what a busy machine did to them is no figure.
        slow = sorted(everything, key=lambda query: undisturbed(asked(query), times=1))[-5:]
        worst = max(undisturbed(asked(query)) for query in slow)
        told = f"the worst of {len(everything)} pairs and triples of filters"
        done.append(Figure(f"{UNITS:,} units: {told}", worst, BOUND_S, "s"))
        all_units = UnitQuery()
        units.count(all_units)
        for place, start in (("middle", UNITS // 2), ("end", UNITS - PAGE)):
            spent = undisturbed(lambda start=start: units.fetch(all_units, start, PAGE))  # type: ignore[misc]
            done.append(Figure(f"  a page at the {place} of everything", spent, BOUND_S, "s"))
        reports = LiveReports(session)
        for told, query in (("everything", all_units), ("a day", queries()["a day"])):
            spent = undisturbed(lambda query=query: reports.preview(query), times=2)  # type: ignore[misc]
            done.append(Figure(f"  the report's preview of {told}", spent, None, "s"))
        session.close()
        done += window_scroll.figures(str(folder / "million.db"), folder / "million.key", folder)
    return done


def open_million(folder: Path) -> Session:
    """Make a ledger of a million units and open it as the window does."""
    file, key = folder / "million.db", folder / "million.key"
    create_ledger(str(file), Unlock(key_file=key), ACTOR)
    services = open_services(str(file), Unlock(key_file=key), ACTOR)
    services.ledger.runs.start("line-1", ACTOR).close(ACTOR)
    services.ledger.close()
    fill(file, UNITS * 10 // 9 + 1)
    settings = Settings(folder / "settings.json")
    return Session(str(file), settings, Redactor(), Unlock(key_file=key))


def undisturbed(what: Callable[[], object], times: int = TIMES) -> float:
    """Return the least seconds of several times, without what the machine gave to others."""
    spent = []
    for _ in range(times):
        waited, began = _waited_s(), time.perf_counter()
        what()
        spent.append(time.perf_counter() - began - (_waited_s() - waited))
    return min(spent)


def _waited_s() -> float:
    waited = Path("/proc/thread-self/schedstat").read_text(encoding="ascii")
    return int(waited.split()[1]) / 1e9
