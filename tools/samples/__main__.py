"""
`make scorm-samples SAMPLES=path`: real packages through the product, each played to the end in headless Chromium.

`path` is a folder of zips. Each is uploaded, checked by its job, and played by a learner; samples with tests a second
time by one who fails first; and once by one who leaves in the middle and goes on in another browser. A line says what
was reached; the command fails where a line of expected.txt is not met.
The packages themselves are other people's and no part of this project.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings.test")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread

from tools.inside import environment
from tools.plain import ROOT, say, stop

EXPECTED = Path(__file__).with_name("expected.txt")
WAYS = {"right": [True], "wrong first": [False, True]}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-3d-apis",  # drawn without a graphics card they leave no time for anything else
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
]


@dataclass(frozen=True)
class Reached:
    """How one learner ended up in one package."""

    name: str
    way: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.name} | {self.way} | {self.text}"


def main() -> int:
    """Play all packages of the folder, and compare."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else "not given")
    if not folder.is_dir():
        stop(f"There is no folder {folder}. Say where the packages are: make scorm-samples SAMPLES=path/to/folder")
    if "LB_DATABASE_URL" not in os.environ:
        return _beside_postgres(folder)
    found, expected = [], known()
    for reached in play(sorted(folder.rglob("*.zip"))):
        found.append(reached)
        wanted = expected.get((reached.name, reached.way))
        mark = "new     " if wanted is None else "expected" if wanted == reached.text else "OTHER   "
        say(f"{mark}  {reached.line}")
        if mark == "OTHER   ":
            say(f"          expected: {wanted}")
    compared = [(expected[key], each.text) for each in found if (key := (each.name, each.way)) in expected]
    right = sum(wanted == text for wanted, text in compared)
    refused = sum(each.text.startswith("refused") for each in found)
    packages = len({each.name for each in found})
    say(f"scorm-samples: {packages} packages, {refused} refused, {right}/{len(compared)} as expected")
    return 0 if right == len(compared) else 1


def known() -> dict[tuple[str, str], str]:
    """Return what is expected of each package and way."""
    lines = (line for line in EXPECTED.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    parts = (line.split(" | ", 2) for line in lines)
    return {(name, way): text for name, way, text in parts}


def _beside_postgres(folder: Path) -> int:
    """Run again beside a throwaway database: threads of the server and this one need a real one."""
    import subprocess

    command = [sys.executable, "-m", "tools.services", "postgres", "--", sys.executable, "-m", "tools.samples"]
    return subprocess.call([*command, str(folder.resolve())], cwd=ROOT, env=environment())


@contextmanager
def _stage() -> Iterator[tuple[Any, Any]]:
    """Bring up an empty database, the whole application on a port, and a browser."""
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment
    from playwright.sync_api import sync_playwright

    from tests.journeys.live_site import serve
    from tools import prepare

    setup_test_environment()
    setup_databases(verbosity=0, interactive=False, keepdb=True)  # the whole server is thrown away afterwards
    with serve() as site, sync_playwright() as playwright:
        program = os.environ.get("E2E_CHROMIUM") or prepare.chromium()
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield site, browser
        browser.close()


def play(zips: list[Path]) -> Iterator[Reached]:
    """Yield how each package ended."""
    with _stage() as (site, browser):
        from tools.samples.product import Product, contents

        product = Product(site, browser)
        for path in zips:
            yield Reached(path.stem, "file", contents(path))
            version = product.take_in(path)
            if isinstance(version, str):
                yield Reached(path.stem, "upload", f"refused: {version}")
                continue
            tests = 0
            for way, answers in WAYS.items():
                if way == "right" or tests:
                    text, tests = product.play(version, answers)
                    yield Reached(path.stem, way, text)
            yield Reached(path.stem, "again", product.come_back(version))


if __name__ == "__main__":
    sys.exit(main())
