"""
Staff of one provider can neither see nor guess nor change anything of another provider.

Every registered URL, of the platform and of the content host, is asked by GET and POST with the keys of the other
provider's rows. What the other provider keeps to itself carries a mark; the mark may not appear in any answer, and
no row of the other provider may change.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.http import HttpResponseNotFound
from wagtail.models import Page

from accounts.models import Provider, User
from cms.actions import tree
from courses.models import Run
from lms.models import Enrolment
from reviews.models import ProviderApproval
from tests.architecture.urls import Url, all_urls
from tests.architecture.world import MARK, furnish_other_provider, pages_of, review_keys_of, rows_of
from tests.clients import SignedInClient
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
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


def keys_of(provider: Provider) -> tuple[list[str], list[str]]:
    """Return what stands in URLs for the provider's rows: countable keys, and opaque ones."""
    numbers: set[str] = {str(provider.pk)}
    opaque: set[str] = {provider.public_id}
    for model, rows in rows_of(provider):
        for row in rows:
            if isinstance(row.pk, int):
                numbers.add(str(row.pk))
            for field in model._meta.concrete_fields:
                if field.name in {"public_id", "slug", "item_id", "context_key", "number"} and getattr(row, field.name):
                    opaque.add(str(getattr(row, field.name)))
                if field.name in {"latest_revision", "live_revision", "unit_revision"} and getattr(row, field.attname):
                    numbers.add(str(getattr(row, field.attname)))
    return sorted(numbers), sorted(opaque)


def is_about_pages(url: Url) -> bool:
    """Return whether the numbers in this URL are keys of pages."""
    return url.name.startswith(("wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_choose_page", "cms_"))


def fillings(url: Url, numbers: list[str], opaque: list[str], provider: Provider) -> list[dict[str, str]]:
    """Return parameter sets that put the other provider's keys into the URL, each where it would open something."""
    if not url.params:
        return [{}]
    uuids = [key for key in opaque if len(key) == UUID_LENGTH]
    if is_about_pages(url):
        numbers = [str(page.pk) for page in pages_of(provider)]
    fixed = {
        "app_label": ["courses"],
        "model_name": ["course", "unit"],
        "enrolment_id": list(Enrolment.objects.values_list("public_id", flat=True)),
        "run_id": list(Run.objects.values_list("public_id", flat=True)),
        "item_id": uuids,
        "file_format": ["csv", "xlsx"],
        "path": ["index.html"],
        "content_type_app_name": ["cms"],
        "content_type_model_name": ["freepage"],
        **review_keys_of(provider),
    }
    if is_about_pages(url):
        versions = [str(page.latest_revision_id) for page in pages_of(provider)]
        fixed |= dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), versions) | {"pk": numbers}
    choices = []
    for name, converter in url.params:
        if name in fixed:
            choices.append(fixed[name])
        elif converter in INTEGER_CONVERTERS or (converter == "str" and name in {"pk", "object_id"}):
            choices.append(numbers)
        else:
            choices.append(opaque)
    names = [name for name, _converter in url.params]
    combined = itertools.product(*choices) if len(names) < 3 else zip(*map(itertools.cycle, choices), strict=False)
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


@pytest.mark.services  # two minutes of asking: once is enough, on the database of real installations
def test_no_url_shows_or_changes_what_another_provider_keeps_to_itself(other: Provider, plain_not_found: None) -> None:
    """Asked as a provider's administration, which may do all that its trainers and coordinators may."""
    own = ProviderFactory(name="Träger A")
    tree.provider_section(provider=own, at=NOW)  # without pages of one's own, screens of pages open to nobody
    staff = make_staff("provider_admin", own)
    client = SignedInClient(raise_request_exception=False)
    client.force_login(staff)
    numbers, opaque = keys_of(other)
    cookies = client.cookies.output(header="", sep=";")
    before, form = snapshot(other), body(other)
    leaks: list[str] = []
    asked = 0
    for url in all_urls():
        host = f"{opaque[0]}.scorm.localhost" if url.host == "content" else "localhost"
        for values in fillings(url, numbers, opaque, other):
            for method in ("get", "post"):
                with transaction.atomic():
                    client.cookies.load(cookies)  # some of what is asked signs people out
                    data = form if method == "post" else {"id": numbers, "p": "1", "q": MARK}
                    answer = getattr(client, method)(url.fill(values), data, headers={"host": host})
                    asked += 1
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
    assert asked > 200


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
