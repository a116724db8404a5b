"""Where live sessions of the demo take place, the stand-in beside it, and what people are asked before they do."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accounts.models import User
from demo.content.evenings import CONSENT
from live_sessions import rules
from live_sessions.actions import consents, hooks, servers, watching
from live_sessions.consents import standing_version
from live_sessions.models import ConsentText, Reach, Server, ServerPool
from privacy import keys

NAME = "BigBlueButton-Platzhalter"


def standin(*, by: User, at: datetime) -> Server | None:
    """Keep the stand-in as everybody's conference server, at the address it has now; None where none runs."""
    base_url, _, secret = settings.DEMO_STANDIN.partition("#")
    if not secret:
        return None
    known = Server.objects.in_service().filter(name=NAME).first()
    if known is None:
        pool = ServerPool.objects.filter(reach=Reach.PLATFORM).first()
        pool = pool or servers.add_pool(name="Alle Träger", by=None, at=at)
        known = servers.add_server(
            pool=pool, name=NAME, base_url=base_url, secret=secret, uses_hooks=True, by=None, at=at
        )
    elif (known.base_url, keys.decrypt(known.secret)) != (rules.address(base_url), secret):
        servers.change_server(server=known, values={"base_url": base_url, "secret": secret}, by=by, at=at)
    watching.poll(server_id=known.pk, at=at)  # it takes meetings once it has answered
    hooks.keep(server_id=known.pk, at=at)
    return known


def consent_texts(*, by: User, at: datetime) -> None:
    """Release the consent to be recorded in every language that the interface has."""
    consents.ensure_text(at=at)
    version = standing_version()
    for language, body in CONSENT.items():
        if version is not None and not ConsentText.objects.filter(version=version, language=language).exists():
            text = consents.write_text(version=version, language=language, body=body, by=by, at=at)
            consents.release_text(text=text, by=by, at=at)
