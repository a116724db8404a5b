"""`make locks`: compile the locks after a change in requirements/*.in or package.json. Needs uv and npm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.plain import ROOT, say, stop
from tools.prepare import stop_if_offline

LIGHTHOUSE = ROOT / "tools" / "lighthouse_npm"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def main() -> None:
    uv = shutil.which("uv") or stop("`make locks` needs uv: install it (pip install uv) and run it again.")
    for name in ("base", "s3", "test", "node", "audit"):
        say(f"  requirements/{name}.txt")
        _run(
            [uv, "pip", "compile", *OPTIONS, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"],
            cwd=ROOT,
            environ={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
        )
    npm = shutil.which("npm") or stop("`make locks` needs npm 10 or newer for package-lock.json.")
    for folder in (ROOT, LIGHTHOUSE):
        _lock_assets(npm, folder)


def _run(command: list[str], *, cwd: Path, environ: dict[str, str] | None = None) -> None:
    """Run a command that asks a registry; stop with what it said if it fails."""
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        stop_if_offline(done.stdout + done.stderr, "The locks could not be compiled")
        stop(f"The locks could not be compiled: {(done.stderr or done.stdout).strip()[-1500:]}")


def _lock_assets(npm: str, folder: Path) -> None:
    """Compile the package-lock.json of a folder; no address stays in it."""
    say(f"  {(folder / 'package-lock.json').relative_to(ROOT)}")
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(folder / name, scratch)
        _run([npm, "install", "--package-lock-only", "--ignore-scripts", "--fetch-retries=1"], cwd=Path(scratch))
        lock = json.loads((Path(scratch) / "package-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)  # addresses of sponsor pages; a lock needs none
        package.pop("resolved", None)
    text = json.dumps(lock, indent=2, ensure_ascii=False)
    (folder / "package-lock.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
