"""The eight reference occupations are there from the first migration on."""

import pytest
from django.utils import translation

from courses.models import Occupation

pytestmark = pytest.mark.django_db


def test_the_eight_occupations_carry_their_codes():
    codes = {row.key: (row.isco, row.kldb, row.dqr, row.is_regulated) for row in Occupation.objects.all()}
    assert codes == {
        "pflege": ("2221", "81302", "4", True),
        "medizin": ("2211/2212", "81404", "7", True),
        "physiotherapie": ("2264", "81713", "4", True),
        "elektronik": ("7411", "26212", "4", False),
        "ingenieurwesen": ("2142/2144/2151", "31104/25104/26304", "6–7", True),
        "bueromanagement": ("4110", "71402", "4", False),
        "lehramt": ("2330/2341/2320", "84124/84114", "7", True),
        "architektur": ("2161", "31114", "6–7", True),
    }


def test_the_title_follows_the_interface():
    occupation = Occupation.objects.get(key="pflege")
    with translation.override("en"):
        assert occupation.title == "Nurse"
    for language in ("de", "ar"):  # where no translation exists, the official German name, marked as German
        with translation.override(language):
            assert (occupation.title, occupation.title_language) == ("Pflegefachfrau / Pflegefachmann", "de")
