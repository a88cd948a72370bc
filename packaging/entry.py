"""The bundle's first line: worker processes of label rendering start here too.

``prove-modules`` and ``prove-window FOLDER`` are for whoever builds: what is found by name at run
time, PyInstaller cannot see, and a part that is missing would be noticed on the factory floor.
"""

import multiprocessing
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

from app.cli.main import main


def prove_modules() -> int:
    """Import every module of the product; raises what is missing."""
    names = [
        found.name
        for package in ("app", "flasher")
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
        if ".migrations." not in found.name and not found.name.endswith("__main__")
    ]
    for name in names:
        import_module(name)
    print(len(names), "modules imported")
    return 0 if names else 1


def prove_window(folder: str) -> int:
    """Draw every page of the window into a folder."""
    from app.ui.screenshots import main as draw

    code = draw([folder, "zh_CN", "light", "1280x800"])
    print(sum(1 for _ in Path(folder).glob("*.png")), "pictures drawn")
    return code


if __name__ == "__main__":
    multiprocessing.freeze_support()
    match sys.argv[1:]:
        case ["prove-modules"]:
            sys.exit(prove_modules())
        case ["prove-window", folder]:
            sys.exit(prove_window(folder))
        case _:
            sys.exit(main())
