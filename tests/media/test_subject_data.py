"""Uploads are told to who made them, and stay without their name."""

import pytest

from media import subject_data
from media.models import Document
from tests.factories.accounts import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_upload_is_exported_kept_with_a_reason_and_loses_its_name(at):
    person, colleague = UserFactory(), UserFactory()
    provider = ProviderFactory()
    own, other = (
        Document.objects.create(title=title, file=f"documents/{title}.pdf", provider=provider, uploaded_by_user=by)
        for title, by in [("eigenes", person), ("fremdes", colleague)]
    )
    assert [upload["title"] for upload in subject_data.export(person=person)["uploads"]] == ["eigenes"]
    assert len(subject_data.kept(person=person)) == 1
    subject_data.erase(person=person, at=at)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.uploaded_by_user, other.uploaded_by_user) == (None, colleague)
    assert subject_data.export(person=person) == {}
    assert subject_data.kept(person=person) == []
