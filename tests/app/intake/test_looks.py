"""A list on the table: any row can be seen, no secret ever."""

from pathlib import Path

import pytest

from app.errors import BadInput
from app.intake.layout import Choice
from app.intake.looks import MENDABLE, ListLook, refuse_changed
from app.intake.schemes import find_scheme, load_schemes
from flasher.secrets import DOTS

SAMPLES = Path(__file__).parent / "samples"
KEY = "aZ3kP0qW9sX2cV5bN8mL1jH4gF7dS6aQ"


def written(tmp_path, text, name="list.csv"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_title_above_the_header_is_shown_and_the_rows_below_are_dots(tmp_path):
    rows = [("License list for line two", ""), ("uuid", "key"), ("uuid05cc6bee551e978a", KEY)]
    look = ListLook(written(tmp_path, "\n".join(",".join(row) for row in rows)))
    head = look.head("")
    assert [line.number for line in head] == [1, 2, 3]
    assert head[0].cells[0] == "License list for line two"
    assert head[1].cells == ("uuid", "key")
    assert head[2].cells == (DOTS, DOTS)


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "qwertzuiopasdfghjklyxcvbnm",
        "aBcDeFgHiJkLmNoP",
        "AB12-CD34-EF56",
        "-----BEGIN PRIVATE KEY-----",
        '{"pop": "ad0a429b"}',
        "0123456789abcdef",
    ],
)
def test_what_could_be_a_secret_is_never_taken_for_a_header(tmp_path, secret):
    file = tmp_path / "list.csv"
    quoted = secret.replace('"', '""')
    file.write_text(f'name of it,word\nx y,"{quoted}"\n', encoding="utf-8")
    look = ListLook(file)
    assert secret not in str(look.head(""))
    assert secret not in str(look.headers("", 2))


def test_every_accepted_header_of_every_scheme_can_be_read(tmp_path):
    for scheme in load_schemes().values():
        for field in scheme.fields:
            for header in field.headers:
                look = ListLook(written(tmp_path, f'"{header}","x"\n1,2\n'))
                assert look.head("")[0].cells[0] == header


def test_rows_are_seen_forwards_backwards_and_beyond_the_end(tmp_path):
    lines = "".join(f"uuid{n:016d},{KEY[:-4]}{n:04d}\n" for n in range(1000))
    look = ListLook(written(tmp_path, "uuid,key\n" + lines))
    layout = look.arrange(Choice()).layout
    assert look.count(layout) == 1000
    for start in (0, 900, 10, 500, 499):
        rows = look.rows(layout, start, 3)
        assert [number for number, _cells in rows] == [start + 2, start + 3, start + 4]
        assert rows[0][1] == (f"uuid{start:016d}", DOTS)
    assert look.rows(layout, 999, 5) == [(1001, (f"uuid{999:016d}", DOTS))]
    assert look.rows(layout, 2000, 5) == []


def test_a_column_that_nobody_named_is_dots_in_the_rows(tmp_path):
    look = ListLook(written(tmp_path, f"uuid,key,Colour\nuuid05cc6bee551e978a,{KEY},{KEY}\n"))
    rows = look.rows(look.arrange(Choice()).layout, 0, 5)
    assert KEY not in str(rows)


def test_a_file_that_changes_is_noticed(tmp_path):
    file = written(tmp_path, f"uuid,key\nuuid05cc6bee551e978a,{KEY}\n")
    look = ListLook(file)
    refuse_changed(look, file.name)
    file.write_text(f"uuid,key\nuuid05cc6bee551e978b,{KEY}\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        refuse_changed(look, file.name)
    assert caught.value.code == "list-changed"
    assert look.is_at(file)


def test_a_missing_column_is_mendable_and_the_headers_are_there_to_map(tmp_path):
    look = ListLook(written(tmp_path, f"uuid,word\nuuid05cc6bee551e978a,{KEY}\n"))
    with pytest.raises(BadInput) as caught:
        look.arrange(Choice(scheme=find_scheme("tuya")))
    assert caught.value.code in MENDABLE
    assert look.headers("", 1) == (("A", "uuid"), ("B", "word"))
    opened = look.arrange(Choice(scheme=find_scheme("tuya"), mapping={"key": "B"}))
    assert look.rows(opened.layout, 0, 1)[0][1][1] == DOTS
