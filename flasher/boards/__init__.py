"""What one family of boards needs: profiles, read from TOML files that are handed in."""

from flasher.boards.profile import Profile, ProfileError, ResetStrategy, load_profile, load_profiles

__all__ = ["Profile", "ProfileError", "ResetStrategy", "load_profile", "load_profiles"]
