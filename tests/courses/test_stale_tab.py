"""A tab that was open before the publication must not rewrite what learners read."""

import pytest

from courses.actions import pinning, publishing, runs
from courses.models import Unit
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory, UnitFactory, live_course, live_unit, text_body

pytestmark = pytest.mark.django_db


def test_a_stale_tab_makes_a_new_draft_instead_of_rewriting_the_published_revision():
    trainer = UserFactory()
    unit = UnitFactory(body=text_body("veröffentlicht"))
    revision = unit.save_revision(user=trainer)
    publishing.publish_unit(unit=unit, by=trainer)

    stale = Unit.objects.get(pk=unit.pk)
    stale.body = text_body("aus dem alten Tab")
    saved = stale.save_revision(user=trainer, overwrite_revision=revision)

    revision.refresh_from_db()
    assert saved.pk != revision.pk
    assert str(revision.as_object().body[0].value) == "<p>veröffentlicht</p>"


def test_a_stale_tab_cannot_rewrite_a_revision_that_a_run_has_pinned(at):
    trainer = UserFactory()
    unit = live_unit(body=text_body("gepinnt"))
    run = runs.open_run(run=RunFactory(course=live_course(units=[unit])), by=trainer, at=at)
    pinned = run.run_units.get().unit_revision
    pinned.user = trainer
    pinned.save()
    Unit.objects.filter(pk=unit.pk).update(live=False, live_revision=None)  # not live any more, still pinned

    stale = Unit.objects.get(pk=unit.pk)
    stale.body = text_body("verändert")
    stale.save_revision(user=trainer, overwrite_revision=pinned)

    pinned.refresh_from_db()
    assert pinning.content_digest(pinned.content) == run.run_units.get().content_sha256


def test_a_draft_that_nobody_reads_is_overwritten_by_the_autosave():
    trainer = UserFactory()
    unit = UnitFactory()
    draft = unit.save_revision(user=trainer)
    unit.body = text_body("weiter geschrieben")
    assert unit.save_revision(user=trainer, overwrite_revision=draft).pk == draft.pk


def test_an_older_version_does_not_move_the_unit_to_a_former_provider():
    unit = live_unit()
    old = unit.latest_revision
    content = dict(old.content, provider=999_999)
    restored = unit.with_content_json({**content, "provider": unit.provider_id})
    assert restored.provider_id == unit.provider_id
    assert restored.live_revision_id == unit.live_revision_id


def test_what_is_created_in_passing_is_not_public():
    assert UnitFactory().live is False
