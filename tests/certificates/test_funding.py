"""Who pays stands on the paper as it was on the day of issue, and never changes there."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pypdf
import pytest
from django.core.files.storage import default_storage

from certificates import actions, pdf
from certificates.facts import CertificateFacts, Module, digest
from certificates.models import Certificate, CertificateState
from media.actions import logos
from media.actions.private_files import private_storage
from tests.factories.accounts import FundingPeriodFactory, NetworkFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.certificates import facts, issue_certificate, request_certificate
from tests.factories.media import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def funded(colours=("navy", "gold"), **values):
    """Return a period with logos, and a provider of its network."""
    period = FundingPeriodFactory(**values)
    for position, colour in enumerate(colours, start=1):
        logos.add_funding_logo(
            funding_period=period,
            upload=picture(colour=colour, width=400, height=100),
            alt_text=f"Logo {colour}",
            position=position,
            by=None,
            at=NOW,
        )
    return period, ProviderFactory(network=period.network)


def reader(certificate) -> pypdf.PdfReader:
    with private_storage().open(certificate.pdf.storage_key) as file:
        return pypdf.PdfReader(io.BytesIO(file.read()))


def test_statement_and_logos_of_the_day_stand_on_the_paper_in_their_order():
    period, provider = funded(statement="Kofinanziert von der Europäischen Union.")
    certificate = issue_certificate(provider=provider)
    paper = reader(certificate)
    assert "Kofinanziert von der Europäischen Union." in paper.pages[0].extract_text()
    assert len(paper.pages[0].images) == 2
    assert certificate.snapshot["issuer"]["funding_logos"] == [
        {"alt_text": logo.alt_text, "sha256": logo.sha256} for logo in period.logos.all()
    ]


def test_the_proof_of_an_employer_with_three_modules_dates_and_logos_is_one_page():
    _period, provider = funded(("navy", "gold", "teal"), statement="Ein Netzwerk, gefördert von vielen. " * 8)
    proof = actions.request(
        provider=provider,
        kind="training_proof",
        holder=None,
        subject_key=uuid4(),
        at=NOW,
        facts=facts(
            holder_name="Metallbau Sonnenschein GmbH & Co. KG",
            people_trained=8,
            course_title="Vielfalt verstehen: Diversity-Basistraining",
            offer_kind="diversity_training",
            dates=(date(2026, 2, 3), date(2026, 2, 10)),
            contents=(Module("Daten und Bilder", 90), Module("Workshop", 225), Module("Transferaufgabe", 45)),
        ),
    )
    actions.issue(certificate_id=proof.pk, at=NOW)
    assert len(reader(Certificate.objects.select_related("pdf").get(pk=proof.pk)).pages) == 1


def test_the_paper_stays_archivable_and_says_each_logo_aloud():
    _period, provider = funded()
    paper = reader(issue_certificate(provider=provider))
    metadata = paper.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    spoken = [str(described) for described in _alternatives(paper.trailer["/Root"]["/StructTreeRoot"])]
    assert [text for text in spoken if text.startswith("Logo ")] == ["Logo navy", "Logo gold"]


def _alternatives(node) -> list[str]:
    node = node.get_object()
    if isinstance(node, list):
        return [text for child in node for text in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [node["/Alt"]] if "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


def test_the_day_of_issue_decides_and_not_the_day_of_the_request():
    _old, provider = funded(colours=["navy"], starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31), statement="Alt.")
    FundingPeriodFactory(network=provider.network, starts_on=date(2026, 1, 1), statement="Neu.")
    requested = datetime(2025, 12, 31, 20, tzinfo=UTC)
    certificate = request_certificate(provider=provider, at=requested)
    actions.issue(certificate_id=certificate.pk, at=requested + timedelta(hours=6))
    certificate.refresh_from_db()
    assert (certificate.facts.issuer.funding_statement, certificate.facts.issuer.funding_logos) == ("Neu.", ())
    assert certificate.snapshot_sha256 == digest(certificate.snapshot)


def test_a_network_without_a_period_uses_that_of_the_network_above():
    period, _provider = funded(statement="Von oben.")
    below = ProviderFactory(network=NetworkFactory(parent=period.network))
    assert issue_certificate(provider=below).facts.issuer.funding_statement == "Von oben."


def test_what_the_administration_changes_later_leaves_the_paper_as_it_was():
    period, provider = funded(statement="Damals.")
    certificate = issue_certificate(provider=provider)
    before = pdf.render(certificate)
    period.statement = "Heute."
    period.save()
    logos.remove_funding_logo(logo=period.logos.first(), by=make_staff("administrator"), at=NOW)
    certificate.refresh_from_db()
    assert pdf.render(certificate) == before


def test_a_logo_that_is_not_the_picture_of_the_snapshot_is_never_printed():
    period, provider = funded(colours=["navy"])
    key = period.logos.get().storage_key
    default_storage.delete(key)
    default_storage.save(key, picture(colour="red"))
    certificate = request_certificate(provider=provider)
    with pytest.raises(Exception, match="nicht mehr das Bild"):
        actions.issue(certificate_id=certificate.pk, at=NOW)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REQUESTED
    assert "Logo navy" in certificate.last_error


def test_snapshots_from_before_there_were_logos_can_be_read():
    old = facts().snapshot()
    del old["issuer"]["funding_logos"]
    assert CertificateFacts.from_snapshot(json.loads(json.dumps(old))) == facts()
    assert replace(facts(), language="en").snapshot()["issuer"]["funding_logos"] == []
