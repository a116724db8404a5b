"""What a learner reads about a package before they start it: how it plays on a phone, how large it is, how long."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from courses.models import Unit
from scorm.models import PackageVersion, PhoneCheck
from scorm.models.phone_check import PhoneFit
from tests.factories.accounts import UserFactory
from tests.lms.test_scorm_runtime import address, scorm_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Returns a function: the text of the unit's page in a language, before anything was started."""
    enrolment = scorm_enrolment()
    client.force_login(enrolment.learner)

    def _read(language="de"):
        with override(language):
            where = address(enrolment, "unit")
        return " ".join(client.get(where).content.decode().split())

    return _read


def decided(fit):
    PhoneCheck.objects.create(
        version=PackageVersion.objects.get(), fit=fit, decided_by=UserFactory(), decided_at=timezone.now()
    )


@pytest.mark.parametrize("fit", PhoneFit.values)
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_how_it_plays_on_a_phone_stands_beside_the_button_in_the_learners_language(read, fit, language):
    decided(fit)
    with override("de"):
        german = str(PhoneFit(fit).label)
    with override(language):
        said = str(PhoneFit(fit).label)
    page = read(language)
    assert said in page
    assert (german in page) == (language == "de")


def test_where_nobody_looked_at_it_on_a_phone_nothing_is_said(read):
    assert "Auf dem Telefon:" not in read()


def test_one_button_starts_it_and_its_size_and_its_time_stand_there(read):
    PackageVersion.objects.update(zip_bytes=3 * 1024**2)
    page = read()
    assert page.count("/starten/") == 1
    assert "<bdi>3,0 MB</bdi>" in page
    assert f"<span>{Unit.objects.get().minutes} Minuten</span>" in page
