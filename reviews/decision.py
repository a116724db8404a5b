# messages: back office
"""The two decisions of a reviewer, as every kind of content offers them."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reviews.actions import reviewing
from reviews.models import ProviderApproval
from reviews.rules import NotInReview, NotReady

LONGEST_COMMENT = 2000


def decide(request: HttpRequest, approval: ProviderApproval | None) -> HttpResponse | None:
    """
    Release or give back what `approval` asks for, as the form of `reviews/admin/decision.html` says.

    Return where to go on. None when nothing was decided and the reviewer must look again: the reason is told as a
    message, and the page is shown anew with what was typed.
    """
    if approval is None or request.POST.get("approval") != str(approval.pk):
        messages.error(request, _("Dieser Stand wartet nicht mehr auf eine Freigabe."))
        return redirect("wagtailadmin_home")
    by, comment = authenticated_user(request), request.POST.get("comment", "").strip()[:LONGEST_COMMENT]
    values = {"title": approval.revision.object_str}
    try:
        if request.POST.get("act") != "return":
            reviewing.release(approval=approval, comment=comment, by=by)
            messages.success(request, _("„%(title)s“ ist freigegeben.") % values)
        elif comment:
            reviewing.give_back(approval=approval, comment=comment, by=by)
            messages.success(request, _("„%(title)s“ ist zurückgegeben.") % values)
        else:
            messages.error(request, _("Schreiben Sie bitte dazu, was sich ändern soll."))
            return None
    except NotReady as refusal:
        messages.error(request, " ".join([_("Nicht freigegeben."), *map(str, refusal.texts)]))
        return None
    except NotInReview:
        messages.error(request, _("Dieser Stand wartet nicht mehr auf eine Freigabe."))
    return redirect("wagtailadmin_home")
