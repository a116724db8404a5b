"""
Staff of one provider can neither see nor guess nor change anything of another provider.

Every registered URL, of the platform and of the content host, is asked by GET and POST with the keys of the other
provider's rows. What the other provider keeps to itself carries a mark; the mark may not appear in any answer, and
no row of the other provider may change.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponseNotFound
from wagtail.models import Page

from accounts.models import Provider, User
from admissions.models import SeatBlock
from cms.actions import tree
from courses.models import RunUnit
from lms.models import Enrolment
from lms.queries.scorm_tables import TABLES
from lms.viewsets.scorm_reports import question_key
from reviews.models import ProviderApproval
from tests.architecture.lookups import Column, column_of, looked_up, made_up
from tests.architecture.urls import Url, all_urls
from tests.architecture.world import MARK, furnish_other_provider, pages_of, review_keys_of, rows_of
from tests.clients import SignedInClient
from tests.diversity_training.bookings import hr_of
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMED_BY = {
    "public_id",
    "slug",
    "item_id",
    "context_key",
    "number",
    "latest_revision",
    "live_revision",
    "unit_revision",
}
METHODS = ("get", "post")
KNOWN = {column_of(model, field.name) for model in apps.get_models() for field in model._meta.concrete_fields}
FEW = 8  # keys where none is read
MOST_TRIED = 3  # rows that the parameters before may name, when the next one is looked up
INTEGER_CONVERTERS = {"int"}
MOST_VALUES = 40  # only where several parameters multiply; a single one meets every key there is
UUID_LENGTH = 36
# Wagtail's own link forms expect the prefix of the dialog they stand in; they hold no rows.
NOT_OURS = {f"wagtailadmin_choose_page_{kind}_link" for kind in ("external", "email", "phone", "anchor")}

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(ready_fonts: None) -> Provider:
    provider = ProviderFactory(name="Träger B", complaint_path="An die Leitung.")
    furnish_other_provider(provider, NOW)
    return provider


@pytest.fixture
def plain_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the page of a 404 undrawn: it knows nothing of what was asked, and most of the answers are one."""
    monkeypatch.setattr("lms.config.urls.handler404", lambda request, exception: HttpResponseNotFound())


def snapshot(provider: Provider) -> dict[str, list[dict[str, Any]]]:
    """Return every row of the provider, to compare before and after."""
    rows = {model._meta.label: list(rows.order_by("pk").values()) for model, rows in rows_of(provider)}
    pages = Page.objects.filter(pk__in=pages_of(provider).values("pk"))
    states = ProviderApproval.objects.filter(pk__in=review_keys_of(provider)["task_state_id"])
    return rows | {"pages": list(pages.order_by("pk").values()), "reviews": list(states.order_by("pk").values())}


def keys_of(provider: Provider) -> dict[Column, list[str]]:
    """Return what stands in URLs for the provider's rows, by the column it is kept in."""
    found: dict[Column, list[str]] = {column_of(Provider, "id"): [str(provider.pk)]}
    found[column_of(Provider, "public_id")] = [provider.public_id]
    for model, rows in rows_of(provider):
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in NAMED_BY:
                values = rows.order_by("pk").values_list(field.attname, flat=True)
                found[column_of(model, field.name)] = sorted({str(value) for value in values if value})
    return found


def both_shapes(keys: dict[Column, list[str]]) -> tuple[list[str], list[str]]:
    """Return all keys there are: countable ones, and opaque ones."""
    everything = {key for values in keys.values() for key in values}
    return sorted(filter(str.isdecimal, everything)), sorted(key for key in everything if not key.isdecimal())


def is_about_pages(url: Url) -> bool:
    """Return whether the numbers in this URL are keys of pages."""
    return url.name.startswith(("wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_choose_page", "cms_"))


def asked_for(url: Url, provider: Provider, keys: dict[Column, list[str]]) -> list[tuple[list[str], str]]:
    """Return for each parameter the keys of its shape, and one that is made up; empty when the keys are fixed."""
    numbers, opaque = both_shapes(keys)
    uuids = [key for key in opaque if len(key) == UUID_LENGTH]
    if is_about_pages(url):
        numbers = [str(page.pk) for page in pages_of(provider)]
    fixed = {
        "app_label": ["courses"],
        "model_name": ["course", "unit"],
        "item_id": uuids,
        "file_format": ["csv", "xlsx"],
        "path": ["index.html"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["freepage"],
        **review_keys_of(provider),
    }
    if url.name.startswith("scorm_reports:"):
        units = RunUnit.objects.filter(run__course__provider=provider, kind="scorm")
        fixed["item_id"] = [str(item_id) for item_id in units.values_list("item_id", flat=True)]
        fixed |= {"table": sorted(TABLES), "key": [question_key("i", f"{MARK}-Frage")]}
    if is_about_pages(url):
        versions = [str(page.latest_revision_id) for page in pages_of(provider)]
        fixed |= dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), versions) | {"pk": numbers}
    choices = []
    for name, converter in url.params:
        if name in fixed:
            choices.append((fixed[name], ""))
        elif converter in INTEGER_CONVERTERS or (converter == "str" and name in {"pk", "object_id"}):
            choices.append((numbers, made_up("int")))
        else:
            choices.append((opaque, made_up(converter)))
    return choices


