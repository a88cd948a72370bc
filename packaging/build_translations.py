"""Turns the words of the window into what Qt loads: ``.ts`` (committed) to ``.qm`` (built).

``--update`` first collects the words from the sources into the ``.ts`` files; translations already
there stay. Uses the lupdate and lrelease that come with PySide6-Essentials.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
TRANSLATED = "zh_CN"
PLURALS = "en"  # English needs forms for one and many only


def main(arguments: list[str]) -> int:
    """Update where asked, then release what is older than its source; return an exit code."""
    if "--update" in arguments:
        update(FOLDER)
    for source in sorted(FOLDER.glob("*.ts")):
        made = source.with_suffix(".qm")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            # Qt maps a .qm into memory: one that a running window reads must not change under it.
            draft = made.with_suffix(".qm.part")
            run("lrelease", "-silent", str(source), "-qm", str(draft))
            draft.replace(made)
    return 0


def update(folder: Path) -> None:
    """Collect the words of ``app/ui`` into the files of this folder."""
    sources = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "app" / "ui").rglob("*.py"))
    shared = ("-silent", "-locations", "none", "-no-obsolete")
    for language, options in ((TRANSLATED, ()), (PLURALS, ("-pluralonly",))):
        file = folder / f"keywright_{language}.ts"
        run("lupdate", *shared, *options, "-target-language", language, *sources, "-ts", str(file))


def run(tool: str, *arguments: str) -> None:
    """Run one of Qt's tools from the installed PySide6."""
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    found = Path(spec.origin).parent / (f"{tool}.exe" if os.name == "nt" else tool)
    subprocess.run([str(found), *arguments], check=True, cwd=ROOT, env=_environment(found.parent))


def _environment(qt: Path) -> dict[str, str]:
    """Let the tools find Qt's libraries, which the wheel keeps beside them."""
    libraries = str(qt / "Qt" / "lib")
    paths = os.environ.get("LD_LIBRARY_PATH", "")
    return {**os.environ, "LD_LIBRARY_PATH": f"{libraries}{os.pathsep}{paths}"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
