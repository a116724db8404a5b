"""
Our webhook at each server that shall tell: there, the right one, and the only one of ours.

bbb-webhooks forgets hooks when it begins anew, and drops those that did not answer for five minutes; so it is asked
every five minutes. Hooks of others are left alone.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from django.db.models import Q, QuerySet

from live_sessions import tasks
from live_sessions.actions.servers import client_of
from live_sessions.bbb.client import BBBClient, BBBError, HookInfo, RequestRefused
from live_sessions.callbacks import addresses
from live_sessions.callbacks.events import WANTED
from live_sessions.models import Server

PAUSE = timedelta(minutes=4)  # beat rings every five, not to the dot


def ring() -> int:
    """Ring for every server that has or shall have a hook of ours, each with a bell of its own."""
    ids = list(_concerned().order_by("pk").values_list("pk", flat=True))
    for server_id in ids:
        tasks.keep_hook.delay(server_id)
    return len(ids)


def keep(*, server_id: int, at: datetime) -> bool:
    """Look after the hook of a server, unless somebody just did; return whether the server was asked."""
    free = Q(hooks_checked_at=None) | Q(hooks_checked_at__lte=at - PAUSE)
    if not _concerned().filter(free, pk=server_id).update(hooks_checked_at=at):
        return False
    server = Server.objects.get(pk=server_id)
    try:
        hook_id, error = _kept(server, client_of(server)), ""
    except InvalidToken:
        hook_id, error = server.hook_id, "secretUnreadable"
    except BBBError as failed:
        hook_id, error = server.hook_id, failed.message_key
    Server.objects.filter(pk=server.pk).update(hook_id=hook_id[:60], hooks_error=error[:60])
    return True


def _concerned() -> QuerySet[Server]:
    return Server.objects.in_service().filter(Q(uses_hooks=True) | ~Q(hook_id=""))


def _kept(server: Server, client: BBBClient) -> str:
    """Return the id of the hook that is there now, "" when none shall be."""
    wanted = addresses.hook_of(server)
    found = ""
    for hook in client.hooks():
        if not found and server.uses_hooks and _is_right(hook, wanted):
            found = hook.hook_id
        elif _is_ours(hook, server):
            _remove(client, hook)
    if server.uses_hooks and not found:
        found = client.create_hook(wanted, event_ids=WANTED).hook_id
    return found


def _is_right(hook: HookInfo, wanted: str) -> bool:
    # Versions that know no choice of events list none; they tell everything, and we listen to what we want.
    tells = not hook.event_ids or set(WANTED) <= set(hook.event_ids)
    return hook.callback_url == wanted and not hook.meeting_id and not hook.is_raw and tells


def _is_ours(hook: HookInfo, server: Server) -> bool:
    """
    Return whether we registered it and need it no more: for this server at a former address, or for one that is gone.

    Two rows may lead to one server by two names; neither takes away what the other wants.
    """
    address = hook.callback_url.partition("?")[0]
    if address.endswith(addresses.hook_path(server)):
        return True
    known, _, public_id = address.partition(addresses.hooks_of_all_servers())
    others = Server.objects.in_service().filter(public_id=public_id, uses_hooks=True)
    return bool(not known and public_id) and not others.exists()


def _remove(client: BBBClient, hook: HookInfo) -> None:
    # Refused: gone already, or written into the server's own settings, where it does no harm.
    with suppress(RequestRefused):
        client.destroy_hook(hook.hook_id)
