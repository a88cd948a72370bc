"""A factory floor for journeys: a real list in a real ledger, simulated boards, and what is true.

``Floor`` writes simulated boards through ``write_unit`` as a slot does; ``disagreements`` compares
what the boards' flash files hold with what the ledger says of every license.
"""

import random
import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Event as StopFlag
from typing import Any

from app.bootstrap import Unlock, create_ledger, open_services
from app.domain.licenses import LicenseSeen, LicenseState
from app.domain.orders import OrderRules
from app.domain.people import Actor
from app.ledger.runs import Run
from app.texts import Texts
from app.workflows.import_lot import ImportOptions, import_lot
from app.workflows.orders import task_for_lots
from app.workflows.services import Services
from app.workflows.telling import tell_unit
from app.workflows.write_unit import UnitReport, WriteTask, write_unit
from flasher.boards.profile import Profile
from flasher.events import Event
from flasher.model import Storage
from flasher.simulator.flash import Flash, load_flash
from flasher.timing import Clock, SystemClock

LOT = "A"
FAMILY = "tuya"
ACTOR = Actor("Lin", "station-1")
ON_BOARD = {
    LicenseState.WRITING,
    LicenseState.DOUBTFUL,
    LicenseState.VERIFIED,
    LicenseState.HELD,
    LicenseState.VOID,
}
_LETTERS = string.ascii_letters + string.digits


