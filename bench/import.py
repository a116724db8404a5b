"""
A package of 50 MB in 2 000 files, from the arrived upload to playable: hashed, stored, checked, unpacked, recorded.

At most a second on file storage and 50 MB of memory above idle; one of 20 000 files takes no more memory than that, for
what a file needs is let go before the next. Each is taken in by a process of its own, after a tiny one to warm up.
Beside it: how long only writing such files takes on this disk, and what others need: Moodle 5 2.5 s and 6 245
statements, wagtail-lms 0.34 s without any check.
"""  # noqa: N999  (the number is called so)

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

from bench import cpu, disk
from bench.stage import ROOT, Stage
from bench.verdict import Verdict

FILES, BYTES = 2_000, 50_000_000
MANY = 19_999  # with the manifest as many as we take
ROUNDS = 3
SECONDS_BAR, MEMORY_BAR, STATEMENTS_BAR = 1.0, 50, 60
MB = 1_000_000


def packed(target: Path, files: int, size: int) -> None:
    """Write a package: half of it text that shrinks, half media that do not."""
    from tests.factories.scorm import manifest

    dice = random.Random(1)
    words = [dice.randbytes(dice.randint(2, 6)).hex() for _ in range(3_000)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest())
        archive.writestr("index.html", "<p>Hallo</p>")
        for number in range(files - 2):
            if number % 2:
                archive.writestr(f"content/media/picture-{number}.jpg", dice.randbytes(size))
            else:
                text = " ".join(dice.choices(words, k=size // 9))[:size]
                archive.writestr(f"content/pages/page-{number}.html", text)


def run(stage: Stage) -> list[Verdict]:
    from tests.factories.accounts import ProviderFactory
    from tests.factories.scorm import trainer_of

    trainer = trainer_of(ProviderFactory())
    with tempfile.TemporaryDirectory() as folder:
        heavy, many = Path(folder) / "heavy.zip", Path(folder) / "many.zip"
        packed(heavy, FILES, BYTES // FILES)
        packed(many, MANY, 500)
        rounds = []
        for number in range(ROUNDS):
            cpu.wait_until_quiet()
            rounds.append(_imported(heavy, trainer))
            bare = disk.bare_seconds(stage.data, files=FILES, file_bytes=BYTES // FILES)
            print(f"  round {number + 1}: {_line(rounds[-1])}; only writing {bare:.2f} s", flush=True)
        crowd = _imported(many, trainer)
    print(f"  {MANY} files: {_line(crowd)}")
    print("  for comparison: Moodle 2.5 s and 6245 statements; wagtail-lms 0.34 s without a check", flush=True)
    best = min(rounds, key=lambda found: float(found["seconds"]))
    memory = max(found["megabytes"] for found in rounds)
    return [
        Verdict("import", "statements", best["statements"], STATEMENTS_BAR, "less"),
        Verdict("import", f"memory above idle with {MANY} files", crowd["megabytes"], MEMORY_BAR, "less", 1, " MB"),
        Verdict("import", "memory above idle", memory, MEMORY_BAR, "less", 1, " MB"),
        Verdict("import", "seconds", best["seconds"], SECONDS_BAR, "less", 2, " s"),
    ]


def _line(found: dict[str, Any]) -> str:
    return (
        f"{found['seconds']:.2f} s ({found['received']:.2f} s to receive, {found['worked']:.2f} s of CPU), "
        f"{found['statements']} statements, {found['megabytes']:.1f} MB above {found['idle']:.0f} MB idle"
    )


def _imported(path: Path, trainer: Any) -> dict[str, Any]:
    call = f"importlib.import_module({__name__!r}).child({str(path)!r}, {trainer.pk})"
    command = [sys.executable, "-c", f"import importlib; {call}"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def child(path: str, trainer_key: int) -> None:
    """Take in a package, and print what it took."""
    import django

    django.setup()
    from accounts.models import User

    trainer = User.objects.get(pk=trainer_key)
    provider = trainer.memberships.get().provider
    tiny = Path(path).with_name("tiny.zip")
    packed(tiny, 3, 10)
    _take_in(tiny, provider, trainer)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    idle = _status("VmRSS")
    found = _take_in(Path(path), provider, trainer)
    found["megabytes"], found["idle"] = _status("VmHWM") - idle, idle
    print(json.dumps(found))


def _take_in(path: Path, provider: Any, trainer: Any) -> dict[str, Any]:
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from scorm.actions import checks, packages

    upload = TemporaryUploadedFile("paket.zip", "application/zip", path.stat().st_size, None)
    with path.open("rb") as source:
        while piece := source.read(io.DEFAULT_BUFFER_SIZE):
            upload.write(piece)
    upload.seek(0)
    with CaptureQueriesContext(connection) as captured:
        begun, worked = time.perf_counter(), time.process_time()
        version = packages.receive_upload(owner=provider, title="Paket", upload=upload, by=trainer, at=timezone.now())
        received = time.perf_counter() - begun
        checks.check(version_id=version.pk, at=timezone.now(), progress=lambda percent: None)
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    version.refresh_from_db()
    if version.state != "ready":
        raise RuntimeError(f"the package is {version.state}: {version.report}")
    return {"seconds": seconds, "worked": worked, "received": received, "statements": len(captured.captured_queries)}


def _status(name: str) -> float:
    text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.M)
    return int(found[1]) * 1024 / MB if found else 0.0
