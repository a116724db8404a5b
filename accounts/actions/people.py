"""New people, and what they may change about themselves."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts import queries, usernames
from accounts.actions import start_codes
from accounts.models import Provider, User
from privacy import audit


@transaction.atomic
def invite(
    *, full_name: str, email: str, language: str, provider: Provider | None, by: User | None, at: datetime
) -> User:
    """
    Return the account with this e-mail address, made now if there was none.

    The caller learns nothing about which of the two it was, and neither may whoever looks at the caller's screen: the
    name of an account that was there is not touched. Whoever is new gets a letter that lets them choose a password.
    """
    email = email.strip().lower()
    known = queries.owner_of_address(email)
    if known is None:
        known = _create(full_name=full_name, email=email, language=language)
        EmailAddress.objects.create(user=known, email=email, primary=True, verified=False)
    audit.record("accounts.invited", subject=known, by=by, at=at, provider=provider)
    if not known.has_usable_password() or not has_confirmed_email(known):
        get_adapter().send_invitation(known)
    return known


def has_confirmed_email(person: User) -> bool:
    """Return whether the person has shown that letters to the account's address reach them."""
    return bool(EmailAddress.objects.filter(user=person, verified=True).exists())


@transaction.atomic
def create_without_email(
    *, full_name: str, original_name: str = "", language: str, provider: Provider, by: User, at: datetime
) -> start_codes.IssuedCode:
    """Make an account for a person without e-mail and return the start code for their sheet of paper."""
    person = _create(full_name=full_name, original_name=original_name, language=language)
    audit.record("accounts.created", subject=person, by=by, at=at, provider=provider)
    return start_codes.issue(person=person, by=by, at=at)


def _create(*, full_name: str, language: str, email: str = "", original_name: str = "") -> User:
    for _attempt in range(20):
        try:
            with transaction.atomic():
                return User.objects.create_user(
                    usernames.propose(full_name),
                    email,
                    full_name=full_name.strip(),
                    original_name=original_name.strip(),
                    preferred_language=language,
                )
        except IntegrityError:  # the proposal was taken; the next one has other digits
            if email and User.objects.filter(email__iexact=email).exists():
                return User.objects.get(email__iexact=email)
    raise RuntimeError("no free user name in 20 proposals")


@transaction.atomic
def change_profile(
    *, person: User, full_name: str, original_name: str, preferred_language: str, by: User, at: datetime
) -> None:
    """Change how the person is called and written to; the trail tells which fields, not what they said."""
    wanted = {
        "full_name": full_name.strip(),
        "original_name": original_name.strip(),
        "preferred_language": preferred_language,
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(person, name, wanted[name])
    person.save(update_fields=changed)
    audit.record("accounts.profile_changed", subject=person, by=by, at=at, details={"fields": changed})


class AddressIsKnown(Exception):
    """There is an account with this address and a password; whoever it is signs in with that."""


@transaction.atomic
def create_confirmed(*, full_name: str, email: str, password: str, language: str, at: datetime) -> User:
    """
    Return an account for who has shown, by a link in a letter, that this address is theirs. Raises AddressIsKnown.

    An account that was made for the address and never had a password becomes theirs. The caller has validated the
    password.
    """
    email = email.strip().lower()
    person = queries.owner_of_address(email)
    if person is None:
        person = _create(full_name=full_name, email=email, language=language)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.has_usable_password() or not person.is_active:
        raise AddressIsKnown
    person.set_password(password)
    person.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    audit.record("accounts.created_by_letter", subject=person, by=person, at=at)
    return person
