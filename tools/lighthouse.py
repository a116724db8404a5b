"""
`make lighthouse`: Lighthouse as a phone sees home, catalogue and a course; every category must reach 95.

Lighthouse itself is heavy, so it is no dependency of the platform: the first run installs it, locked with hashes, into
.data/lighthouse. The pages come from a demo of its own. ARGS="/ar/ /ar/kurse/" looks at other pages.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import prepare
from tools.inside import environment, prepared
from tools.plain import DATA, ROOT, log_tail, run_logged, step, stop
from tools.services import free_port

HOME = DATA / "lighthouse"
SOURCE = ROOT / "tools" / "lighthouse_npm"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
START_SECONDS = 60


def main() -> int:
    prepared()
    chromium = prepare.chromium()
    _install()
    results = {}
    with _site() as origin:
        for path in sys.argv[1:] or ["/de/", "/de/kurse/", _first_course(origin)]:
            _warm(f"{origin}{path}")
            results[path] = _look(f"{origin}{path}", chromium)
            print(f"{path}: " + ", ".join(f"{name} {score}" for name, score in results[path].items()), flush=True)
    low = [path for path, scores in results.items() if min(scores.values()) < LEAST]
    print(f"make lighthouse: {'FAILED' if low else 'ok'}, bar {LEAST}; reports in {HOME.relative_to(ROOT)}/")
    return 1 if low else 0


def _install() -> None:
    """Install what the lock names, once."""
    stamp, wanted = HOME / ".installed", (SOURCE / "package-lock.json").read_text(encoding="utf-8")
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(SOURCE / name, HOME)
    with step("Lighthouse"):
        npm = [*prepare.npm_command(), "ci", "--prefix", HOME, "--ignore-scripts", "--fetch-retries=1"]
        if run_logged(npm, log="lighthouse.log"):
            prepare.stop_if_offline(log_tail("lighthouse.log", lines=80), "Lighthouse could not be installed")
            stop("Lighthouse could not be installed; the reason stands at the end of .data/logs/lighthouse.log.")
    stamp.write_text(wanted, encoding="utf-8")


@contextmanager
def _site() -> Iterator[str]:
    """Serve a demo with data of its own."""
    port = free_port()
    origin = f"http://localhost:{port}"
    environ = {
        **environment(),
        "DJANGO_SETTINGS_MODULE": "lms.config.settings.demo",
        "LB_DATA_DIR": str(HOME / "site"),
        "LB_SITE_ORIGIN": origin,
        "LB_CONTENT_ORIGIN": f"http://{{label}}.scorm.localhost:{port}",
    }
    for command in (["migrate", "--verbosity", "0"], ["prepare_languages"], ["prepare_fonts"], ["furnish_demo"]):
        with step(f"manage.py {command[0]}"):
            if run_logged([prepare.PYTHON, "manage.py", *command], log="lighthouse-site.log", environ=environ):
                stop("The demo could not be made; the reason stands at the end of .data/logs/lighthouse-site.log.")
    web = ["gunicorn", "lms.config.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "8", "--no-control-socket"]
    server = subprocess.Popen(
        [prepare.PYTHON, "-m", *web],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"{origin}/de/")
        yield origin
    finally:
        server.terminate()
        server.wait(30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            _warm(url)
        except OSError:
            time.sleep(0.3)
        else:
            return
    stop("The demo did not answer in time.")


def _warm(url: str) -> str:
    """Ask for a page, so that what is measured is the page and not the first start of a process."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        text: str = answer.read().decode()
        return text


def _first_course(origin: str) -> str:
    found = re.search(r"<loc>[^<]*?(/de/kurse/[a-z0-9-]+/)</loc>", _warm(f"{origin}/sitemap.xml"))
    return found[1] if found else stop("The demo has no published course.")


def _look(url: str, chromium: str) -> dict[str, int]:
    """Return the scores of a page, 0 to 100, by category; the whole report stays beside Lighthouse."""
    report = HOME / f"report{re.sub('[^a-z0-9]+', '-', url.split('/', 3)[3])}.json"
    command = [
        *(node(), str(HOME / "node_modules" / "lighthouse" / "cli" / "index.js"), url),
        *("--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"),
        f"--chrome-flags={CHROME_FLAGS}",
    ]
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, check=False)
    if done.returncode:
        stop(f"Lighthouse failed: {done.stderr.decode(errors='replace').strip()[-600:]}")
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES}


def node() -> str:
    """Return the Node.js that belongs to npm."""
    return shutil.which("node") or str(Path(prepare.npm_command()[0]).with_name("node"))


if __name__ == "__main__":
    sys.exit(main())
