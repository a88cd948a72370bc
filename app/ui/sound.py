"""One short sound per outcome, played without waiting; silent where there is no device."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from app.logs import log
from app.paths import resources_dir
from app.settings import SOUND, VOLUME, Settings
from app.ui.views import SlotState

NAMES = {
    SlotState.PASS: "pass",
    SlotState.FAIL: "fail",
    SlotState.DOUBTFUL: "doubtful",
    SlotState.REFUSED: "refused",
    SlotState.LOCKED: "locked",
}
LOUDNESS = (25, 50, 75, 100)  # the shipped loudness steps: winsound and aplay have no volume
PLAYERS = (("afplay",), ("paplay",), ("aplay", "-q"))
LONGEST_S = 5


class Sounds:
    """Plays a sound in a thread of its own; one at a time, the newest wins."""

    def __init__(self, settings: Settings, play: Callable[[Path], None] | None = None) -> None:
        self._settings = settings
        self._play = play or _player()
        self._thread: threading.Thread | None = None

    def tell(self, state: SlotState) -> None:
        """Play the sound of an outcome, unless sound is off or one is playing."""
        name = NAMES.get(state)
        volume = self._settings.get(VOLUME)
        if name is None or not self._settings.get(SOUND) or not volume or self._play is None:
            return
        if self._thread is not None and self._thread.is_alive():
            return
        step = min(LOUDNESS, key=lambda loud: abs(loud - volume))
        file = resources_dir() / "sounds" / f"{name}-{step}.wav"
        play = self._play
        self._thread = threading.Thread(target=lambda: play(file), name="sound", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wait for the sound that plays."""
        if self._thread is not None:
            self._thread.join(LONGEST_S)


def _player() -> Callable[[Path], None] | None:
    if sys.platform == "win32":
        import winsound

        return lambda file: winsound.PlaySound(str(file), winsound.SND_FILENAME)
    for command in PLAYERS:
        found = shutil.which(command[0])
        if found:
            return lambda file, words=(found, *command[1:]): _run(words, file)  # type: ignore[misc]
    return None


def _run(words: tuple[str, ...], file: Path) -> None:
    try:
        subprocess.run(
            [*words, str(file)],
            check=False,
            timeout=LONGEST_S,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.info("no sound: %s", error)
