"""BigBlueButton behind one typed door: `connect` gives a client, `live_sessions.bbb.client` says what it can."""

from __future__ import annotations

from django.conf import settings
from django.utils.module_loading import import_string

from live_sessions.bbb.client import Algorithm, BBBClient


def connect(*, base_url: str, secret: str, algorithm: Algorithm, seconds: float | None = None) -> BBBClient:
    """
    Return a client of the class in BBB_CLIENT_CLASS for one server; opens no connection yet.

    `seconds` is what a call with all its tries may take; None leaves it to the transport.
    """
    client: BBBClient = import_string(settings.BBB_CLIENT_CLASS)(
        base_url=base_url, secret=secret, algorithm=algorithm, ca_file=settings.BBB_CA_FILE or None, seconds=seconds
    )
    return client
