# messages: back office – pages of an employer's HR
"""How somebody of an employer's HR comes to their desk for the first time."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import people, sign_in
from accounts.models import Employer, User
from diversity_training.actions import desk_access
from diversity_training.desk_forms import NewAccountForm
from diversity_training.models import DeskAccess
from diversity_training.queries.desk import employers_of
from ui.limits import TOO_MANY_REQUESTS, may_send


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk_access_page(request: HttpRequest, token: str) -> HttpResponse:
    """
    Let who got the letter make an account, or take the desk into theirs.

    The page says the same whether the address is known here or not.
    """
    at = timezone.now()
    try:
        access = desk_access.look(token=token, at=at)
    except desk_access.LinkIsNotValid:
        return render(request, "diversity_training/desk/access_over.html", status=404)
    form = NewAccountForm(initial={"full_name": access.name})
    status = 200
    if request.method == "POST":
        if request.user.is_authenticated:
            return _join(request, token)
        form = NewAccountForm(request.POST)
        if form.is_valid() and may_send(request, form, name="desk_access"):
            answer = _begin(request, token, access, form)
            if answer is not None:
                return answer
        status = TOO_MANY_REQUESTS if form.is_valid() else 200
    context = {
        "access": access,
        "organisation": access.employer.name if access.employer else access.request.organisation,  # type: ignore[union-attr]
        "form": form,
        "own_employers": [] if access.employer or not access.request else list(employers_of(request.user)),
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
    }
    response = render(request, "diversity_training/desk/access.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _begin(request: HttpRequest, token: str, access: DeskAccess, form: NewAccountForm) -> HttpResponse | None:
    at = timezone.now()
    try:
        person = people.create_confirmed(
            full_name=form.cleaned_data["full_name"],
            email=access.email,
            password=form.cleaned_data["password"],
            language=get_language() or access.language,
            at=at,
        )
        desk_access.claim(token=token, by=person, at=at)
    except people.AddressIsKnown:
        messages.info(request, _("Melden Sie sich bitte an. Danach geht es hier weiter."))
        return redirect(f"{reverse('account_login')}?next={request.path}")
    except desk_access.LinkIsNotValid:
        return render(request, "diversity_training/desk/access_over.html", status=404)
    return sign_in.sign_in_after_letter(request=request, person=person, redirect_url=_goal(access))


def _join(request: HttpRequest, token: str) -> HttpResponse:
    wanted = request.POST.get("employer", "")
    employer = Employer.objects.filter(public_id=wanted).first() if wanted else None
    try:
        access = desk_access.look(token=token, at=timezone.now())
        desk_access.claim(token=token, by=cast(User, request.user), at=timezone.now(), employer=employer)
    except (desk_access.LinkIsNotValid, desk_access.NotYourEmployer):
        return render(request, "diversity_training/desk/access_over.html", status=404)
    messages.success(request, _("Willkommen. Hier verwalten Sie Ihre Trainings."))
    return redirect(_goal(access))


def _goal(access: DeskAccess) -> str:
    if access.request is not None:
        return reverse("diversity_training:desk_booking", args=[access.request.public_id])
    return reverse("diversity_training:desk")
