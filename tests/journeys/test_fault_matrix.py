"""Every fault of custody at every step, through real pseudo-terminals, the engine and the ledger.

The boards of all chosen cases are written side by side, once; then every case is looked at on its
own. Each board comes back healed afterwards, at another slot, and must end with one license: the
same one, if it was ever given any.
"""

import itertools
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache

import pytest

from app.domain.licenses import LicenseState
from app.domain.units import UnitSeen
from app.workflows.write_unit import UnitReport
from flasher.model import Outcome, Storage
from flasher.simulator.board import BoardSpec
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.flash import Flash
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from flasher.simulator.strikes import MOMENTS
from tests.journeys.floor import ACTOR, Floor, flashes_in, told

AT_ONCE = 16
BACK_S = 0.2  # after which a board that a fault pulled sits at its port again
BEFORE_INTENT = ("connect", "identify", "read_existing")
STEPS = (*BEFORE_INTENT, "write", "read_back")
UNTOUCHED = (None, "blank")  # no license is with this unit, and its flash is blank
VERIFIED = (LicenseState.VERIFIED, "whole")


@dataclass(frozen=True)
class Case:
    """One board. ``ends``: outcome, code, license state, flash; ``again``: the healed board's."""

    fault: str
    outcome: str
    codes: tuple[str, ...]
    state: LicenseState | None
    flash: tuple[str, ...]
    moment: str = ""
    replugs: bool = True
    storage: Storage = Storage.KV
    again: tuple[str, ...] = ("pass", "recheck")

    def __str__(self) -> str:
        parts = [self.fault, self.moment, self.storage, "" if self.replugs else "stays away"]
        return "-".join(part for part in parts if part and part != "kv").replace(" ", "-")


def passes(fault: str, **more: object) -> Case:
    """The fault is overcome within the attempt."""
    return Case(fault, "pass", ("pass",), *_ends(VERIFIED), **more)


def fails(fault: str, *codes: str, **more: object) -> Case:
    """The attempt ends before the intent: the license is back in the pool."""
    return Case(fault, "failed", codes, *_ends(UNTOUCHED), again=("pass",), **more)


def doubts(fault: str, holds: str, *codes: str, **more: object) -> Case:
    """The secret was sent and the device did not prove itself: the license stays with the unit."""
    return Case(fault, "doubtful", codes, LicenseState.DOUBTFUL, tuple(holds.split("|")), **more)


def _ends(ends: tuple[LicenseState | None, str]) -> tuple[LicenseState | None, tuple[str, ...]]:
    return ends[0], (ends[1],)


def _cases() -> Iterator[Case]:
    lost_shell = ("no-answer",)
    confused = ("reply-not-understood",)
    for step, moment in itertools.product(STEPS, MOMENTS):
        at = {"moment": moment}
        yield passes(f"self-reset@{step}", **at)
        if step in BEFORE_INTENT:
            yield fails(f"unplug@{step}", "port-gone", **at)
        else:
            yield passes(f"unplug@{step}", **at)
            holds = "whole"
            if step == "write":
                holds = {"before": "blank", "during": "half", "after": "whole"}[moment]
            gone = ("port-missing", "port-gone")
            again = ("pass", "recheck" if holds == "whole" else "pass")
            yield doubts(f"unplug@{step}", holds, *gone, replugs=False, again=again, **at)
    for step in BEFORE_INTENT:
        yield fails(f"silence@{step}", *lost_shell)
        yield fails(f"late=3@{step}:always", *lost_shell)
        yield passes(f"late=0.7@{step}")
        for fault in ("garbage", "lost-to-host", "lost-to-board", "flip-to-host", "flip-to-board"):
            yield passes(f"{fault}@{step}")
        yield passes(f"logs@{step}")
        yield passes(f"write-succeeds-reply-lost@{step}")
    for fault in ("garbage", "lost-to-host", "lost-to-board", "flip-to-host", "flip-to-board"):
        yield passes(f"{fault}@connect:always")
        yield fails(f"{fault}@identify:always", *confused, "reply-late")
    yield fails("garbage@read_existing:always", *confused)
    yield fails("write-succeeds-reply-lost@identify:always", *confused, "reply-late")
    yield fails("write-succeeds-reply-lost@read_existing:always", *confused, "reply-late")
    for step in ("write", "read_back"):
        for fault in (
            *("garbage", "lost-to-host", "lost-to-board", "flip-to-host", "flip-to-board"),
            *("logs", "silence", "late=0.7", "late=3", "write-succeeds-reply-lost"),
        ):
            yield passes(f"{fault}@{step}")
    yield doubts("silence@write:always", "blank", "reply-late", "no-answer", again=("pass",))
    yield passes("garbage@write:always")
    yield passes("lost-to-host@write:always")
    yield passes("flip-to-host@write:always")
    yield doubts("lost-to-board@write:always", "blank", *confused, again=("pass",))
    yield doubts("flip-to-board@write:always", "blank", *confused, again=("pass",))
    yield passes("late=3@write:always")
    yield passes("write-succeeds-reply-lost@write:always")
    yield doubts("garbage@read_back:always", "whole", "read-back-differs", *confused)
    yield doubts("write-succeeds-reply-lost@read_back:always", "whole", "reply-late", *confused)
    yield passes("reply-succeeds-nothing-stored@write")
    yield passes("half-stored@write")
    yield passes("write-fails@write")
    nothing = {"again": ("pass",)}
    yield doubts(
        "reply-succeeds-nothing-stored@write:always", "blank", "read-back-differs", **nothing
    )
    yield doubts("half-stored@write:always", "half", "write-failed", **nothing)
    yield doubts("write-fails@write:always", "blank", "write-failed", **nothing)
    yield passes("read-back-differs@read_back:once")
    yield doubts("read-back-differs@read_back:always", "whole", "read-back-differs")
    yield fails("wrong-baud", "wrong-baud")
    yield fails("no-shell", "no-shell")
    yield fails("dead", "no-answer")
    yield Case(
        "default-mac",
        "refused",
        ("default-mac",),
        *_ends(UNTOUCHED),
        again=("refused", "default-mac"),
    )
    yield from _one_time_memory()


