"""
From a fresh clone to something that runs: virtual environment, locked packages, browser assets.

Runs on the machine's own Python (3.11 or newer) and uses nothing but its standard library. Each step leaves a stamp
made from the lock it followed, so a second run does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools.plain import DATA, LOGS, ROOT, log_tail, run_logged, say, step, stop

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATABASE = DATA / "lernbruecke.sqlite3"
DATABASE_STAMP = DATA / "database-stamp"  # digest of the migrations that the database has
NODE_VENV = DATA / "node-venv"
ASSETS = ROOT / "node_modules"
OLDEST_NPM = 10
# Debian asks this file whether a package may start its service.
POLICY = Path("/usr/sbin/policy-rc.d")
NO_NETWORK = re.compile(
    r"name resolution|Name or service not known|getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|timed out"
    r"|Network is unreachable|NewConnectionError|dns error|error sending request|Connection refused|ConnectionError",
    re.IGNORECASE,
)


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def database_digest() -> str:
    """Return a digest of everything that shapes the tables: our migrations and the packages with theirs."""
    return _digest(*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements" / "base.txt")


def _working_uv() -> str | None:
    """Return the path of uv if there is one and it runs: it installs the same lock in a fifth of pip's time."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    answer = subprocess.run([uv, "--version"], capture_output=True, check=False)
    return uv if answer.returncode == 0 else None


def _uv_environ() -> dict[str, str]:
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    environ.pop("VIRTUAL_ENV", None)
    return environ


def _create_venv(folder: Path) -> None:
    """Make a virtual environment with the standard library."""
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(folder)
    except (subprocess.CalledProcessError, ImportError, SystemExit):
        shutil.rmtree(folder, ignore_errors=True)
        stop(
            "This Python cannot make virtual environments because its venv module is incomplete: "
            "install it (Debian and Ubuntu: apt-get install python3-venv) and run the same command again."
        )


def install(folder: Path, locks: list[Path], log: str) -> None:
    """
    Install hash-locked packages into a virtual environment, with uv where it works, else with pip.

    Packages are compiled now, as pip does by itself: else every program we start would compile them anew.
    """
    requirements = [part for lock in locks for part in ("-r", lock)]
    python = folder / "bin" / "python"
    if uv := _working_uv():
        created = python.exists() or run_logged(
            [uv, "venv", "--quiet", "--python", sys.executable, folder], log=log, environ=_uv_environ()
        ) in (0,)
        options = ["--quiet", "--compile-bytecode", "--require-hashes", "--python", python]
        if created and not run_logged(
            [uv, "pip", "install", *options, *requirements], log=log, environ=_uv_environ(), append=True
        ):
            return
        shutil.rmtree(folder, ignore_errors=True)  # pip starts from a folder of its own making
    if not python.exists() or run_logged([python, "-m", "pip", "--version"], log=log):
        _create_venv(folder)
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    if run_logged([*pip, "--retries", "2", "--timeout", "20", "--require-hashes", *requirements], log=log):
        _stop_for_packages(log)


def _stop_for_packages(log: str) -> None:
    stop_if_offline(log_tail(log, lines=80), "The packages could not be downloaded")
    stop(f"The packages could not be installed; the reason stands at the end of {LOGS.relative_to(ROOT) / log}.")


def stop_if_offline(text: str, what: str) -> None:
    """Stop in one sentence if what a command said means that this machine has no network."""
    if NO_NETWORK.search(text):
        stop(f"{what} because this machine has no network: connect it and try again.")


def packages(*extra: str) -> bool:
    """
    Install requirements/base.txt and the named extras ("test"); return whether anything had to be done.

    What is installed is never removed again, so that `make demo` does not undo `make test`.
    """
    done = False
    for name in ("base", *extra):
        lock = ROOT / "requirements" / f"{name}.txt"
        stamp = VENV / f".installed-{name}"
        wanted = _digest(lock)
        if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            continue
        with step(f"Python packages ({name})"):
            install(VENV, [lock], f"packages-{name}.log")
        stamp.write_text(wanted, encoding="ascii")
        done = True
    return done


