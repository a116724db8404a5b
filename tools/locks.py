"""`make locks`: compile the locks after a change in requirements/*.in or package.json. Needs uv and npm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.plain import ROOT, say, stop

LIGHTHOUSE = ROOT / "tools" / "lighthouse_npm"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def main() -> None:
    uv = shutil.which("uv") or stop("`make locks` needs uv: install it (pip install uv) and run it again.")
    for name in ("base", "s3", "test", "node", "audit"):
        say(f"  requirements/{name}.txt")
        subprocess.run(
            [uv, "pip", "compile", *OPTIONS, f"requirements/{name}.in", "-o", f"requirements/{name}.txt"],
            cwd=ROOT,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never"},
            check=True,
        )
    npm = shutil.which("npm") or stop("`make locks` needs npm 10 or newer for package-lock.json.")
    for folder in (ROOT, LIGHTHOUSE):
        _lock_assets(npm, folder)


def _lock_assets(npm: str, folder: Path) -> None:
    """Compile the package-lock.json of a folder; no address stays in it."""
    say(f"  {(folder / 'package-lock.json').relative_to(ROOT)}")
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(folder / name, scratch)
        subprocess.run([npm, "install", "--package-lock-only", "--ignore-scripts"], cwd=scratch, check=True)
        lock = json.loads((Path(scratch) / "package-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)  # addresses of sponsor pages; a lock needs none
        package.pop("resolved", None)
    text = json.dumps(lock, indent=2, ensure_ascii=False)
    (folder / "package-lock.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
