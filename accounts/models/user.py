from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.public_ids import PublicIdField


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the actions in accounts/actions decide who may."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **values: Any) -> User:
        user = self.model(username=username, email=self.normalize_email(email), **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str = "", password: str | None = None, **values: Any) -> User:
        return self.create_user(username, email, password, is_superuser=True, **values)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """
    A person with an account, platform-wide.

    One name field on purpose: one-word names, long names and any order are names. People are emptied
    (`erased_at`), never deleted.
    """

    public_id = PublicIdField()
    username = models.CharField(_("Benutzername"), max_length=60, unique=True)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    full_name = models.CharField(_("Name wie im Pass"), max_length=200, blank=True)
    original_name = models.CharField(_("Name in Originalschrift"), max_length=200, blank=True)
    preferred_language = models.CharField(_("Sprache"), max_length=10, blank=True)
    is_active = models.BooleanField(_("aktiv"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class DataCard:
        purpose = "Lets a person sign in, and names them where they learn, work and are certified."
        personal = {
            "username": "chosen name for signing in",
            "email": "address, where one exists",
            "full_name": "name as in the passport",
            "original_name": "the same name in its own script",
            "preferred_language": "language of letters and pages",
        }
        retention = "emptied on request or after 24 months without sign-in; the emptied row stays for references"
        platform = "Accounts are platform-wide: one person may learn with several providers."

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_person_per_username"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="one_person_per_email"),
            models.CheckConstraint(condition=~Q(username=""), name="person_has_username"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name to address the person by; the user name where no name was given."""
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.display_name