def npm_command() -> list[str]:
    """Return the npm command: the machine's own if new enough, else one from PyPI in an environment of its own."""
    npm = shutil.which("npm")
    if npm is not None:
        answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)
        major = answer.stdout.strip().split(".")[0]
        if answer.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM:
            return [npm]
    lock = ROOT / "requirements" / "node.txt"
    stamp = NODE_VENV / ".installed-node"
    if not stamp.exists() or stamp.read_text(encoding="ascii") != _digest(lock):
        shutil.rmtree(NODE_VENV, ignore_errors=True)
        install(NODE_VENV, [lock], "packages-node.log")
        stamp.write_text(_digest(lock), encoding="ascii")
    return [str(NODE_VENV / "bin" / "npm")]


def assets() -> None:
    """Fetch the browser assets of package-lock.json; no script of any package is run."""
    lock = ROOT / "package-lock.json"
    stamp = ASSETS / ".installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    with step("Browser assets"):
        npm = npm_command()
        environ = {**os.environ, "PATH": f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        if run_logged([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], log="assets.log", environ=environ):
            stop_if_offline(log_tail("assets.log", lines=80), "The browser assets could not be downloaded")
            stop("The browser assets could not be installed; the reason stands at the end of .data/logs/assets.log.")
        stamp.write_text(wanted, encoding="ascii")


def chromium() -> str:
    """Return the path of a Chromium that starts: the machine's, Debian's, or the one playwright downloads."""
    if found := _find_chromium():
        return found
    with step("Chromium"):
        if os.geteuid() == 0 and shutil.which("apt-get"):
            environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            apt = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
            run_logged(["apt-get", "update", "-qq"], log="chromium.log", environ=environ)
            run_logged(apt, log="chromium.log", environ=environ, append=True)
        if not (found := _find_chromium()):
            run_logged([PYTHON, "-m", "playwright", "install", "chromium"], log="chromium.log", append=True)
            found = _find_chromium()
    return found or stop(
        "The journeys need Chromium, and it could neither be found nor installed: install chromium or google-chrome, "
        "or run the tests without a browser (make test-services)."
    )


def _find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    candidates = [shutil.which(name) for name in names]
    candidates.append(_playwright_chromium())
    for path in candidates:
        if path and Path(path).exists():
            # Ubuntu ships a stub that only prints how to get the real one.
            answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=60)
            if answer.returncode == 0 and re.search(r"\d+\.\d+\.\d+", answer.stdout):
                return path
    return None


def _playwright_chromium() -> str | None:
    code = (
        "import json\nfrom playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as p: print(json.dumps(p.chromium.executable_path))"
    )
    answer = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, check=False)
    return str(json.loads(answer.stdout)) if answer.returncode == 0 else None


def nginx() -> str:
    """Return the path of nginx: the machine's, or Debian's."""
    if found := _find_nginx():
        return found
    with step("nginx"):
        if os.geteuid() == 0 and shutil.which("apt-get"):
            environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            apt = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx-light"]
            run_logged(["apt-get", "update", "-qq"], log="nginx.log", environ=environ)
            # The package would start a server of its own on port 80, which nobody wants and which may be taken.
            has_policy = POLICY.exists()
            if not has_policy:
                POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
                POLICY.chmod(0o755)
            try:
                run_logged(apt, log="nginx.log", environ=environ, append=True)
            finally:
                if not has_policy:
                    POLICY.unlink(missing_ok=True)
        found = _find_nginx()
    return found or stop("The tests of the stack need nginx: install it (apt-get install nginx-light).")


def _find_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def main() -> None:
    """Prepare everything that running needs, and with `test` what tests need too."""
    if packages(*sys.argv[1:]):
        say("  Packages are installed.")
    assets()


if __name__ == "__main__":
    main()
