"""`make audit`: ask the public databases about known weaknesses of what our locks name."""

from __future__ import annotations

import subprocess
import sys

from tools import prepare
from tools.plain import DATA, ROOT, say

AUDIT_VENV = DATA / "audit-venv"


def main() -> int:
    lock = ROOT / "requirements" / "audit.txt"
    program = AUDIT_VENV / "bin" / "pip-audit"
    if not program.exists():
        prepare.install(AUDIT_VENV, [lock], "packages-audit.log")
    codes = [_audit_python(str(program), name) for name in ("base", "test")]
    prepare.assets()
    say("package-lock.json")
    codes.append(_ask([*prepare.npm_command(), "audit", "--audit-level=low", "--fetch-retries=1"]))
    return max(codes)


def _audit_python(program: str, name: str) -> int:
    say(f"requirements/{name}.txt")
    lock = f"requirements/{name}.txt"
    return _ask([program, "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-r", lock])


def _ask(command: list[str]) -> int:
    """Ask one of the databases and show what it says; whoever cannot be reached is told apart from a weakness."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        prepare.stop_if_offline(done.stderr, "The public databases of weaknesses could not be asked")
    say((done.stdout + done.stderr).strip())
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
