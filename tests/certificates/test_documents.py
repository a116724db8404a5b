"""The document: every name of the field prints, and its text layer says what the paper says."""

import hashlib
import io
import json

import pypdf
import pytest

from certificates import actions, pdf
from certificates.facts import Issuer, canonical_json
from certificates.models import CertificateState
from jobs import actions as jobs
from jobs.models import Job
from media.actions.private_files import private_storage
from tests.factories.accounts import UserFactory
from tests.factories.certificates import FUNDING, facts, issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


def content(certificate) -> bytes:
    with private_storage().open(certificate.pdf.storage_key) as file:
        return file.read()


def text(certificate) -> str:
    """Text of all pages with single spaces and without the invisible break marks inside long words."""
    pages = pypdf.PdfReader(io.BytesIO(content(certificate))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


@pytest.mark.parametrize(
    "name",
    [
        "Şeyda Yıldırımoğlu Çağatay İğdır",
        "Nguyễn Thị Ánh Tuyết Hữu Phước",
        "Zahra",
        "O’Brien-Müller, Łukasz Jānis Bērziņš",
        '#read("/etc/passwd") $x$ *b*',
        "Maximiliana " * 16 + "Endename",
    ],
)
def test_the_name_of_the_passport_stands_on_the_paper(name):
    assert name in text(issue_certificate(facts=facts(holder_name=name)))


@pytest.mark.parametrize(
    "original",
    ["سميرة الأحمد", "فرید نظری پژمان گچ", "Олена Ґалаґан-Їжакевич", "Ελένη Παπαδοπούλου", "阮氏"],
)
def test_the_original_script_stands_beside_the_latin_name(original):
    certificate = issue_certificate(facts=facts(original_name=original))
    shown = text(certificate)
    assert "Olena Kovalenko" in shown
    if original == "阮氏":  # no font has it: the Latin name stands alone, the snapshot keeps both
        assert original not in shown
    else:
        # Extractors give right-to-left lines in different orders; the letters are what must be right.
        assert sorted(original.replace(" ", "")) == sorted(letters_of(original, shown))
    assert certificate.facts.original_name == original


def letters_of(original: str, shown: str) -> str:
    """Cut what stands between the Latin name and the sentence below it."""
    between = shown.split("Olena Kovalenko", 1)[1].split("hat vom", 1)[0]
    return between.replace(" ", "").replace("\u200c", "")


def test_a_name_of_two_hundred_letters_without_a_space_stays_on_the_paper():
    certificate = issue_certificate(facts=facts(holder_name="Wolfeschlegelstein" * 11 + "ab"))
    reader = pypdf.PdfReader(io.BytesIO(content(certificate)))
    rightmost = []
    reader.pages[0].extract_text(visitor_text=lambda t, cm, tm, *rest: rightmost.append(tm[4]) if t.strip() else None)
    assert max(rightmost) < 595  # points: the width of A4
    assert "Wolfeschlegelstein" * 11 + "ab" in text(certificate).replace(" ", "")


def test_the_paper_says_all_that_was_certified():
    shown = text(issue_certificate())
    expected = [
        "Teilnahmebescheinigung",
        "hat vom 12. Januar 2026 bis 27. Februar 2026 an der Anpassungsqualifizierung",
        "160 Unterrichtseinheiten (UE)",
        "148 UE (92 %)",
        "virtuelles Klassenzimmer: 80 UE, Selbstlernphase: 64 UE, Praxisaufgaben: 16 UE",
        "A3-2026-1",
        "Informationsmanagement und Bürokommunikation 64",
        "1 UE = 45 Minuten",
        "Diese Bescheinigung ist kein Anerkennungsbescheid.",
        "Über die Gleichwertigkeit entscheidet die zuständige Stelle.",
        "Bildungswerk Beispiel gGmbH",
        "30159 Hannover",
        "Hannover, 2. März 2026",
        "maschinell erstellt, gültig ohne Unterschrift",
        FUNDING,
    ]
    assert [line for line in expected if line not in shown] == []


def test_only_offers_towards_recognition_carry_the_disclaimer():
    shown = text(issue_certificate(facts=facts(offer_kind="diversity_training")))
    assert "am Diversity-Training" in shown
    assert "Anerkennungsbescheid" not in shown


def test_a_person_signs_where_the_provider_names_one():
    issuer = Issuer("Träger", "Weg 1", "Oldenburg", signatory_name="Sabine Weber", signatory_function="Leitung")
    shown = text(issue_certificate(facts=facts(issuer=issuer)))
    assert "Sabine Weber Leitung" in shown
    assert "maschinell" not in shown


def test_the_document_is_archivable_accessible_and_carries_its_facts():
    certificate = issue_certificate()
    raw = content(certificate)
    reader = pypdf.PdfReader(io.BytesIO(raw))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("de")
    attached = json.loads(reader.attachments["bescheinigung.json"][0])
    assert attached["facts"] == certificate.snapshot
    assert attached["number"] == certificate.number
    assert hashlib.sha256(canonical_json(attached["facts"])).hexdigest() == certificate.snapshot_sha256


def test_the_same_certificate_is_set_to_the_same_bytes():
    certificate = issue_certificate()
    assert pdf.render(certificate) == content(certificate)
    assert hashlib.sha256(content(certificate)).hexdigest() == certificate.pdf_sha256


def test_a_name_no_font_has_waits_with_its_reason_and_takes_no_number(at, run_jobs):
    certificate = request_certificate(facts=facts(holder_name="ሰላም ተስፋይ"))
    run_jobs(at)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REQUESTED
    assert certificate.number is None
    assert "ሰ" in certificate.last_error
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize(("attempts", "state"), [(1, "failed"), (8, "queued")])
def test_staff_can_try_again_once_the_cause_is_gone(at, run_jobs, settings, tmp_path, attempts, state):
    ready, settings.FONT_DIR = settings.FONT_DIR, tmp_path
    settings.JOB_MAX_ATTEMPTS = attempts
    certificate = request_certificate()
    run_jobs(at)
    assert Job.objects.get().state == state
    certificate.refresh_from_db()
    assert "prepare_fonts" in certificate.last_error
    settings.FONT_DIR = ready
    actions.retry(certificate=certificate, by=UserFactory(), at=at)
    assert jobs.run_due(at=at) == 2  # the certificate, then the letter about it
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED
