"""``python -m app`` is ``keywright``."""

import sys

from app.cli.main import main

sys.exit(main())
