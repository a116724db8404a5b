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
    codes.append(
        subprocess.run([*prepare.npm_command(), "audit", "--audit-level=low"], cwd=ROOT, check=False).returncode
    )
    return max(codes)


def _audit_python(program: str, name: str) -> int:
    say(f"requirements/{name}.txt")
    lock = f"requirements/{name}.txt"
    return subprocess.run([program, "--require-hashes", "--disable-pip", "-r", lock], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
