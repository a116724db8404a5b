"""Each kind says what it is for, and no more."""

import io
import uuid
from datetime import date

import pypdf
import pytest
from django.db import IntegrityError
from django.urls import reverse

from certificates import actions
from certificates.facts import CertificateFacts
from certificates.models import Certificate
from media.actions.private_files import private_storage
from notifications.models import Letter
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.certificates import AT, facts, issue_certificate

pytestmark = pytest.mark.django_db

TRAINING = {
    "course_title": "Vielfalt verstehen: Diversity-Basistraining",
    "offer_kind": "diversity_training",
    "minutes_total": 16 * 45,
    "minutes_attended": 14 * 45,
    "dates": (date(2026, 2, 3), date(2026, 2, 10)),
}
PROOF = {**TRAINING, "holder_name": "Metallbau Harms GmbH", "people_trained": 14}
LAW = "Das Training dient der Schulung im Sinne von § 12 Abs. 2 AGG."


def text(certificate) -> str:
    with private_storage().open(certificate.pdf.storage_key) as file:
        pages = pypdf.PdfReader(io.BytesIO(file.read())).pages
        return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def without_account(kind, **changes) -> Certificate:
    """Issue a certificate of somebody whom only the floor above knows."""
    wanted = actions.request(
        provider=ProviderFactory(), holder=None, subject_key=uuid.uuid4(), kind=kind, facts=facts(**changes), at=AT
    )
    actions.issue(certificate_id=wanted.pk, at=AT)
    return Certificate.objects.select_related("pdf").get(pk=wanted.pk)


def check(client, certificate, **data):
    url = reverse("certificates:verify", args=[certificate.public_id])
    return (client.post(url, data) if data else client.get(url)).content.decode()


def test_a_diversity_certificate_speaks_of_the_law_only_with_its_contents():
    plain = text(issue_certificate(kind="diversity", facts=facts(**TRAINING)))
    full = text(issue_certificate(kind="diversity", facts=facts(**TRAINING, agg_contents=("Fälle aus dem Alltag",))))
    assert (LAW in plain, LAW in full, "Fälle aus dem Alltag" in full) == (False, True, True)
    assert "Termine 3. Februar 2026, 10. Februar 2026" in plain
    assert "14 UE (87 %)" in plain


def test_no_kind_knows_a_day_of_birth():
    assert not [name for name in CertificateFacts.__dataclass_fields__ if "birth" in name]


def test_a_seminar_is_confirmed_shortly_and_a_guest_needs_no_account():
    certificate = without_account("seminar", offer_kind="online_seminar", contents=())
    shown = text(certificate)
    assert "Teilnahmebestätigung Online-Seminar" in shown
    assert "Olena Kovalenko" in shown
    assert "Inhalte" not in shown
    assert not Letter.objects.exists()


def test_the_proof_of_an_employer_counts_people_and_names_none():
    shown = text(without_account("training_proof", **PROOF, agg_contents=("Fälle aus dem Alltag",)))
    for expected in ("Schulungsnachweis", "Metallbau Harms GmbH", "14 Personen", LAW, "nennt keine Namen"):
        assert expected in shown
    assert "besucht" not in shown


def test_the_public_page_of_a_proof_tells_employer_and_number_to_who_knows_the_employer(client):
    proof = without_account("training_proof", **PROOF)
    plain, wrong = check(client, proof), check(client, proof, name="Andere GmbH")
    right = check(client, proof, name="metallbau harms gmbh")
    for page in (plain, wrong):
        assert "Schulungsnachweis" in page
        assert "Metallbau" not in page
        assert "Geschulte Personen" not in page
    assert "Metallbau Harms GmbH" in right
    assert "<dt>Geschulte Personen</dt><dd>14</dd>" in right


def test_a_proof_tells_contents_and_dates_and_nobodys_hours(client):
    proof = without_account("training_proof", **PROOF)
    client.force_login(make_staff("coordinator", proof.provider))
    office = client.get(reverse("certificates_office:detail", args=[proof.public_id])).content.decode()
    public = check(client, proof)
    for page in (office, public):
        assert "<dt>Termine</dt><dd>3. Februar 2026, 10. Februar 2026</dd>" in page
        assert proof.facts.contents[0].title in page
        assert "besucht" not in page
    assert "<dt>Geschulte Personen</dt><dd>14</dd>" in office


@pytest.mark.parametrize(("kind", "people"), [("training_proof", None), ("diversity", 3)])
def test_only_proofs_tell_how_many_were_trained(kind, people):
    with pytest.raises(ValueError, match="proofs for employers"):
        without_account(kind, **{**PROOF, "people_trained": people})


def test_a_proof_about_nobody_is_none():
    with pytest.raises(ValueError, match="at least one person"):
        facts(**{**PROOF, "people_trained": 0})


@pytest.mark.parametrize("kind", ["attendance", "diversity"])
def test_what_certifies_a_person_has_a_holder(kind):
    with pytest.raises(IntegrityError, match="holder"):
        Certificate.objects.create(
            provider=ProviderFactory(),
            subject_key=uuid.uuid4(),
            kind=kind,
            course_title="x",
            snapshot={},
            snapshot_sha256="x",
            requested_at=AT,
        )


def test_a_snapshot_from_before_the_kinds_is_still_read():
    old = {key: value for key, value in facts().snapshot().items() if key not in ("dates", "agg_contents")}
    old.pop("people_trained")
    assert CertificateFacts.from_snapshot(old) == facts()
