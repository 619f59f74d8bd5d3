"""Makes the reading networks ready: `python -m ocr.engines`. script/setup runs it.

One line on stderr for each network that does not work, with what to do. Exit code 0 when all do,
else 3.
"""

from __future__ import annotations

import sys

from ocr.engines import registry


def main() -> int:
    """The exit code."""
    failed = [status for status in registry.prepare() if not status.ready]
    for status in failed:
        sys.stderr.write(f"{status.name}: {status.detail} {status.remedy}\n")
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