def _one_time_memory() -> Iterator[Case]:
    """A second write never happens in the attempt; burnt halves are never written over."""
    otp = {"storage": Storage.OTP}
    yield passes("self-reset@read_back", moment="before", **otp)
    yield passes("write-succeeds-reply-lost@write", **otp)
    yield passes("late=1@write", **otp)
    yield passes("garbage@read_back", **otp)
    yield passes("self-reset@write", moment="after", **otp)
    yield passes("unplug@write", moment="after", **otp)
    yield passes("lost-to-board@write", **otp)  # seen in the echo, before Enter: nothing was burnt
    blank = {"again": ("pass",), **otp}
    for fault, codes in (
        ("write-fails@write", ("otp-unproven",)),
        ("reply-succeeds-nothing-stored@write", ("otp-unproven",)),
    ):
        yield doubts(fault, "blank", *codes, **blank)
    for moment in ("before", "during"):
        yield doubts("self-reset@write", "blank", "otp-unproven", moment=moment, **blank)
        yield doubts("unplug@write", "blank", "otp-unproven", moment=moment, **blank)
    # half a license burnt stays half for good, and is told as doubtful each time
    yield doubts(
        "half-stored@write", "half", "otp-unproven", again=("doubtful", "otp-unproven"), **otp
    )


CASES = list(_cases())


@cache
def seed_for(moment: str) -> int:
    """Return a seed with which a board's first chance falls on this moment."""
    return next(s for s in itertools.count(1) if random.Random(s).choice(MOMENTS) == moment)


def spec_of(number: int, case: Case) -> BoardSpec:
    kind = kind_named("t5ai" if case.storage is Storage.OTP else "tuyaopen-c")
    if case.storage is Storage.OTP:
        kind = replace(kind, otp_write_s=0.4, boot_s=0.3)
    fault = parse_fault(case.fault)
    back = BACK_S if case.replugs else None
    spec = spec_for(number, replace(kind, boot_s=0.3), seed=5, faults=(fault,), replug_s=back)
    return replace(spec, seed=seed_for(case.moment)) if case.moment else spec


@dataclass(frozen=True)
class Ended:
    """What became of one case: after the attempt with the fault, and after the healed one."""

    report: UnitReport
    state: LicenseState | None
    flash: str
    again: UnitReport
    state_again: LicenseState | None
    flash_again: str


def _holds(flash: Flash, storage: Storage) -> str:
    cells = (flash.otp_uuid, flash.otp_key)
    if storage is Storage.KV:
        cells = (flash.kv_uuid, flash.kv_key)
    return {2: "blank", 1: "half", 0: "whole"}[cells.count(None)]


def play(floor: Floor, farm: Farm, number: int, case: Case) -> Ended:
    task = floor.task_with(storage=case.storage)
    spec = spec_of(number, case)
    name = spec.flash_name or spec.mac
    port = farm.add(spec)
    report = floor.write(port.name, f"{number}", task=task)
    farm.unplug(port.slot)
    unit = UnitSeen(spec.mac, spec.mac)
    floor.services.ledger.custody.leave(unit, floor.run, f"{number}")
    state, flash = floor.state_of(spec.mac), _holds(farm.flash(name), case.storage)
    healed = spec if case.fault == "default-mac" else replace(spec, faults=())
    port = farm.plug(port.slot, healed)
    again = floor.write(port.name, f"{number} again", task=task)
    farm.unplug(port.slot)
    flash_again = _holds(farm.flash(name), case.storage)
    return Ended(report, state, flash, again, floor.state_of(spec.mac), flash_again)


@pytest.fixture(scope="module")
def ended(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Case, Ended]]:
    """Play every chosen case, many at a time, on one ledger; check that the record is true."""
    here = [item for item in request.session.items if item.path == request.path]
    chosen = [item.callspec.params["case"] for item in here if hasattr(item, "callspec")]
    folder = tmp_path_factory.mktemp("matrix")
    floor = Floor.open(folder, len(chosen) + 20)
    try:
        with Farm(folder / "boards") as farm, ThreadPoolExecutor(AT_ONCE) as pool:
            games = pool.map(lambda at: play(floor, farm, *at), enumerate(chosen, 1))
            yield dict(zip(chosen, games, strict=True))
        flashes = flashes_in(folder / "boards")
        assert floor.wrongs(flashes) == []
        with_one = [flash for flash in flashes if flash.kv_uuid or flash.otp_uuid]
        assert floor.counts().available == len(floor.rows) - len(with_one)
    finally:
        floor.run.close(ACTOR)
        floor.services.ledger.close()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fault_ends_as_custody_says(ended: dict[Case, Ended], case: Case) -> None:
    end = ended[case]
    assert (end.report.outcome, end.state) == (case.outcome, case.state), end.report
    assert end.report.code in case.codes
    assert end.flash in case.flash
    for sentence, advice in told(end.report).values():
        assert sentence
        assert "{" not in sentence + advice
        assert advice or end.report.outcome is Outcome.PASS
    assert (end.again.outcome, end.again.code)[: len(case.again)] == case.again, end.again
    if end.report.outcome is Outcome.DOUBTFUL:
        assert end.again.identity == end.report.identity, "a second license was spent"
    if case.again[0] == "pass":
        assert (end.state_again, end.flash_again) == VERIFIED
