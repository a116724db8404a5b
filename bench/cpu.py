"""CPU seconds of process trees, read from /proc: steadier than the clock where a machine is shared."""

from __future__ import annotations

import os
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def _read(pid: str) -> tuple[int, int] | None:
    """Return (parent, ticks used by itself and the children it has buried) of a process."""
    try:
        text = (Path("/proc") / pid / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    fields = text[text.rindex(")") + 2 :].split()
    return int(fields[1]), sum(int(field) for field in fields[11:15])


def seconds(*roots: int) -> float:
    """Return CPU seconds used so far by these processes and everything below them."""
    names = [path.name for path in Path("/proc").iterdir() if path.name.isdigit()]
    processes = {int(name): found for name in names if (found := _read(name))}
    todo, seen, ticks = list(roots), set(), 0
    while todo:
        pid = todo.pop()
        if pid in seen or pid not in processes:
            continue
        seen.add(pid)
        ticks += processes[pid][1]
        todo += [child for child, (parent, _) in processes.items() if parent == pid]
    return ticks / TICKS_PER_SECOND


def wait_until_quiet(*, busy_share: float = 0.2, limit_seconds: float = 30) -> float:
    """Wait for a second in which the machine was mostly idle; return the last share that was busy."""
    deadline = time.monotonic() + limit_seconds
    while True:
        before = _machine()
        time.sleep(1)
        after = _machine()
        busy = (after[0] - before[0]) / max(1, after[1] - before[1])
        if busy < busy_share or time.monotonic() > deadline:
            return busy


def _machine() -> tuple[int, int]:
    fields = [int(field) for field in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)
