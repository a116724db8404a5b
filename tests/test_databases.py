"""What every other test leans on: a test that commits leaves nothing behind and takes nothing away."""

import threading

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round", [1, 2])
def test_a_test_that_commits_finds_the_template_and_not_the_rows_of_the_one_before(round):
    assert User.objects.count() == 0
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.filter(language_code="de").count() == 1
    UserFactory()


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_a_test_works_on_the_same_database():
    UserFactory(username="amina")
    seen = []

    def look():
        seen.extend(User.objects.values_list("username", flat=True))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["amina"]
