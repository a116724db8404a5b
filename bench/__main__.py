"""Run the benches, all or those named; the last line of each is its main verdict. Exit 1 if one does not hold."""

from __future__ import annotations

import pkgutil
import signal
import sys
from importlib import import_module

import bench
from bench import disk
from bench.stage import stage
from tools.services import postgres

PARTS = {
    "bare_view", "cpu", "disk", "first_view", "offers", "learners", "load", "settings", "stage", "verdict", "__main__",
}  # fmt: skip


def known() -> list[str]:
    """Return the names of all benches: modules of this package that have `run`."""
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in PARTS)


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # the servers end with us
    asked = [name.replace("-", "_") for name in sys.argv[1:]]
    if wrong := set(asked) - set(known()):
        print(f"There is no bench {', '.join(sorted(wrong))}: choose from {', '.join(known())}.")
        return 1
    verdicts = []
    with disk.fresh() as scratch, postgres(durable=True) as url, stage(url, scratch) as ready:
        for name in asked or known():
            found = import_module(f"bench.{name}").run(ready)
            verdicts += found
            for verdict in found:
                print(verdict.line, flush=True)
    return 0 if all(verdict.holds for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
