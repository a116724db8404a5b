"""The people of the demo with their roles; those who are there already keep what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.actions import groups, memberships
from accounts.actions.personas import create_persona
from accounts.models import Employer, Network, Provider, User
from accounts.roles import BY_KEY, Permission, Scope
from demo import personas


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody by user name, and who signs for which provider."""

    people: dict[str, User]
    signing: dict[str, str]  # slug of a provider -> user name

    def trainer(self, provider_slug: str) -> User:
        """Return who teaches at the provider."""
        return self.people[self.signing[provider_slug]]

    def trainers(self, provider_slug: str) -> list[User]:
        """Return who teaches trainings of the provider: whoever signs, and a second one where there is one."""
        second = personas.SECOND_TRAINERS.get(provider_slug)
        return [self.trainer(provider_slug), *([self.people[second[0]]] if second else [])]


def everybody(
    providers: dict[str, Provider], networks: dict[str, Network], employers: dict[str, Employer], at: datetime
) -> Crowd:
    """Return the demo's people, made and given their roles where they are missing."""
    known = User.objects.in_bulk(field_name="username")
    people: dict[str, User] = {}
    signing: dict[str, str] = {}
    for persona in personas.PERSONAS:
        person = known.get(persona.username)
        if person is None:
            person = _persona(persona, at)
            if not persona.is_learner:
                _grant(person, persona, _place(persona, providers, networks, employers), at)
        people[persona.username] = person
        if persona.role == "trainer":
            signing[persona.place] = persona.username
    for slug, (username, full_name) in personas.TRAINERS.items():
        people[username] = known.get(username) or _trainer(username, full_name, providers[slug], at)
        signing[slug] = username
    for slug, (username, full_name) in personas.SECOND_TRAINERS.items():
        people[username] = known.get(username) or _trainer(username, full_name, providers[slug], at)
    for username, full_name, original_name, language in personas.FELLOW_LEARNERS:
        people[username] = known.get(username) or _learner(username, full_name, original_name, language, at)
    return Crowd(people, signing)


def _persona(persona: personas.Persona, at: datetime) -> User:
    return create_persona(
        username=persona.username,
        password=personas.PASSWORD,
        full_name=persona.full_name,
        original_name=persona.original_name,
        email=persona.email,
        language=persona.language,
        with_second_factor=Permission.ENTER_BACK_OFFICE in BY_KEY[persona.role].permissions,
        at=at,
    )


def _place(
    persona: personas.Persona,
    providers: dict[str, Provider],
    networks: dict[str, Network],
    employers: dict[str, Employer],
) -> dict[str, Any]:
    scope = BY_KEY[persona.role].scope
    if scope == Scope.PROVIDER:
        return {"provider": providers[persona.place]}
    if scope == Scope.NETWORK:
        return {"network": networks[persona.place]}
    return {"employer": employers[persona.place]} if scope == Scope.EMPLOYER else {}


def _grant(person: User, persona: personas.Persona, place: dict[str, Any], at: datetime) -> None:
    memberships.grant(user=person, role=persona.role, **place, by=None, at=at)
    groups.sync(person)


def _trainer(username: str, full_name: str, provider: Provider, at: datetime) -> User:
    trainer = create_persona(
        username=username,
        full_name=full_name,
        email=f"{username}@example.org",
        language="de",
        with_second_factor=True,
        at=at,
    )
    memberships.grant(user=trainer, role="trainer", provider=provider, by=None, at=at)
    groups.sync(trainer)
    return trainer


def _learner(username: str, full_name: str, original_name: str, language: str, at: datetime) -> User:
    return create_persona(
        username=username,
        full_name=full_name,
        original_name=original_name,
        language=language,
        with_second_factor=False,
        at=at,
    )
