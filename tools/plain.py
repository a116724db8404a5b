"""How the commands speak: one line per step with its seconds, one plain sentence when something is in the way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"
LOGS = DATA / "logs"


def stop(sentence: str) -> NoReturn:
    """End the command with exit code 1 and one sentence that says what is in the way and what to do."""
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def say(sentence: str) -> None:
    print(sentence, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step and say how long it took."""
    print(f"  {name} ...", end="", flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - start:.1f} s", flush=True)


def run_logged(
    command: Sequence[str | Path], *, log: str, environ: Mapping[str, str] | None = None, append: bool = False
) -> int:
    """Run a command with its output in .data/logs/<log>; return its exit code (127: it does not exist)."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / log).open("ab" if append else "wb") as output:
        try:
            return subprocess.run(
                [str(part) for part in command],
                cwd=ROOT,
                env=dict(environ) if environ is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            output.write(f"{error}\n".encode())
            return 127


def log_tail(log: str, lines: int = 15) -> str:
    """Return the last lines of a log, to show why a step failed."""
    path = LOGS / log
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
