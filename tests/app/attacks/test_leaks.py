"""Known secrets are planted; then every output of every workflow is searched for them.

The command line runs in this process on simulated boards: its answers, its troubles, its log, the
texts of its exceptions, every file it writes and the ledger itself are searched.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from app.cli.main import main
from app.redaction import STRUCK, Redactor
from flasher.simulator.board import BoardSpec
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from flasher.transport.redaction import strike
from tests.journeys.floor import make_list

PASSPHRASE = "seven grey geese at dawn"
GIVEN_PIN = "602931"
PINS = {
    "Ada": "correct-horse-9",
    "Sun": "771204",
    "Eng": "559910",
    "Ole": "482913",
    "Qiu": "640287",
}
ROLES = {"Sun": "supervisor", "Eng": "engineer", "Ole": "operator", "Qiu": "qa"}
BADGE = "BDG-0042-99173355"
NEW_PASSPHRASE = "eight white swans at noon"
GIVEN = {"list.csv", "passphrase", "new-passphrase", "wrong", "badge", "key-conflict.csv"}
"""Files that hold a secret because we put it there; a station's users guard them themselves."""


class Desk:
    """Runs commands and keeps everything that comes out of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.heard: list[str] = []
        self._capsys = capsys

    def __call__(self, *words: object, by: str | None = None, second: str | None = None) -> str:
        arguments = [str(word) for word in words]
        arguments += ["--passphrase-file", str(self.folder / "passphrase"), "--json"]
        if by is not None:
            arguments += ["--operator", by, "--pin-file", str(self.folder / f"{by}.pin")]
        if second is not None:
            pin = str(self.folder / f"{second}.pin")
            arguments += ["--approver", second, "--approver-pin-file", pin]
        try:
            main(arguments)
        except SystemExit as error:
            self.heard.append(str(error))
        except Exception:  # noqa: BLE001 - a bug's text is searched as well
            self.heard.append(traceback.format_exc())
        said = self._capsys.readouterr()
        self.heard += [said.out, said.err]
        return said.out


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    cheap = {"time_cost": 1, "memory_kib": 64, "lanes": 1}
    monkeypatch.setattr("app.security.locks.ARGON2", cheap)
    monkeypatch.setenv("KEYWRIGHT_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("KEYWRIGHT_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    (tmp_path / "new-passphrase").write_text(NEW_PASSPHRASE + "\n", encoding="utf-8")
    (tmp_path / "badge").write_text(BADGE + "\n", encoding="utf-8")
    (tmp_path / "wrong").write_text("999888\n", encoding="utf-8")
    (tmp_path / "given.pin").write_text(GIVEN_PIN + "\n", encoding="utf-8")
    for name, pin in PINS.items():
        (tmp_path / f"{name}.pin").write_text(pin + "\n", encoding="utf-8")
    redactor = Redactor()
    logs.set_up(tmp_path / "log", redactor, logging.DEBUG)
    yield Desk(tmp_path, capsys)
    logs.tear_down()


def spec(number: int, *faults: str) -> BoardSpec:
    return spec_for(
        number, kind_named("tuyaopen-c"), seed=3, faults=[parse_fault(f) for f in faults]
    )


def found_in(text: str, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret in text]


def searched(folder: Path, secrets: list[str]) -> list[tuple[str, str]]:
    found = []
    for file in folder.rglob("*"):
        given = file.name in GIVEN or file.suffix == ".pin" or "boards" in file.parts
        if file.is_file() and not given:
            content = file.read_bytes()
            found += [
                (file.name, secret)
                for secret in secrets
                if secret.encode() in content or secret.encode("utf-16-le") in content
            ]
    return found


def test_no_planted_secret_comes_out_of_any_workflow(desk: Desk, tmp_path: Path) -> None:
    rows = make_list(tmp_path / "list.csv", 12)
    first = next(iter(rows))
    (tmp_path / "key-conflict.csv").write_text(f"uuid,key\n{first},{'Z' * 32}\n", encoding="utf-8")
    ledger_tour(desk)
    with Farm(tmp_path / "boards") as farm:
        farm.add(spec(1))
        farm.add(spec(2, "logs"))
        farm.add(spec(3, "read-back-differs:always"))
        write_tour(desk, [port.name for port in farm.ports()])
    paper_tour(desk)
    recovery = vault_tour(desk)
    trouble_tour(desk)
    secrets = [
        *rows.values(),
        "Z" * 32,
        PASSPHRASE,
        NEW_PASSPHRASE,
        BADGE,
        GIVEN_PIN,
        *PINS.values(),
    ]
    everything = "\n".join(desk.heard)
    assert '"outcome": "pass"' in everything, everything[-2000:]
    assert found_in(everything, secrets) == []
    assert searched(tmp_path, [*secrets, recovery, recovery.replace("-", "")]) == []


def ledger_tour(desk: Desk) -> None:
    desk("init")
    desk("lot", "import", "list.csv", "--lot", "A", "--keep-source")
    desk("lot", "import", "key-conflict.csv", "--lot", "B")
    desk("people", "first", "Ada", "--new-pin-file", "Ada.pin")
    for name, role in ROLES.items():
        desk("people", "add", name, "--role", role, "--new-pin-file", "given.pin", by="Ada")
        given = ("--operator", name, "--pin-file", "given.pin")
        desk("people", "my-pin", "--new-pin-file", f"{name}.pin", *given)
    desk("people", "badge", "Ole", "--new-badge-file", "badge", by="Ada")
    desk("people", "list")
    desk("order", "create", "O", "--quantity", 3, "--lot", "A", by="Eng")


def write_tour(desk: Desk, ports: list[str]) -> None:
    several = [word for port in ports for word in ("--port", port)]
    for port in ports:
        desk("probe", "--port", port)
    desk("write", "--order", "O", *several, "--wait", 3, by="Ole")
    desk("write", "--lot", "A", *several, "--wait", 1, by="Ole")


def paper_tour(desk: Desk) -> None:
    desk("unit", "list")
    desk("report", "writes", "--lot", "A", "--out", "report.csv", by="Sun")
    for kind in ("pdf", "zpl", "tspl", "png", "zip"):
        desk(
            "label",
            "render",
            "--lot",
            "A",
            "--design",
            "small-40x30",
            "--out",
            f"l.{kind}",
            by="Ole",
        )
    desk("order", "close", "O", "--reason", "x", by="Eng", second="Sun")
    desk("certificate", "issue", "O", "--folder", "c", by="Sun")
    desk("audit", "export", "--out", "audit.jsonl", by="Sun")
    desk("audit", "show", "--limit", 500)
    desk("audit", "verify")
    desk("ledger", "check")


def vault_tour(desk: Desk) -> str:
    desk("backup", "run", "--folder", "b", by="Ada")
    desk("ledger", "backup", "plain.db", by="Ada")
    said = desk("vault", "recovery-key", by="Ada")
    recovery = str(said.split('"recovery_key": "')[1].split('"')[0])
    desk.heard = [words for words in desk.heard if recovery not in words]  # shown once: here
    desk("vault", "rotate", by="Ada")
    desk("vault", "locks")
    desk("lot", "close", "A", "--reason", "x", by="Sun")
    desk(
        "vault",
        "purge",
        "--lot",
        "A",
        "--reason",
        "x",
        "--certificate",
        "p.json",
        by="Sun",
        second="Ada",
    )
    desk("vault", "passphrase", "--new-passphrase-file", "new-passphrase", by="Ada")
    (desk.folder / "passphrase").write_text(NEW_PASSPHRASE + "\n", encoding="utf-8")
    return recovery


def trouble_tour(desk: Desk) -> None:
    desk("lot", "list", "--pin-file", "wrong", "--operator", "Ole")
    desk("lot", "list", "--pin-file", "nowhere", "--operator", "Ole")
    desk("lot", "list", "--badge-file", "wrong")
    desk("people", "pin", "Ole", "--new-pin-file", "wrong", by="Ole")
    desk("lot", "import", "Ada.pin", "--lot", "C", by="Eng")
    desk("lot", "import", "passphrase", "--lot", "C", by="Eng")
    desk("audit", "verify", "--head", "list.csv")
    desk("certificate", "verify", "list.csv")
    desk("ledger", "reconcile", "--used", "list.csv", "--reason", "x", by="Sun", second="Ada")
    desk("backup", "verify", "list.csv")


@pytest.mark.parametrize(
    "text",
    [
        "auth uuid0123456789abcdef {key}",
        "tuya> {key}\r\n",
        '{{"authkey": "{key}"}}',
        "DeviceSecret={key};",
        "could not write {key} to the board",
        "ValueError('{key}')",
        "-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----",
    ],
)
def test_the_redactor_strikes_what_looks_like_a_secret_without_being_told(text: str) -> None:
    key = "kgvZescO4Ux30ERNUA0sHKsljMyAfG8r"
    words = text.format(key=key)
    assert key not in Redactor().strike(words)
    assert STRUCK in Redactor().strike(words)


def test_what_stands_in_a_key_file_is_struck() -> None:
    digits = "0123456789abcdef" * 4
    assert digits not in Redactor().strike(f"read keywright-key-1:{digits} there")


def test_a_recovery_key_is_struck_by_its_shape() -> None:
    assert "6WSC" not in Redactor().strike("typed 6WSC-YDEE-CCC9-4PKH-NP2N-AV11-Q414-5SNA there")


def test_a_console_that_noise_cut_in_pieces_is_struck_as_a_whole() -> None:
    key = "kgvZescO4Ux30ERNUA0sHKsljMyAfG8r"
    noisy = f"auth uuid0123456789abcdef {key[:16]}\r\n[01-01 00:00:00 ty D] tick\r\n{key[16:]}"
    struck = strike(noisy, [key])
    assert not [key[i : i + 8] for i in range(25) if key[i : i + 8] in struck]


def test_names_and_numbers_stay_readable() -> None:
    words = "Lot A-2026 slot 3: 02:00:00:00:00:07 holds uuid0123456789abcdef since 08:00"
    assert Redactor().strike(words) == words


def test_an_unexpected_error_reaches_the_log_without_its_secret(tmp_path: Path) -> None:
    key = "kgvZescO4Ux30ERNUA0sHKsljMyAfG8r"
    file = logs.set_up(tmp_path, Redactor())
    try:
        try:
            int(key)  # its own text repeats what it was given
        except ValueError as error:
            logs.log_unknown(type(error), error, sys.exc_info()[2])
    finally:
        logs.tear_down()
    assert key not in file.read_text(encoding="utf-8")