class HandClock(SystemClock):
    """The computer's time, with a wall clock that an administrator can set."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> Any:
        return super().now() + self.shift


def make_list(file: Path, count: int, *, seed: int = 7, length: int = 20) -> dict[str, str]:
    """Write a license list as the maker's CSV; returns identity -> key."""
    chance = random.Random(seed)

    def word(size: int) -> str:
        return "".join(chance.choices(_LETTERS, k=size))

    rows = {f"uuid{word(length - 4)}": word(32) for _ in range(count)}
    lines = ["uuid,key", *(f"{identity},{key}" for identity, key in rows.items())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rows


def new_ledger(folder: Path, count: int, *, length: int = 20) -> tuple[Path, dict[str, str]]:
    """Make a ledger with a lot of that many licenses; returns its path and identity -> key."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ledger.db"
    rows = make_list(folder / "list.csv", count, length=length)
    create_ledger(str(path), Unlock(key_file=folder / "station.key"), ACTOR)
    services = open_services(str(path), Unlock(), ACTOR)
    try:
        done = import_lot(
            services.ledger, services.vault, ACTOR, folder / "list.csv", LOT, ImportOptions()
        )
        assert done.imported == count
    finally:
        services.ledger.close()
    return path, rows


def quick(profile: Profile, **more: Any) -> Profile:
    """Return a profile with the same manners and shorter waits."""
    times = {
        "dead_after_s": 1.2,
        "silence_s": 0.3,
        "wake_every_s": 0.1,
        "reply_s": 0.5,
        "kv_write_s": 0.9,
        "otp_write_s": 3.0,
        "prompt_grace_s": 0.3,
        "reopen_s": 0.8,
        "boot_s": 1.5,
        "job_s": 8.0,
        "otp_job_s": 12.0,
    }
    return replace(profile, **(times | more))


@dataclass
class Floor:
    """One open ledger with its run, and the list that was imported."""

    services: Services
    rows: dict[str, str]
    task: WriteTask
    run: Run
    hwids: dict[str, str] = field(default_factory=dict)  # of boards that are not known by their MAC

    @classmethod
    def open(
        cls,
        folder: Path,
        count: int,
        *,
        rules: OrderRules | None = None,
        clock: Clock | None = None,
        length: int = 20,
        tune: Callable[[Profile], Profile] = quick,
    ) -> "Floor":
        path, rows = new_ledger(folder, count, length=length)
        return cls.reopen(path, rows, rules=rules, clock=clock, tune=tune)

    @classmethod
    def reopen(
        cls,
        path: Path,
        rows: dict[str, str],
        *,
        rules: OrderRules | None = None,
        clock: Clock | None = None,
        tune: Callable[[Profile], Profile] = quick,
    ) -> "Floor":
        services = open_services(str(path), Unlock(), ACTOR, clock=clock)
        run = services.ledger.runs.start(ACTOR.station, ACTOR)
        services.ledger.runs.settle(ACTOR.station, ACTOR)
        return cls(services, rows, plan(services, rules, tune), run)

    def close(self) -> None:
        self.run.close(ACTOR)
        self.services.ledger.close()

    def task_with(
        self, *, storage: Storage = Storage.KV, profile: dict[str, Any] | None = None, **rules: Any
    ) -> WriteTask:
        return replace(
            self.task,
            rules=replace(self.task.rules, storage=storage, **rules),
            profile=replace(self.task.profile, **(profile or {})),
        )

    def write(
        self,
        port: str,
        slot: str,
        *,
        task: WriteTask | None = None,
        stop: StopFlag | None = None,
        on_event: Callable[[Event], None] = lambda _event: None,
        **more: Any,
    ) -> UnitReport:
        return write_unit(
            self.services,
            task or self.task,
            run=self.run,
            slot=slot,
            port=port,
            on_event=on_event,
            stop=stop or StopFlag(),
            **more,
        )

    def own(self, mac: str) -> LicenseSeen | None:
        return self.services.ledger.custody.own_license(mac)

    def state_of(self, mac: str) -> LicenseState | None:
        own = self.own(mac)
        return None if own is None else own.state

    def counts(self) -> Any:
        return self.services.ledger.lots.get(LOT).counts

    def wrongs(self, flashes: Iterable[Flash]) -> list[str]:
        return disagreements(self.services, self.rows, flashes, self.hwids)


def plan(
    services: Services,
    rules: OrderRules | None = None,
    tune: Callable[[Profile], Profile] = quick,
) -> WriteTask:
    """Return the task of writing from the lot, with a tuned profile."""
    task = task_for_lots(services, [LOT], rules or OrderRules())
    return replace(task, profile=tune(task.profile))


def flashes_in(folder: Path) -> list[Flash]:
    """Read what every board that was ever in this farm folder holds."""
    return [load_flash(file) for file in sorted((folder / "flash").glob("*.json"))]


def disagreements(
    services: Services,
    rows: dict[str, str],
    flashes: Iterable[Flash],
    hwids: Mapping[str, str] | None = None,
) -> list[str]:
    """Return every way in which boards and ledger disagree; empty means that the record is true."""
    wrong = [f"{finding.code} {dict(finding.facts)}" for finding in services.ledger.check()]
    find = services.ledger.custody.find
    at: Counter[str] = Counter()
    holders: dict[str, list[tuple[str, str | None]]] = {}
    for flash in flashes:
        hwid = (hwids or {}).get(flash.mac, flash.mac)
        cells = {(flash.kv_uuid, flash.kv_key), (flash.otp_uuid, flash.otp_key)}
        identities = set()
        for cell, key in cells:
            if cell is None:
                continue
            identity = cell if cell in rows else cell[:16]
            if identity not in rows:
                wrong.append(f"{flash.mac} holds {cell}, which no list knows")
                continue
            identities.add(identity)
            holders.setdefault(hwid, []).append((identity, key))
            seen = find(FAMILY, identity)
            if seen is None or seen.state not in ON_BOARD or seen.unit_hwid != hwid:
                state = seen and (seen.state, seen.unit_hwid)
                wrong.append(f"{flash.mac} holds {identity}, and the ledger says {state}")
            if key is not None and key != rows[identity]:
                wrong.append(f"{flash.mac} holds {identity} with another key")
        at.update(identities)
    wrong += [f"{identity} is on {n} boards" for identity, n in at.items() if n > 1]
    states: Counter[LicenseState] = Counter()
    for identity, key in rows.items():
        seen = find(FAMILY, identity)
        if seen is None:
            wrong.append(f"{identity} is missing from the ledger")
            continue
        states[seen.state] += 1
        is_proven = seen.state is LicenseState.VERIFIED and seen.unit_hwid is not None
        if is_proven and (identity, key) not in holders.get(str(seen.unit_hwid), []):
            wrong.append(f"{identity} is verified, and {seen.unit_hwid} does not hold it")
    counts = services.ledger.lots.get(LOT).counts
    if counts.total != len(rows) or sum(states.values()) != len(rows):
        wrong.append(f"{len(rows)} rows, {counts.total} counted, {sum(states.values())} found")
    return wrong


TEXTS = {language: Texts(language) for language in ("en", "zh_CN")}


def told(report: UnitReport) -> dict[str, tuple[str, str]]:
    """Return sentence and advice in every language."""
    return {language: tell_unit(report, texts) for language, texts in TEXTS.items()}
