"""Board profiles: data, read strictly."""

from pathlib import Path

import pytest

from flasher.boards import Profile, ProfileError, ResetStrategy, load_profile, load_profiles

SHIPPED = Path(__file__).parents[2] / "resources" / "profiles"


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_shipped_profile_loads_and_reports_a_dead_port_in_three_seconds() -> None:
    profiles = load_profiles(SHIPPED)
    assert {"tuyaopen", "tuyaopen-t5ai", "tuyaopen-esp32"} <= set(profiles)
    for profile in profiles.values():
        assert profile.dead_after_s <= 3.0
        assert profile.title


def test_a_profile_needs_no_more_than_a_title(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, 'title = "T"')) == Profile(name="mine", title="T")


def test_values_are_taken_and_whole_seconds_are_fine(tmp_path: Path) -> None:
    profile = load_profile(
        written(
            tmp_path,
            'title = "T"\nbaud = 921600\nreset = "always"\nboot_s = 3\n'
            'default_macs = ["c8:47:8c:00:00:18"]',
        )
    )
    assert (profile.baud, profile.reset, profile.boot_s) == (921600, ResetStrategy.ALWAYS, 3.0)
    assert profile.default_macs == ("C8478C000018",)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("baud = 9600", "title"),
        ('title = "T"\nbuad = 9600', "buad"),
        ('title = "T"\nbaud = "9600"', "baud"),
        ('title = "T"\nbaud = 0', "baud"),
        ('title = "T"\nbaud = -1', "baud"),
        ('title = "T"\nreset = "sometimes"', "reset"),
        ('title = "T"\nboot_s = 0', "boot_s"),
        ('title = "T"\nboot_s = -1.0', "boot_s"),
        ('title = "T"\notp = 1', "otp"),
        ('title = "T"\nmac_reads = 0', "mac_reads"),
        ('title = "T"\ndefault_macs = "C8478C000018"', "default_macs"),
        ('title = "T"\ndefault_macs = ["C8"]', "default_macs"),
        ('title = "T"\nname = "other"', "name"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, text: str, field: str) -> None:
    with pytest.raises(ProfileError) as error:
        load_profile(written(tmp_path, text))
    assert error.value.code == "profile-bad"
    assert error.value.facts["field"] == field
    assert error.value.facts["file"] == "mine.toml"


def test_a_missing_profile_and_a_broken_file_have_their_own_codes(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as missing:
        load_profile(tmp_path / "none.toml")
    assert missing.value.code == "profile-missing"
    with pytest.raises(ProfileError) as broken:
        load_profile(written(tmp_path, "title ="))
    assert broken.value.code == "profile-unreadable"
