"""Conference servers in the back office: set up, tested, emptied and retired by the administration of the platform."""
# messages: back office

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.back_office import back_office_view
from accounts.roles import Permission
from live_sessions import queries, wording
from live_sessions.actions import servers as acting
from live_sessions.actions import testing
from live_sessions.forms import PoolForm, PoolNameForm, ServerForm
from live_sessions.models import Server, ServerPool

ICON = "desktop"


@back_office_view(Permission.MANAGE_SERVERS)
@require_safe
def servers(request: HttpRequest) -> HttpResponse:
    """List the pools with their servers."""
    return render(request, "live_sessions/admin/servers.html", {"pools": queries.pools(), "icon": ICON})


@back_office_view(Permission.MANAGE_SERVERS)
@require_safe
def server(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how a server is; asks nobody but our own database."""
    found = get_object_or_404(Server.objects.in_service().select_related("pool"), public_id=public_id)
    context = {
        "server": found,
        "icon": ICON,
        "findings": wording.sentences(found.test_report),
        "why": wording.why(found.last_error) if found.last_error else "",
        "hooks_why": wording.why_no_hooks(found.hooks_error) if found.hooks_error else "",
    }
    return render(request, "live_sessions/admin/server.html", context)


@back_office_view(Permission.MANAGE_SERVERS)
@require_http_methods(["GET", "POST"])
def add_pool(request: HttpRequest) -> HttpResponse:
    """Set up a pool."""
    form = PoolForm(request.POST or None)
    if form.is_valid():
        pool = acting.add_pool(**form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("„%(name)s“ ist angelegt.") % {"name": pool})
        return redirect("live_sessions_servers")
    return _form_page(request, form, _("Neue Servergruppe"))


@back_office_view(Permission.MANAGE_SERVERS)
@require_http_methods(["GET", "POST"])
def rename_pool(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a pool another name."""
    pool = get_object_or_404(ServerPool, public_id=public_id)
    form = PoolNameForm(request.POST or None, instance=pool)
    if form.is_valid():
        acting.rename_pool(pool=pool, **form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("live_sessions_servers")
    return _form_page(request, form, _("Servergruppe ändern"))


@back_office_view(Permission.MANAGE_SERVERS)
@require_http_methods(["GET", "POST"])
def add_server(request: HttpRequest) -> HttpResponse:
    """Set up a server; then it wants to be tested."""
    if not ServerPool.objects.exists():
        messages.info(request, _("Legen Sie zuerst eine Servergruppe an."))
        return redirect("live_sessions_add_pool")
    form = ServerForm(request.POST or None)
    if form.is_valid():
        added = acting.add_server(**form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("„%(name)s“ ist angelegt. Prüfen Sie den Server jetzt.") % {"name": added})
        return redirect("live_sessions_server", added.public_id)
    return _form_page(request, form, _("Neuer Konferenzserver"))


@back_office_view(Permission.MANAGE_SERVERS)
@require_http_methods(["GET", "POST"])
def change_server(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a server."""
    found = get_object_or_404(Server.objects.in_service(), public_id=public_id)
    form = ServerForm(request.POST or None, instance=found)
    if form.is_valid():
        by, at = authenticated_user(request), timezone.now()
        acting.change_server(server=found, values=form.cleaned_data, by=by, at=at)
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("live_sessions_server", public_id)
    return _form_page(request, form, _("Konferenzserver ändern"))


@back_office_view(Permission.MANAGE_SERVERS)
@require_POST
def test(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask the server now, while the person waits, and show what it said."""
    found = get_object_or_404(Server.objects.in_service().select_related("pool"), public_id=public_id)
    testing.examine(server=found, by=authenticated_user(request), at=timezone.now())
    return redirect("live_sessions_server", public_id)


@back_office_view(Permission.MANAGE_SERVERS)
@require_POST
def drain(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a server run empty, or let it take meetings again."""
    found = get_object_or_404(Server.objects.in_service(), public_id=public_id)
    is_draining = request.POST.get("is_draining") == "1"
    acting.drain(server=found, is_draining=is_draining, by=authenticated_user(request), at=timezone.now())
    if is_draining:
        messages.success(request, _("Laufende Sitzungen gehen weiter. Neue beginnen auf anderen Servern."))
    else:
        messages.success(request, _("Der Server nimmt wieder neue Sitzungen an."))
    return redirect("live_sessions_server", public_id)


@back_office_view(Permission.MANAGE_SERVERS)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then take a server out of service."""
    found = get_object_or_404(Server.objects.in_service(), public_id=public_id)
    if request.method == "POST":
        acting.retire(server=found, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("„%(name)s“ ist außer Betrieb.") % {"name": found})
        return redirect("live_sessions_servers")
    context = {
        "header_title": _("Außer Betrieb nehmen"),
        "header_icon": ICON,
        "question": _("Soll „%(name)s“ außer Betrieb gehen?") % {"name": found},
        "consequences": _(
            "Wir fragen den Server nicht mehr, und sein Geheimnis wird gelöscht. Das lässt sich nicht rückgängig "
            "machen; Sie können den Server aber neu eintragen. Läuft dort noch etwas, lassen Sie ihn zuerst leer "
            "laufen."
        ),
        "answer": _("Ja, außer Betrieb nehmen"),
        "back": "live_sessions_servers",
    }
    return render(request, "accounts/admin/confirm.html", context)


def _form_page(request: HttpRequest, form: object, title: str) -> HttpResponse:
    context = {"form": form, "header_title": title, "header_icon": ICON, "back": "live_sessions_servers"}
    return render(request, "accounts/admin/form.html", context)
