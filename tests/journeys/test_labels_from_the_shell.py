"""Labels from the shell: rendered, printed, printed again, and serial numbers on them."""

import io
import json
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.bootstrap import Unlock, open_services
from app.cli.main import main
from app.domain.licenses import LicenseState
from app.labels.fake_printer import FakePrinter
from app.labels.proof import pdf_page_image
from tests.journeys.floor import ACTOR, make_list
from tests.journeys.label_line import DESIGN, identities_on
from tests.shell import Answer, Shell

ROOT = Path(__file__).resolve().parents[2]


class Inside(Shell):
    """The same commands in this process: starting Python for each takes longer than they do."""

    def __call__(self, *arguments: object, code: int | None = 0, stdin: str = "") -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("KEYWRIGHT_LEDGER", "KEYWRIGHT_LANGUAGE"):
                patch.setenv(name, self.environment[name])
            patch.chdir(self.folder)
            with redirect_stdout(out), redirect_stderr(err):
                found = main([*map(str, arguments), "--json"])
        if code is not None:
            assert found == code, (found, out.getvalue(), err.getvalue())
        return Answer(found, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    shell = Inside(folder)
    shell("demo", "--out", folder / "demo", code=None)
    shell.environment["KEYWRIGHT_LEDGER"] = str(folder / "demo" / "ledger.db")
    return shell


def verified(shell):
    services = open_services(shell.environment["KEYWRIGHT_LEDGER"], Unlock(), ACTOR)
    try:
        found = services.ledger.label_subjects.of_lot("demo-lot", states=[LicenseState.VERIFIED])
        return [subject.identity for subject in found]
    finally:
        services.ledger.close()


def codes_of(pdf: Path, pages: int) -> list[str]:
    read = []
    for page in range(pages):
        read += [found.text for found in zxingcpp.read_barcodes(pdf_page_image(pdf, page, 300))]
    return read


def test_the_demo_leaves_the_labels_of_its_units(demo):
    made = verified(demo)
    file = demo.folder / "demo" / "labels.pdf"
    assert sorted(codes_of(file, len(made))) == sorted(made)
    summary = json.loads((demo.folder / "demo" / "summary.json").read_text(encoding="utf-8"))
    assert summary["labels"] == len(made)


def test_a_lot_and_a_unit_are_rendered_to_every_kind_of_file(demo):
    made = verified(demo)
    record = demo(
        "label", "render", "--lot", "demo-lot", "--design", DESIGN, "--out", "l.pdf"
    ).record
    assert (record["labels"], record["proved"]) == (len(made), len(made))
    one = ["label", "render", "--unit", made[0], "--design", DESIGN, "--out"]
    for name in ("one.png", "one.zip"):
        assert demo(*one, name).record["labels"] == 1
    (code,) = zxingcpp.read_barcodes(Image.open(demo.folder / "one.png"))
    assert code.text == made[0]
    with zipfile.ZipFile(demo.folder / "one.zip") as archive:
        assert archive.namelist() == [f"{made[0]}.png"]


def test_designs_are_listed_checked_and_kept(demo):
    names = [record["name"] for record in demo("label", "designs").records]
    assert {"small-40x30", "a4-24-up", "carton-100x100"} <= set(names)
    bad = demo.folder / "bad.toml"
    good = (ROOT / "resources/labels/small-40x30.toml").read_text(encoding="utf-8")
    bad.write_text(good.replace('"{identity}"', '"{key}"'), encoding="utf-8")
    answer = demo("label", "check", bad, code=2).record
    assert answer["problems"][0]["code"] == "label-secret"
    demo("label", "design", "add", bad, code=2)
    own = demo.folder / "own.toml"
    own.write_text(good.replace('"small-40x30"', '"own"'), encoding="utf-8")
    assert demo("label", "check", own).record["ok"]
    assert demo("label", "design", "add", own).record["version"] == 1
    assert "own" in [record["name"] for record in demo("label", "designs").records]


def test_printing_from_the_shell_once_then_a_reprint_with_a_reason(demo):
    made = verified(demo)
    with FakePrinter() as printer:
        demo(
            "label",
            "printer",
            "add",
            "P1",
            "--kind",
            "tcp",
            "--address",
            f"127.0.0.1:{printer.port}",
        )
        assert demo("label", "printer", "list").record["name"] == "P1"
        demo("label", "printer", "test", "P1")
        assert len(printer.printed) == 1
        printer.printed.clear()
        asked = ("label", "print", "--lot", "demo-lot", "--design", DESIGN, "--printer", "P1")
        first = demo(*asked).record
        assert (first["queued"], first["done"]) == (len(made), len(made))
        again = demo(*asked).record
        assert (again["queued"], again["printed_before"]) == (0, len(made))
        reprint = ("label", "reprint", "--unit", made[0], "--design", DESIGN, "--printer", "P1")
        demo(*reprint, "--reason", " ", code=2)
        assert demo(*reprint, "--reason", "smeared").record["copy"] == 2
        demo("label", "print", "--printer", "P1")
        assert sorted(identities_on(printer)) == sorted([*made, made[0]])
    states = [record["state"] for record in demo("label", "queue").records]
    assert states == ["printed"] * (len(made) + 1)


def test_serial_numbers_are_counted_scanned_and_never_given_twice(demo):
    demo("serial", "pattern", "plug", "KW{yy}L{line}-{counter:6}{check}")
    taken = [
        r["serial"] for r in demo("serial", "take", "plug", "--count", 3, "--line", "1").records
    ]
    assert len(set(taken)) == 3
    one, other = verified(demo)[:2]
    services = open_services(demo.environment["KEYWRIGHT_LEDGER"], Unlock(), ACTOR)
    units = [services.ledger.label_subjects.find(words).hwid for words in (one, other)]
    services.ledger.close()
    demo("serial", "bind", units[0], taken[0])
    refused = demo("serial", "bind", units[1], taken[0], code=2).record
    assert refused["error"] == "serial-taken"
    given = demo("serial", "give", "plug", units[1], "--line", "1").record["serial"]
    assert given not in taken


def test_boards_that_pass_at_the_bench_come_out_of_the_printer_without_being_asked(tmp_path):
    shell = Inside(tmp_path)
    make_list(tmp_path / "list.csv", 5)
    shell("init", "--key-file", tmp_path / "key")
    shell("lot", "import", tmp_path / "list.csv", "--lot", "L")
    order = ["order", "create", "WO", "--quantity", 2, "--lot", "L", "--label"]
    assert shell(*order, "no-such", code=2).record["error"] == "design-unknown"
    shell(*order, DESIGN)
    with FakePrinter() as printer, shell.boards(2) as ports:
        address = f"127.0.0.1:{printer.port}"
        shell("label", "printer", "add", "P1", "--kind", "tcp", "--address", address)
        places = [word for port in ports for word in ("--port", port["port"])]
        made = shell("write", "--order", "WO", *places).records
        assert [record["outcome"] for record in made] == ["pass", "pass"]
        assert sorted(identities_on(printer)) == sorted(record["identity"] for record in made)
