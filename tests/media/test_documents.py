"""Handouts are brought in and changed with a trace of who did it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from media.models import Document
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def test_a_handout_comes_and_changes_with_audit_rows(client):
    provider = ProviderFactory()
    trainer = make_staff("trainer", provider)
    client.force_login(trainer)
    values = {"provider": provider.pk, "title": "Merkblatt"}
    answer = client.post(reverse("handouts:add"), {**values, "file": SimpleUploadedFile("a.pdf", PDF)})
    assert answer.status_code == 302, answer.context["form"].errors
    document = Document.objects.get()
    assert (document.title, document.size, document.uploaded_by_user) == ("Merkblatt", len(PDF), trainer)
    client.post(reverse("handouts:edit", args=[document.pk]), {**values, "title": "Neues Merkblatt"})
    rows = AuditEntry.objects.filter(subject=document.public_id).order_by("pk")
    assert [(row.action, row.actor, row.details) for row in rows] == [
        (
            "media.document_added",
            trainer.public_id,
            {"media_type": "application/pdf", "size": len(PDF), "for_platform": False},
        ),
        (
            "media.document_changed",
            trainer.public_id,
            {"media_type": "application/pdf", "size": len(PDF), "for_platform": False, "fields": ["title"]},
        ),
    ]
