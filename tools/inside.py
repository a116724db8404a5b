"""Run one of our modules inside the virtual environment, after preparing what it needs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from tools import prepare
from tools.plain import LOGS, ROOT, log_tail, run_logged, stop


def environment() -> dict[str, str]:
    """
    Return our surroundings without what a developer's shell says about a running installation.

    Whatever it says about bytecode: a test run starts many programs, and compiling all of ours takes each ten seconds.
    """
    unwanted = ("LB_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def prepared() -> None:
    """Install everything that tests and checks need; compile messages, make fonts."""
    prepare.packages("test")
    prepare.assets()
    if run_logged([prepare.PYTHON, "-m", "tools.ready"], log="ready.log", environ=environment()):
        print(log_tail("ready.log"), file=sys.stderr)
        stop(f"Messages or fonts could not be made ready; the reason stands above and in {LOGS.name}/ready.log.")


def run(module: str, *arguments: str, beside: tuple[str, ...] = (), environ: dict[str, str] | None = None) -> int:
    """Run a module inside the environment, beside throwaway services if any are named; return its exit code."""
    python = str(prepare.PYTHON)
    command = [python, "-m", module, *arguments]
    if beside:
        command = [python, "-m", "tools.services", *beside, "--", *command]
    process = subprocess.Popen(command, cwd=ROOT, env={**environment(), **(environ or {})}, stdin=subprocess.DEVNULL)
    # Ctrl-C reaches the child by itself; we wait until it has cleaned up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> int:
    """`python -m tools.inside module arguments …`"""
    prepared()
    return run(sys.argv[1], *sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
