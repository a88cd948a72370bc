"""Every word of the window is there in both languages."""

import importlib.util
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.texts import load_words

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "resources" / "translations"
FIELD = re.compile(r"\{[a-z]*\}|%n")


def messages(file):
    return [
        (context.findtext("name"), message)
        for context in ET.parse(file).getroot().iter("context")
        for message in context.iter("message")
    ]


def spoken(message):
    translation = message.find("translation")
    forms = [form.text or "" for form in translation.iter("numerusform")]
    return forms or [translation.text or ""]


@pytest.fixture(scope="module")
def updated(tmp_path_factory):
    """What the sources say today: the committed files, updated in a folder of their own."""
    spec = importlib.util.spec_from_file_location(
        "build_translations", ROOT / "packaging" / "build_translations.py"
    )
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    folder = tmp_path_factory.mktemp("ts")
    for file in FOLDER.glob("*.ts"):
        (folder / file.name).write_bytes(file.read_bytes())
    build.update(folder)
    return folder


@pytest.mark.parametrize("name", ["keywright_zh_CN.ts", "keywright_en.ts"])
def test_no_word_in_the_sources_is_untranslated(updated, name):
    missing = [
        (context, message.findtext("source"))
        for context, message in messages(updated / name)
        if message.find("translation").get("type") == "unfinished" or not all(spoken(message))
    ]
    assert not missing


def test_every_translation_keeps_the_fields_of_its_source(updated):
    wrong = []
    for context, message in messages(updated / "keywright_zh_CN.ts"):
        source = message.findtext("source")
        for text in spoken(message):
            if sorted(FIELD.findall(source)) != sorted(FIELD.findall(text)):
                wrong.append((context, source, text))
    assert not wrong


def test_chinese_words_are_chinese(updated):
    same = {"MAC", "OK"}
    latin = [
        message.findtext("source")
        for _, message in messages(updated / "keywright_zh_CN.ts")
        for text in spoken(message)
        if message.findtext("source") not in same | {", "}
        and not re.search(r"[\u4e00-\u9fff]", text)
    ]
    assert not latin


def test_no_word_on_the_screen_stands_bare_in_the_code():
    """Calls that show a text take it from tr(), translate() or the texts, never from a literal."""
    bare = re.compile(
        r"\.(setText|setPlaceholderText|setToolTip|setWindowTitle)\(\s*f?\"[^\"{]*[A-Za-z]{3}"
    )
    found = []
    for file in (ROOT / "app" / "ui").rglob("*.py"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if bare.search(line) and '"Keywright"' not in line:
                found.append(f"{file.name}:{number}")
    assert not found


def test_the_windows_codes_have_words_in_both_languages():
    english, chinese = load_words("en"), load_words("zh_CN")
    used = set()
    for file in (ROOT / "app" / "ui").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?:notice|code)=\"([a-z][a-z-]+)\"", text))
        used |= set(re.findall(r"(?:BadInput|Refused|LedgerTrouble)\(\s*\"([a-z-]+)\"", text))
    assert not {code for code in used if code not in english or code not in chinese}
