"""Where live sessions of the demo take place: the BigBlueButton stand-in that `make demo` runs beside it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from accounts.models import User
from live_sessions import rules
from live_sessions.actions import servers
from live_sessions.models import Reach, Server, ServerPool
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
        return servers.add_server(pool=pool, name=NAME, base_url=base_url, secret=secret, by=None, at=at)
    if (known.base_url, keys.decrypt(known.secret)) != (rules.address(base_url), secret):
        servers.change_server(server=known, values={"base_url": base_url, "secret": secret}, by=by, at=at)
    return known
