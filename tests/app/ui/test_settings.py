"""Settings: declared once, stored whole, never in the way."""

import json

import pytest

from app.errors import BadInput
from app.settings import ALL, LANGUAGE, SLOTS, SOUND, THEME, Settings
from app.texts import LANGUAGES, Texts


def test_an_empty_machine_has_every_default(tmp_path):
    settings = Settings(tmp_path / "none" / "settings.json")
    assert all(settings.get(one) == one.default for one in ALL)


def test_a_value_survives_a_restart_and_tells_its_watchers(tmp_path):
    file = tmp_path / "settings.json"
    settings, told = Settings(file), []
    settings.watch(told.append)
    settings.put(THEME, "dark")
    settings.put(THEME, "dark")
    assert told == ["theme"]
    assert Settings(file).get(THEME) == "dark"


@pytest.mark.parametrize(
    ("setting", "value"), [(SLOTS, 33), (SLOTS, 0), (THEME, "pink"), (SOUND, 1)]
)
def test_a_value_that_does_not_fit_is_refused(tmp_path, setting, value):
    with pytest.raises(BadInput, match="setting-does-not-fit"):
        Settings(tmp_path / "s.json").put(setting, value)


def test_a_stored_value_that_no_longer_fits_counts_as_the_default(tmp_path):
    file = tmp_path / "s.json"
    file.write_text(json.dumps({"slots": 99, "language": 7}), encoding="utf-8")
    settings = Settings(file)
    assert settings.get(SLOTS) == SLOTS.default
    assert settings.get(LANGUAGE) == LANGUAGE.default


def test_a_spoiled_file_is_put_aside_and_does_not_stop_the_line(tmp_path):
    file = tmp_path / "s.json"
    file.write_text("{half", encoding="utf-8")
    settings = Settings(file)
    settings.put(SLOTS, 8)
    assert settings.spoiled is not None
    assert settings.spoiled.read_text(encoding="utf-8") == "{half"
    assert Settings(file).get(SLOTS) == 8


def test_a_newer_programs_keys_and_another_windows_changes_are_kept(tmp_path):
    file = tmp_path / "s.json"
    file.write_text(json.dumps({"from-the-future": [1]}), encoding="utf-8")
    one, other = Settings(file), Settings(file)
    one.put(SLOTS, 8)
    other.put(THEME, "dark")
    assert json.loads(file.read_text(encoding="utf-8")) == {
        "from-the-future": [1],
        "slots": 8,
        "theme": "dark",
    }


@pytest.mark.parametrize("speech", LANGUAGES)
def test_every_setting_has_a_name_a_line_of_help_and_words_for_its_choices(speech):
    texts = Texts(speech)
    for setting in ALL:
        assert texts.sentence(f"setting-{setting.name}")
        assert texts.advice(f"setting-{setting.name}")
        assert texts.text(f"settings-{setting.area}")
        for choice in setting.choices:
            assert texts.text(f"setting-{setting.name}-{choice}")
