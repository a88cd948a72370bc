"""A whole run through the command line leaves no secret anywhere but on the boards."""

import base64
import csv
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from flasher.simulator.board import BoardSpec
from flasher.simulator.farm import Farm
from flasher.simulator.faults import parse_fault
from flasher.simulator.kinds import kind_named
from flasher.simulator.run import spec_for
from tests.shell import SAMPLES, Shell

LIST = "tuya-license-list.csv"
START = 8
FAULTS = (  # transcripts with the key in both directions, in log lines, in damaged replies
    "read-back-differs@read_back:always",
    "write-fails@write:always",
    "lost-to-board@write:always",
    "garbage@read_back:always",
    "half-stored@write:always",
    "unplug@write",
)


def keys_in(file: Path) -> list[str]:
    with file.open(encoding="utf-8") as lines:
        return [row["key"] for row in csv.DictReader(lines)]


def disguises(secret: str) -> Iterator[bytes]:
    """Yield every form in which a secret might lie in a file."""
    raw = secret.encode()
    yield from (raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode())
    yield from (secret.encode("utf-16-le"), secret.encode("utf-16-be"))
    yield from (raw[:20], raw[-20:])  # cut in two by a log line or a page
    for shift in range(3):  # base64, wherever in a group of three it begins
        words = base64.b64encode(b"\0" * shift + raw)
        yield words[4 if shift else 0 : len(words) - 4]


class Search:
    """Looks for thousands of byte strings at once: by their first eight bytes, then whole."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._starts: dict[bytes, list[bytes]] = {}
        for form in (form for secret in secrets for form in disguises(secret)):
            self._starts.setdefault(form[:START], []).append(form)

    def search(self, data: bytes) -> bytes | None:
        """Return the first form that occurs in ``data``, or None."""
        starts = self._starts
        for at in range(len(data) - START + 1):
            begun = data[at : at + START]
            if begun in starts:
                for form in starts[begun]:
                    if data.startswith(form, at):
                        return form
        return None


def unpacked(ledger: Path) -> bytes:
    """Return every text and blob of a ledger, those that are compressed opened."""
    found = []
    with closing(sqlite3.connect(ledger)) as conn:
        tables = [
            name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in conn.execute(f'SELECT * FROM "{table}"'):
                for value in row:
                    words = value if isinstance(value, bytes) else str(value).encode()
                    if words[:1] == b"\x78":
                        with suppress(zlib.error):  # a ciphertext may happen to begin so
                            words = zlib.decompress(words)
                    found.append(words)
    return b"\n".join(found)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir()
    folders = {
        f"XDG_{name}_HOME": str(home / name) for name in ("DATA", "STATE", "CACHE", "CONFIG")
    }
    return Shell(tmp_path, HOME=str(home), **folders)


def test_no_secret_is_anywhere_but_on_the_boards(shell: Shell, tmp_path: Path) -> None:
    source = SAMPLES / LIST
    secrets = keys_in(source)
    search = Search(secrets)
    said: list[str] = []

    def say(*words: object) -> None:
        answer = shell(*words, code=None)
        said.extend((answer.out, answer.err))

    say("init", "--key-file", tmp_path / "station.key")
    with closing(sqlite3.connect(shell.ledger)) as reader:
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        # an open reader keeps the write-ahead log from being folded away when a command ends
        say("lot", "import", source, "--lot", "A", "--dry-run")
        say("lot", "import", source, "--lot", "A")
        say("lot", "import", source, "--lot", "B")  # every row clashes
        broken = tmp_path / "broken" / "list.csv"
        broken.parent.mkdir()
        broken.write_text(source.read_text(encoding="utf-8").replace(secrets[3], secrets[3] + " x"))
        say("lot", "import", broken, "--lot", "C")
        with Farm(tmp_path / "boards") as farm:
            ports = [farm.add(spec) for spec in _boards()]
            named = [word for port in ports for word in ("--port", port.name)]
            say("write", "--lot", "A", *named, "--wait", "1")
            say("probe", *[word for port in farm.ports() for word in ("--port", port.name)])
            say("unit", "show", ports[0].mac)
        say("report", "writes", "--lot", "A", "--out", tmp_path / "writes.csv")
        say("lot", "show", "A")
        say("unit", "show", "no-such-unit")
        say("ledger", "check")
        say("ledger", "backup", tmp_path / "copy.backup")
        say("ledger", "restore", tmp_path / "copy.backup", "--to", tmp_path / "restored.db")
        assert (tmp_path / "ledger.db-wal").stat().st_size > 0
        files = [file for file in tmp_path.rglob("*") if file.is_file()]
        where = {file.relative_to(tmp_path): search.search(file.read_bytes()) for file in files}
    kept_open = ("boards", "broken")
    leaks = {name: hit for name, hit in where.items() if hit and name.parts[0] not in kept_open}
    assert leaks == {}
    assert search.search("\n".join(said).encode()) is None
    ledger = unpacked(shell.ledger)
    assert search.search(ledger) is None
    assert ledger.count("•".encode()) + ledger.count(b"\\u2022") > 0, "no transcript to look at"
    on_boards = [name for name, hit in where.items() if hit and name.parts[0] == "boards"]
    assert on_boards, "the search itself finds what is there"


def _boards() -> Iterator[BoardSpec]:
    """Yield a board for each fault on a chatty wire, one with all of them, and a sound one."""
    chatty = replace(kind_named("esp32-chatter"), boot_s=0.3)
    made = [parse_fault(words) for words in FAULTS]
    for number, faults in enumerate([*([fault] for fault in made), made, []], 1):
        yield spec_for(number, chatty, seed=4, faults=faults)
