"""A number typed by hand brings no picture of another provider into a unit."""

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.test.utils.form_data import streamfield

from courses.models import Unit
from media.models import Image
from tests.courses.editing import unit_form
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db


def post(client, picture):
    block = {"image": str(picture.pk), "alt": "Ein Brief", "is_decorative": "", "caption": ""}
    return client.post(reverse("wagtailsnippets_courses_unit:add"), unit_form(body=streamfield([("picture", block)])))


@pytest.mark.parametrize(("is_own", "status"), [(True, 302), (False, 404)])
def test_only_own_pictures_come_into_a_unit(client, is_own, status):
    provider = ProviderFactory()
    client.force_login(make_staff("trainer", provider))
    owner = provider if is_own else ProviderFactory()
    picture = Image.objects.create(title="Bild", file=get_test_image_file(), provider=owner)
    assert post(client, picture).status_code == status
    assert Unit.objects.count() == int(is_own)