def fillings(
    url: Url, provider: Provider, keys: dict[Column, list[str]], people: list[Callable[[str], None]]
) -> list[dict[str, str]]:
    """
    Return parameter sets that put the provider's keys into the URL, each where it would open something.

    `people` ask for a path, each as somebody who has to do with the provider: the rows that a made-up key is looked
    for among are those whose keys the parameter takes. A key that is looked for nowhere is refused unread, and a few
    are enough.
    """
    if not url.params:
        return [{}]
    names = [name for name, _converter in url.params]
    choices = asked_for(url, provider, keys)
    taken: list[list[str]] = []
    for place, (possible, nobodys) in enumerate(choices):
        rest = [values[0] for values, _nobodys in choices[place + 1 :]]
        firsts = itertools.islice(itertools.product(*taken), MOST_TRIED)
        paths = [url.fill(dict(zip(names, [*first, nobodys, *rest], strict=True))) for first in firsts]
        columns: set[Column] = set()
        fitting: set[str] = set()
        for ask, path in itertools.product(people, paths if nobodys else []):
            columns |= looked_up(nobodys, partial(ask, path))
            fitting |= {key for column in columns for key in keys.get(column, [])} & set(possible)
            if fitting:
                break
        is_known = bool(columns) and columns <= KNOWN
        taken.append(sorted(fitting) or possible[: 1 if is_known else FEW if nobodys else None])
    combined = itertools.product(*taken) if len(names) < 3 else zip(*map(itertools.cycle, taken), strict=False)
    most = None if len(names) == 1 else MOST_VALUES
    return [dict(zip(names, values, strict=True)) for values in itertools.islice(combined, most)]


def body(provider: Provider) -> dict[str, str]:
    """Return a form that tries to name the other provider and its rows."""
    form = {"provider": str(provider.pk), "title": "Eingeschleust", "name": "Eingeschleust", "reason": "weil"}
    form |= {"curriculum-count": "0", "body-count": "0"}
    for model, rows in rows_of(provider):
        first = rows.first()
        if first is not None:
            form[str(model._meta.model_name)] = str(first.pk)
    return form


class Asker:
    """Somebody who asks, each time as if for the first time."""

    def __init__(self, person: User, other: Provider) -> None:
        self.client = SignedInClient(raise_request_exception=False)
        self.client.force_login(person)
        self.cookies = self.client.cookies.output(header="", sep=";")
        self.query = {"id": both_shapes(keys_of(other))[0], "p": "1", "q": MARK}
        self.form = body(other)

    def ask(self, method: str, path: str, host: str = "localhost") -> Any:
        self.client.cookies.load(self.cookies)  # some of what is asked signs people out
        data = self.form if method == "post" else self.query
        return getattr(self.client, method)(path, data, headers={"host": host})

    def try_out(self, path: str) -> None:
        for method in METHODS:
            with transaction.atomic():
                self.ask(method, path)
                transaction.set_rollback(True)


def insiders(provider: Provider) -> list[Asker]:
    """Return one person of each kind that has to do with the provider."""
    people = [
        make_staff("provider_admin", provider),
        make_staff("administrator"),
        Enrolment.objects.filter(run__course__provider=provider)[0].learner,
        hr_of(SeatBlock.objects.filter(run__course__provider=provider)[0].employer),
    ]
    return [Asker(person, provider) for person in people]


@pytest.mark.services  # a minute of asking: once is enough, on the database of real installations
def test_no_url_shows_or_changes_what_another_provider_keeps_to_itself(other: Provider, plain_not_found: None) -> None:
    """Asked as a provider's administration, which may do all that its trainers and coordinators may."""
    own = ProviderFactory(name="Träger A")
    tree.provider_section(provider=own, at=NOW)  # without pages of one's own, screens of pages open to nobody
    stranger, people = Asker(make_staff("provider_admin", own), other), [person.try_out for person in insiders(other)]
    keys, before = keys_of(other), snapshot(other)
    leaks: list[str] = []
    asked = 0
    for url in all_urls():
        host = f"{other.public_id}.scorm.localhost" if url.host == "content" else "localhost"
        taken = set(METHODS)  # what a view does not take, it does not take with any key
        for values in fillings(url, other, keys, people):
            for method in sorted(taken):
                with transaction.atomic():
                    answer = stranger.ask(method, url.fill(values), host)
                    asked += 1
                    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                        taken.discard(method)
                    text = _text(answer)
                    if answer.status_code >= 500 and url.name not in NOT_OURS:
                        leaks.append(f"{method} {url.name} {values}: {answer.status_code}")
                    # What was asked for may be repeated („no results for …“), and no more.
                    if text.replace(f'value="{MARK}"', "").replace(f"“{MARK}”", "").count(f"{MARK}-"):
                        leaks.append(f"{method} {url.name} {values}: shows the mark")
                    if method == "post" and answer.status_code not in {403, 404, 405} and snapshot(other) != before:
                        leaks.append(f"{method} {url.name} {values}: changes a row")
                    transaction.set_rollback(True)
    assert leaks == []
    assert snapshot(other) == before
    assert asked > 2000


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def test_the_mark_is_seen_by_who_may_see_it(other: Provider) -> None:
    """Without this, the test above could pass because nothing is shown to anybody."""
    staff = make_staff("provider_admin", other)
    shown = [url.name for url in all_urls() if not url.params and url.host == "platform" and _shows(staff, url)]
    assert len(shown) >= 5


def _shows(staff: User, url: Url) -> bool:
    client = SignedInClient()
    client.force_login(staff)
    return f"{MARK}-" in _text(client.get(url.fill({})))


def test_every_provider_chain_is_covered(other: Provider) -> None:
    """A new noun of providers joins the world of this test, or is named here with its reason."""
    without_rows = {
        "media.Rendition": "made when a page shows a picture",
        "courses.RunUnitTranslation": "the pin of a translation, reached through its run only",
    }
    empty = {model._meta.label for model, rows in rows_of(other) if not rows.exists()}
    assert empty - set(without_rows) == set()
    assert isinstance(apps.get_model("courses", "Course"), models.base.ModelBase)
