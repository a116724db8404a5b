"""How allauth behaves in this house. Letters are added above (notifications/account_adapter.py)."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import queries, rules, sign_in_limits
from accounts.models import User

EMAIL_STAGE = "allauth.account.stages.EmailVerificationStage"
CONFIRMATION_STAGE = "accounts.stages.ConfirmEmailWhereOneExists"


def _login(credentials: dict[str, Any]) -> str:
    """Return what was typed as user name or address."""
    return str(credentials.get("email") or credentials.get("username") or "")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to learners, an e-mail address is optional, links in letters lead to our own origin."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Dieses Konto ist gesperrt."),
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmt nicht."),
        "username_password_mismatch": _("Benutzername oder Passwort stimmt nicht."),
        "enter_current_password": _("Bitte geben Sie Ihr jetziges Passwort ein."),
        "incorrect_password": _("Das Passwort stimmt nicht."),
        "incorrect_code": _("Der Code stimmt nicht."),
        "invalid_password_reset": _("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."),
        "too_many_login_attempts": _("Zu viele Versuche. Bitte warten Sie fünf Minuten."),
        "too_many_attempts_at_account": _(
            "Mit diesem Namen wurde sehr oft ein falsches Passwort eingegeben, vielleicht von jemand anderem. Bitte "
            "warten Sie eine Stunde, oder wählen Sie „Passwort vergessen“. Auf einem Gerät, auf dem Sie schon "
            "angemeldet waren, können Sie es gleich versuchen."
        ),
        "rate_limited": _("Zu viele Versuche. Bitte warten Sie ein paar Minuten."),
        "username_taken": _("Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen."),
        "username_blacklisted": _("Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen."),
        "duplicate_email": _("Diese E-Mail-Adresse steht schon in Ihrem Konto."),
        "same_as_current": _("Bitte wählen Sie etwas anderes als bisher."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try by our own limits; allauth would let a stranger shut out the owner of an account."""
        try:
            self._login_failed_rl_usage = sign_in_limits.count(request, _login(credentials))
        except sign_in_limits.TooManyAttempts as refusal:
            is_attack = refusal.limit == "account_anywhere"
            error = "too_many_attempts_at_account" if is_attack else "too_many_login_attempts"
            raise self.validation_error(error) from refusal

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        sign_in_limits.remember(request, response, [user.username, user.email])
        return response

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's name for: a password was set by way of a letter."""
        address = _login(credentials)
        owner = queries.owner_of_address(address)
        for login in {address, owner.username if owner else address}:
            sign_in_limits.forget(request, login)

    def get_login_stages(self) -> list[str]:
        return [CONFIRMATION_STAGE if stage == EMAIL_STAGE else stage for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A sign-in of the last minutes counts: nobody types the same password twice in a row."""
        if not super().is_reauthentication_required(app=app):
            return False
        request = context.request
        fresh = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > fresh for record in get_authentication_records(request, request.user))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.full_name = form.cleaned_data.get("full_name", "")
        user.original_name = form.cleaned_data.get("original_name", "")
        user.preferred_language = translation.get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if rules.is_staff(request.user):  # type: ignore[arg-type]
            return reverse("wagtailadmin_home")
        return f"/{translation.get_language()}/{settings.LEARNER_HOME}"

    def is_safe_url(self, url: str) -> bool:
        """
        Lead nowhere but to the host that was asked.

        allauth would follow every name in ALLOWED_HOSTS, and the hosts of package content stand there too.
        """
        request = context.request
        is_safe: bool = url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return is_safe

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _dash, token = key.partition("-")
        return self._link("account_reset_password_from_key", uidb36=uid, key=token)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return self._link("account_confirm_email", key=emailconfirmation.key)

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """An address that is somebody else's cannot be confirmed; its owner learns that somebody tried."""
        address = emailconfirmation.email_address
        owner = queries.owner_of_address(address.email)
        if owner is not None and owner.pk != address.user_id:
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def invitation_url(self, user: User) -> str:
        """Return where somebody whose account was made for them chooses the first password."""
        with translation.override(user.preferred_language or settings.LANGUAGE_CODE):
            return self._link(
                "account_reset_password_from_key",
                uidb36=user_pk_to_url_str(user),
                key=default_token_generator.make_token(user),
            )

    def send_invitation(self, user: User) -> None:
        """Write to somebody for whom an account was made."""
        self.send_mail("accounts/invited", user.email, {"user": user, "url": self.invitation_url(user)})

    @staticmethod
    def _link(name: str, **kwargs: str) -> str:
        """Return an address on our origin, whatever host the request claimed: it goes into letters."""
        return settings.SITE_ORIGIN + reverse(name, kwargs=kwargs)
