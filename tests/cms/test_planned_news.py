"""A piece of news that was planned comes and goes by itself, on the pages that strangers are served whole, too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.actions import tree
from cms.models import NewsIndexPage, NewsPage
from privacy.models import AuditEntry
from reviews.actions import publishing
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TITLE = "Sprechstunde am Abend"
ITEM = "/de/aktuelles/sprechstunde/"
LISTS = ["/de/", "/de/aktuelles/", "/ar/", "/ar/aktuelles/", "/de/aktuelles/feed/"]


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def ring(run_jobs, django_capture_on_commit_callbacks):
    """Do what beat and worker do at this moment."""

    def do(at):
        with django_capture_on_commit_callbacks(execute=True):
            publishing.enqueue_due(at=at)
            run_jobs(at)

    return do


def telling(client):
    """Return which of the pages tell the news."""
    return [address for address in LISTS if TITLE in client.get(address).content.decode()]


def test_planned_news_appear_and_leave_on_kept_pages_without_a_hand(client, ring):
    now = timezone.now()
    page = NewsPage(title=TITLE, slug="sprechstunde", published_on=timezone.localdate(now))
    index = NewsIndexPage.objects.get(locale__language_code="de")
    page = tree.add(parent=index, page=page, at=now, live=False)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=3)
    page.save_revision(user=UserFactory()).publish()
    ring(now)
    assert (telling(client), client.get(ITEM).status_code) == ([], 404)
    _an_hour_earlier(page, now)
    ring(now)
    assert (telling(client), client.get(ITEM).status_code) == (LISTS, 200)
    ring(now + timedelta(hours=4))
    assert (telling(client), client.get(ITEM).status_code) == ([], 404)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    told = AuditEntry.objects.filter(subject=page.public_id, action__in=["cms.page_published", "cms.page_expired"])
    assert list(told.order_by("pk").values_list("action", flat=True)) == ["cms.page_published", "cms.page_expired"]


def _an_hour_earlier(page, now):
    """Let the planned moment have come: Wagtail reads the clock when it publishes."""
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = (now - timedelta(minutes=1)).isoformat()
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.save(update_fields=["content", "approved_go_live_at"])
