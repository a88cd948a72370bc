"""Makes the outcome sounds in ``resources/sounds``: plain tones, told apart with eyes closed.

Pass rises, fail falls and is low, doubtful wavers, refused knocks twice, locked knocks three times.
Run by hand when a sound is changed; the files are committed.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 22050
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "sounds"
LOUDNESS = (25, 50, 75, 100)

# (frequency in Hz, seconds); frequency 0 is silence
TUNES = {
    "pass": ((880, 0.09), (1319, 0.16)),
    "fail": ((330, 0.16), (220, 0.34)),
    "doubtful": ((587, 0.12), (0, 0.04), (523, 0.12), (0, 0.04), (587, 0.14)),
    "refused": ((392, 0.11), (0, 0.07), (392, 0.16)),
    "locked": ((294, 0.1), (0, 0.06), (294, 0.1), (0, 0.06), (294, 0.2)),
}


def main() -> None:
    """Write every tune at every loudness."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, tune in TUNES.items():
        for loud in LOUDNESS:
            with wave.open(str(FOLDER / f"{name}-{loud}.wav"), "wb") as out:
                out.setnchannels(1)
                out.setsampwidth(2)
                out.setframerate(RATE)
                out.writeframes(b"".join(tone(hz, s, loud / 100) for hz, s in tune))


def tone(hz: float, seconds: float, gain: float) -> bytes:
    """Return 16-bit samples of one tone with soft ends, so that it does not click."""
    count = int(RATE * seconds)
    edge = min(count // 4, 300) or 1
    samples = []
    for i in range(count):
        soft = min(1.0, i / edge, (count - i) / edge)
        wave_at = math.sin(math.tau * hz * i / RATE) + 0.3 * math.sin(2 * math.tau * hz * i / RATE)
        samples.append(int(22000 * gain * soft * wave_at / 1.3) if hz else 0)
    return struct.pack(f"<{count}h", *samples)


if __name__ == "__main__":
    main()
