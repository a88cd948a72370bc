"""Board profiles by name, with the engine's complaints turned into ours."""

from pathlib import Path

from app.errors import BadInput
from flasher.boards.profile import Profile, ProfileError, load_profiles


def load_profile(folder: Path, name: str) -> Profile:
    """Return the profile of that name; BadInput names the ones there are."""
    try:
        profiles = load_profiles(folder)
    except ProfileError as error:
        raise BadInput(error.code, **error.facts) from error
    if name not in profiles:
        raise BadInput("profile-unknown", name=name, names=", ".join(sorted(profiles)))
    return profiles[name]
