"""A certificate is rendered and stored in at most 150 ms, warm: median of 5 absolute times."""

from __future__ import annotations

import statistics
import time

from bench.stage import Stage
from bench.verdict import Verdict

WARM_UP = 2
ROUNDS = 5
BAR_MILLISECONDS = 150


def run(stage: Stage) -> list[Verdict]:
    from django.utils import timezone

    from certificates.actions.issuing import issue
    from tests.factories.certificates import request_certificate

    milliseconds = []
    for number in range(WARM_UP + ROUNDS):
        certificate = request_certificate(at=timezone.now())
        began = time.perf_counter()
        issue(certificate_id=certificate.pk, at=timezone.now())
        if number >= WARM_UP:
            milliseconds.append(1000 * (time.perf_counter() - began))
        certificate.refresh_from_db()
        if certificate.pdf is None:
            raise RuntimeError("the certificate was not issued")
    return [
        Verdict(
            "certificate", "rendered and stored in", statistics.median(milliseconds), BAR_MILLISECONDS, "less", 1, " ms"
        )
    ]
