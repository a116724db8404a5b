"""Forms about one's own account, in plain words."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User

NAME_HELP = _("Schreiben Sie Ihren ganzen Namen so wie im Pass. Er steht später auf Ihrer Bescheinigung.")
ORIGINAL_NAME_HELP = _("Wenn Sie möchten: Ihr Name in Ihrer eigenen Schrift, zum Beispiel auf Arabisch.")
PASSWORD_HELP = _("Mindestens 10 Zeichen. Nehmen Sie am besten drei Wörter, die nur Sie kennen.")


def _full_name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name wie im Pass"),
        help_text=NAME_HELP,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )


def _original_name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name in Originalschrift"),
        help_text=ORIGINAL_NAME_HELP,
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Sign-in by user name or e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Benutzername oder E-Mail-Adresse")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "dir": "ltr", "autocapitalize": "none"}
        self.fields["password"].label = _("Passwort")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Angemeldet bleiben. Bitte nicht an fremden Geräten wählen.")


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """
    A learner makes an account. An e-mail address is optional.

    Whether an address is known to the house shows neither in the answer nor in an error: both ways lead to "we have
    written to you", and the letter says the rest.
    """

    full_name = _full_name_field()
    original_name = _original_name_field()
    is_adult = forms.BooleanField(
        label=_("Ich bin mindestens 18 Jahre alt."),
        error_messages={"required": _("Die Kurse sind für Erwachsene. Bitte bestätigen Sie Ihr Alter.")},
    )
    field_order = ["full_name", "original_name", "username", "email", "password1", "is_adult"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, email, password = (self.fields[name] for name in ("username", "email", "password1"))
        username.label = _("Benutzername")
        username.help_text = _("Damit melden Sie sich an. Zum Beispiel: amina-4827. Bitte aufschreiben.")
        username.widget.attrs |= {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
        email.required = email.widget.is_required = False  # allauth knows required or absent only
        email.label = _("E-Mail-Adresse")
        email.help_text = _("Mit einer E-Mail-Adresse können Sie selbst ein neues Passwort wählen.")
        password.label = _("Passwort")
        password.help_text = PASSWORD_HELP
        for field in (username, email, password):
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a letter with which a new password is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-Mail-Adresse")
        email.help_text = _("Sie haben keine E-Mail-Adresse? Ihre Kurskoordination gibt Ihnen einen neuen Start-Code.")
        email.widget.attrs.pop("placeholder", None)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Put a new password in place of the old one, with the same advice as at the start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class SetPasswordForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """Choose the first password of an account that has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose a new password by the link from the letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD_HELP


class ProfileForm(forms.ModelForm[User]):
    """How a person is called, and the language they are written to in."""

    full_name = _full_name_field()
    original_name = _original_name_field()
    preferred_language = forms.ChoiceField(
        label=_("Sprache"), help_text=_("In dieser Sprache schreiben wir Ihnen."), choices=settings.LANGUAGES
    )

    class Meta:
        model = User
        fields = ["full_name", "original_name", "preferred_language"]


class StartCodeForm(forms.Form):
    """The code from the sheet of paper, and the first password."""

    code = forms.CharField(
        label=_("Start-Code"),
        help_text=_("Der Code steht auf Ihrem Blatt, zum Beispiel 7F4K-Q9PX-2B3M."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Neues Passwort"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    password_again = forms.CharField(
        label=_("Neues Passwort noch einmal"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def clean_password(self) -> str:
        password: str = get_adapter().clean_password(self.cleaned_data["password"])
        return password

    def clean_password_again(self) -> str:
        again: str = self.cleaned_data["password_again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("Die beiden Passwörter sind nicht gleich."))
        return again


class ErasureForm(forms.Form):
    """The last question before one's own data go."""

    understood = forms.BooleanField(
        label=_("Ja, ich möchte mein Konto und meine Daten löschen. Ich weiß, dass das nicht rückgängig geht."),
        error_messages={"required": _("Bitte bestätigen Sie, dass Sie Ihre Daten löschen möchten.")},
    )
