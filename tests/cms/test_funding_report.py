"""No page, letter or certificate of ours drops the funders' statement; what lacks it stands in the report."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.template.loader import get_template
from django.urls import reverse

from cms.queries import funding_report
from cms.queries.funding_templates import SLOT, carries_funding, carries_funding_string, page_templates
from media.actions.logos import add_funding_logo
from tests.factories.accounts import FundingPeriodFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.media import picture

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("name", page_templates())
def test_a_page_template_carries_the_statement_or_is_a_reasoned_exception(name):
    if name in funding_report.LETTER_SHELLS:
        return  # set with a statement below
    assert carries_funding(name) != (name in funding_report.EXCEPTIONS)


def test_every_exception_is_a_template_with_a_reason():
    assert set(funding_report.EXCEPTIONS) <= set(page_templates())
    assert [name for name, reason in funding_report.exceptions() if len(reason) < 20] == []


def test_the_pages_people_really_see_are_among_those_looked_at():
    looked_at = {"cms/course.html", "cms/counselling/finder.html", "lms/desk.html", "certificates/verify.html"}
    assert looked_at <= set(page_templates())


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "ui/base.html" %}{% block funding %}{% endblock %}',
        '{% extends "ui/base.html" %}{% block footer %}<p>Eigener Fuß</p>{% endblock %}',
        '{% extends "lms/base.html" %}{% block funding %}Selbst{% endblock %}',
        '{% extends "ui/base.html" %}{% block footer %}{% if x %}{{ block.super }}{% endif %}{% endblock %}',
        '{% extends "ui/base.html" %}{% block footer %}{% for y in x %}{{ block.super }}{% endfor %}{% endblock %}',
        "<html><body>Ohne alles</body></html>",
    ],
    ids=["empty block", "own footer", "own words", "in a condition", "in a loop", "no shell"],
)
def test_a_template_that_drops_the_statement_is_found(source):
    assert not carries_funding_string(source)


@pytest.mark.parametrize(
    "source",
    [
        '{% extends "ui/base.html" %}{% block content %}Text{% endblock %}',
        '{% extends "ui/base.html" %}{% block footer %}<hr>{{ block.super }}{% endblock %}',
        '{% extends "ui/base.html" %}{% block footer %}{% if x %}{{ block.super }}{% else %}{{ block.super }}{% endif %}{% endblock %}',  # noqa: E501
        f'<html><body>{{% include "{SLOT}" %}}</body></html>',
    ],
    ids=["shell", "with its own words before", "in both branches", "by itself"],
)
def test_a_template_that_keeps_the_statement_is_left_alone(source):
    assert carries_funding_string(source)


def test_no_app_above_media_empties_the_seat():
    assert "media" in get_template(SLOT).origin.name


@pytest.fixture
def administration(client):
    client.force_login(make_staff("administrator"))
    return client


def problems() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in funding_report.findings(on=TODAY):
        found.setdefault(finding.kind, []).append(finding.name)
    return found


@pytest.mark.django_db
def test_templates_letters_and_certificates_of_ours_need_no_mending():
    assert {"Seitenvorlage", "Briefvorlage", "Bescheinigung"} & set(problems()) == set()


@pytest.mark.django_db
def test_without_a_funding_period_every_live_page_and_provider_stands_in_the_report():
    provider = ProviderFactory()
    found = problems()
    assert found["Träger"] == [provider.name]
    assert len(found["Seite"]) > 0
    FundingPeriodFactory(network=provider.network)
    cache.clear()  # made past the action that tells the cache
    assert list(problems()) == ["Förderphase"]


@pytest.mark.django_db(transaction=True)
def test_pages_leave_the_report_once_a_period_with_logos_is_on(at):
    period = FundingPeriodFactory()
    assert list(problems()) == ["Förderphase"]  # it has no logos
    add_funding_logo(funding_period=period, upload=picture(), alt_text="EU", position=1, by=None, at=at)
    assert problems() == {}


@pytest.mark.django_db
def test_a_period_that_ends_soon_is_told_while_there_is_time():
    period = FundingPeriodFactory(ends_on=TODAY + timedelta(days=59))
    assert len(problems()["Förderphase"]) == 2  # no logos, and the end
    FundingPeriodFactory(network=period.network, starts_on=period.ends_on + timedelta(days=1))
    assert len(problems()["Förderphase"]) == 1


@pytest.mark.django_db
def test_the_administration_reads_the_report_and_nobody_else(administration, client):
    page = administration.get(reverse("cms_funding_report")).content.decode()
    assert "Für diese Seite gilt heute keine Förderphase." in page
    assert "scorm/player.html" in page
    client.force_login(make_staff("provider_admin"))
    assert client.get(reverse("cms_funding_report")).status_code == 404
