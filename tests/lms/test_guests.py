"""Guests of an online seminar: one link, one browser, one session, and never more than taking part."""

import re
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.actions import guests as inviting
from courses.actions import reminders, session_changes
from courses.models import Course, RunSession
from courses.timetable import Slot
from live_sessions import guest_links
from live_sessions.actions import guests, retention
from live_sessions.attendance import attendance
from live_sessions.bbb import named
from live_sessions.models import AttendanceInterval, GuestInvite, Participant
from notifications.models import Letter
from privacy.keys import keyed_digest
from privacy.models import AuditEntry
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import plan_of, planned, run_in, trainer_of
from tests.live_sessions.wire import speaking, success
from tests.threads import at_once, only_on_postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(named, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def run():
    run = run_in("NI", ends_on=timezone.localdate() + timedelta(days=30))
    Course.objects.filter(pk=run.course.pk).update(offer_kind=Course.OfferKind.ONLINE_SEMINAR)
    run.course.refresh_from_db()
    return run


@pytest.fixture
def trainer(run):
    return trainer_of(run, email="dana@example.org")


@pytest.fixture
def session(run, trainer):
    """Return a session that began five minutes ago."""
    found = planned(run, trainer)
    Letter.objects.all().delete()
    found.starts_at = timezone.now() - timedelta(minutes=5)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    found.save()
    return found


@pytest.fixture
def invite(session, trainer):
    """Invite a guest by name; return a function that does, and gives invitation and link."""

    def ask(name="Gabi Gast", address="", language="de"):
        made, token = inviting.invite_guest(
            session=session, name=name, address=address, language=language, by=trainer, at=timezone.now()
        )
        return made, reverse("lms:guest_link", args=[token])

    return ask


def come(link, **given):
    """Open the link in a new browser and press the button; return the browser and what it was answered."""
    browser = Client()
    assert browser.get(link).status_code == 200
    return browser, browser.post(link, given)


def page_of(invite, name="session"):
    return reverse(f"lms:guest_{name}", args=[invite.public_id])


def test_a_guest_comes_in_without_an_account_and_never_leads(invite, session):
    made, link = invite()
    browser, answered = come(link)
    assert answered.headers["Location"] == page_of(made)
    room = MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=timezone.now())
    with speaking(success("<internalMeetingID>i</internalMeetingID><createTime>1700000000000</createTime>")) as wire:
        room.server.base_url = f"{wire.url}/bigbluebutton/api/"
        room.server.save()
        entering = browser.post(page_of(made, "join"), {"choice": "listen", "role": "MODERATOR"})
        led = browser.get(re.search(r'content="0;url=([^"]+)"', entering.content.decode())[1])
        again = browser.get(page_of(made, "go_in"))
    asked = parse_qs(urlsplit(led.headers["Location"]).query)
    assert (asked["role"], asked["guest"], asked["fullName"]) == (["VIEWER"], ["true"], ["Gabi Gast"])
    assert again.headers["Location"] == page_of(made)
    person = Participant.objects.get()
    assert (person.user, person.guest, [person.external_id]) == (None, made, asked["userID"])
    assert (led.headers["Referrer-Policy"], "no-store" in led.headers["Cache-Control"]) == ("no-referrer", True)


def test_pages_with_a_form_let_the_browser_say_where_it_comes_from(invite):
    """Chromium and Firefox send `Origin: null` from a page with no-referrer, and such a form is refused."""
    made, link = invite()
    browser, _answered = come(link)
    pages = [Client().get(link), browser.get(page_of(made)), browser.get(page_of(made, "decline"))]
    assert [page.headers["Referrer-Policy"] for page in pages] == ["same-origin"] * 3


def test_a_guest_waits_for_somebody_who_opens_the_room(invite, session):
    made, link = invite()
    browser, _answered = come(link)
    ServerFactory()
    assert browser.get(page_of(made, "standing")).json() == {"scene": "waiting"}
    assert browser.post(page_of(made, "join")).headers["Location"] == page_of(made)
    assert Participant.objects.count() == 0


def test_opening_the_link_keeps_nothing_so_a_mail_program_may_look(invite):
    made, link = invite()
    assert [Client().get(link).status_code for _ in range(3)] == [200, 200, 200]
    made.refresh_from_db()
    assert made.bound_at is None


def test_the_first_browser_keeps_the_link_and_any_other_is_told(invite):
    made, link = invite()
    browser, _answered = come(link)
    other = Client()
    assert (other.get(link).status_code, other.post(link).status_code) == (403, 403)
    assert "anderen Browser" in other.get(link).content.decode()
    assert other.get(page_of(made)).status_code == 404
    assert browser.get(link).headers["Location"] == page_of(made)


def test_the_cookie_of_one_invitation_opens_no_other(invite):
    mine, link = invite()
    other, other_link = invite(name="Otto Ohne")
    browser, _answered = come(link)
    come(other_link)
    browser.cookies[f"gast-{other.public_id}"] = browser.cookies[f"gast-{mine.public_id}"].value
    assert (browser.get(page_of(mine)).status_code, browser.get(page_of(other)).status_code) == (200, 404)


def test_a_guest_whom_staff_did_not_name_says_their_name(invite):
    made, link = invite(name="", address="gabi@example.org")
    browser = Client()
    assert browser.post(link, {"name": " "}).status_code == 422
    assert browser.post(link, {"name": "Gabi <b>"}).status_code == 302
    made.refresh_from_db()
    assert made.name == "Gabi <b>"
    assert "<b>" not in browser.get(page_of(made)).content.decode()


@pytest.mark.parametrize("end", ["revoked", "renewed", "expired"])
def test_a_link_that_has_ended_opens_nothing_even_in_its_browser(invite, session, trainer, end):
    made, link = invite()
    browser, _answered = come(link)
    if end == "revoked":
        guests.revoke(invite=made, by=trainer, at=timezone.now())
    elif end == "renewed":
        inviting.renew_link(session=session, invite=made, by=trainer, at=timezone.now())
    else:
        GuestInvite.objects.update(expires_at=timezone.now())
    answers = [browser.get(link), browser.get(page_of(made)), browser.get(page_of(made, "standing"))]
    answers += [browser.post(page_of(made, "join")), browser.get(page_of(made, "go_in"))]
    assert [answer.status_code for answer in answers] == [404] * 5


def test_nothing_stored_opens_the_link(invite):
    made, link = invite()
    token = link.rstrip("/").rpartition("/")[2]
    stored = repr(GuestInvite.objects.values().get(pk=made.pk)) + repr(list(Letter.objects.values()))
    assert token not in stored


def test_the_letter_brings_the_link_in_the_guests_language_and_then_forgets_it(invite, session, run_jobs):
    _made, link = invite(address="gabi@example.org", language="en")
    run_jobs(timezone.now())
    [message] = mail.outbox
    assert (message.to, message.extra_headers["Content-Language"]) == (["gabi@example.org"], "en")
    assert link.replace("/de/", "/en/") in message.body
    assert Letter.objects.get().context == {}
    [(_name, calendar, _type)] = message.attachments
    assert "URL" not in calendar  # no page of ours opens for a guest without the link


def test_a_letter_whose_link_was_replaced_meanwhile_is_not_sent(invite, session, trainer, run_jobs):
    made, _link = invite(address="gabi@example.org")
    inviting.renew_link(session=session, invite=made, by=trainer, at=timezone.now())
    run_jobs(timezone.now())
    assert len(mail.outbox) == 1
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["overtaken", "sent"]


def test_guests_hear_of_a_change_and_their_link_moves_with_the_session(invite, session, trainer, run_jobs):
    made, link = invite(address="gabi@example.org")
    run_jobs(timezone.now())
    mail.outbox.clear()
    later = Slot(session.starts_at + timedelta(days=1), session.ends_at + timedelta(days=1))
    session_changes.change_session(
        session=session, known_version=1, plan=plan_of(session), slot=later, by=trainer, at=timezone.now()
    )
    run_jobs(timezone.now())
    told = next(message for message in mail.outbox if message.to == ["gabi@example.org"])
    assert link in told.body
    made.refresh_from_db()
    assert made.expires_at == inviting.link_expires_at(session.__class__.objects.get(pk=session.pk))
    assert Client().get(link).status_code == 200


def test_the_reminder_brings_the_same_link_again(invite, session, run_jobs):
    _made, link = invite(address="gabi@example.org")
    run_jobs(timezone.now())
    mail.outbox.clear()
    session.starts_at, session.ends_at = (
        moment + timedelta(hours=1) for moment in (session.starts_at, session.ends_at)
    )
    session.save()
    reminders.remind(session_id=session.public_id, starts_at=session.starts_at, hours=1, at=timezone.now())
    run_jobs(timezone.now())
    told = next(message for message in mail.outbox if message.to == ["gabi@example.org"])
    assert link in told.body
    assert Client().get(link).status_code == 200


def test_of_a_session_that_is_called_off_a_guest_is_told_without_a_link(invite, session, trainer, run_jobs):
    _made, link = invite(address="gabi@example.org")
    run_jobs(timezone.now())
    mail.outbox.clear()
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=timezone.now())
    run_jobs(timezone.now())
    told = next(message for message in mail.outbox if message.to == ["gabi@example.org"])
    assert (link in told.body, "Alle Online-Seminare:" in told.body) == (False, True)


def test_a_link_is_signed_for_one_serial_of_one_invitation(invite):
    made, _link = invite()
    other, _link = invite(name="Otto Ohne")
    good = guest_links.token_of(made.public_id, 1)
    forged = [
        guest_links.token_of(made.public_id, 2),
        made.public_id + guest_links.token_of(other.public_id, 1)[len(made.public_id) :],
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        made.public_id,
        made.public_id + "ä" * 20,
    ]
    at, opened = timezone.now(), []
    for token in [good, *forged]:
        with suppress(guests.InviteIsUnknown):
            opened.append((token, guests.invite_of(token, at=at)))
    assert opened == [(good, made)]


def test_a_new_key_of_the_platform_leaves_the_links_open_that_an_older_one_signed(invite, settings):
    _made, link = invite()
    settings.KEY_RING = ["a new key", *settings.KEY_RING]
    assert Client().get(link).status_code == 200
    settings.KEY_RING = ["a new key"]
    assert Client().get(link).status_code == 404


def test_a_random_link_of_an_older_release_opens_until_the_link_is_renewed(invite, session, trainer):
    made, _link = invite()
    old = "0123456789abcdefghjkmnpqrstvwxyz"
    GuestInvite.objects.filter(pk=made.pk).update(digest=keyed_digest(guests.LINK, old))
    link = reverse("lms:guest_link", args=[old])
    seen = [Client().get(link).status_code]
    inviting.renew_link(session=session, invite=made, by=trainer, at=timezone.now())
    seen.append(Client().get(link).status_code)
    assert seen == [200, 404]


def test_an_address_is_invited_once(invite):
    invite(address="gabi@example.org")
    with pytest.raises(guests.IsInvitedAlready):
        invite(address="Gabi@Example.org")


def test_courses_and_sessions_in_a_house_take_no_guests(session, trainer):
    Course.objects.update(offer_kind=Course.OfferKind.ADAPTATION_COURSE)
    with pytest.raises(inviting.TakesNoGuests):
        inviting.invite_guest(session=session, name="Gabi", address="", language="de", by=trainer, at=timezone.now())


def test_guests_are_counted_apart_from_members_and_from_the_unknown(invite, session, run):
    made, _link = invite()
    room = MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=session.starts_at)
    learner = enrolled(run).learner
    shared = {"context_key": session.context_key, "provider": session.provider, "first_let_in_at": session.starts_at}
    member = ParticipantFactory(user=learner, **shared)
    guest = Participant.objects.create(guest=made, **shared)
    for person, minutes in ((member, 20), (guest, 30)):
        AttendanceInterval.objects.create(
            meeting=room,
            participant=person,
            external_id=person.external_id,
            source="webhook",
            joined_at=session.starts_at,
            left_at=session.starts_at + timedelta(minutes=minutes),
        )
    found = attendance(context_key=session.context_key, starts_at=session.starts_at, ends_at=session.ends_at)
    assert {key: one.seconds for key, one in found.by_user.items()} == {learner.pk: 1200}
    assert {key: one.seconds for key, one in found.by_guest.items()} == {made.pk: 1800}
    assert found.unknown == {}


@pytest.mark.parametrize("who", ["nobody", "both"])
def test_the_database_knows_a_participant_as_a_person_or_a_guest(invite, session, trainer, who):
    made, _link = invite()
    given = {"user": trainer, "guest": made} if who == "both" else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(
            context_key=session.context_key, provider=session.provider, first_let_in_at=session.starts_at, **given
        )


def test_a_year_later_nothing_of_a_guest_is_left(invite, session):
    made, _link = invite()
    Participant.objects.create(
        guest=made, context_key=session.context_key, provider=session.provider, first_let_in_at=session.starts_at
    )
    retention.remove_old_intervals(at=session.ends_at + timedelta(days=360))
    assert GuestInvite.objects.count() == 1
    retention.remove_old_intervals(at=session.ends_at + timedelta(days=370))
    assert (GuestInvite.objects.count(), Participant.objects.count()) == (0, 0)


def test_a_guest_declines_after_being_asked_and_staff_see_it(invite, session, office):
    made, link = invite(address="gabi@example.org")
    browser, _answered = come(link)
    assert page_of(made, "decline") in browser.get(page_of(made)).text
    assert "Ihr persönlicher Link gilt dann nicht mehr." in browser.get(page_of(made, "decline")).text
    assert browser.get(page_of(made)).status_code == 200  # asking ends nothing
    told = browser.post(page_of(made, "decline"), follow=True)
    assert "Sie haben abgesagt" in told.text
    assert browser.post(page_of(made, "join")).status_code == 404
    assert "hat abgesagt am" in office.get(reverse("session_office:guests", args=[session.public_id])).text
    entry = AuditEntry.objects.get(action="live_sessions.guest_declined")
    assert (entry.subject, entry.actor) == (made.public_id, "")
    invite(address="gabi@example.org")  # staff may invite them anew


@pytest.mark.parametrize("who", ["stranger", "staff_ended", "over"])
def test_only_a_guest_whose_session_is_to_come_declines(invite, session, trainer, who):
    made, link = invite()
    browser, _answered = come(link)
    if who == "staff_ended":
        guests.revoke(invite=made, by=trainer, at=timezone.now())
    elif who == "over":
        RunSession.objects.filter(pk=session.pk).update(
            state="cancelled", cancelled_at=timezone.now(), cancel_reason="x"
        )
    asking = Client() if who == "stranger" else browser
    assert asking.post(page_of(made, "decline")).headers["Location"] == page_of(made)
    assert GuestInvite.objects.get().declined_at is None
    assert "Sie haben abgesagt" not in asking.get(page_of(made)).text


def test_who_declined_hears_no_more_of_the_session(invite, session, trainer, run_jobs):
    made, link = invite(address="gabi@example.org")
    run_jobs(timezone.now())
    mail.outbox.clear()
    guests.bind(token=link.rstrip("/").rpartition("/")[2], browser="", name="", at=timezone.now())
    made.refresh_from_db()
    guests.decline(invite=made, at=timezone.now())
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=timezone.now())
    run_jobs(timezone.now())
    assert "gabi@example.org" not in [message.to[0] for message in mail.outbox]


def test_a_reminder_that_waits_to_be_sent_does_not_reach_who_declined_meanwhile(invite, session, run_jobs):
    made, link = invite(address="gabi@example.org")
    guests.bind(token=link.rstrip("/").rpartition("/")[2], browser="", name="", at=timezone.now())
    run_jobs(timezone.now())
    mail.outbox.clear()
    session.starts_at, session.ends_at = (
        moment + timedelta(hours=1) for moment in (session.starts_at, session.ends_at)
    )
    session.save()
    reminders.remind(session_id=session.public_id, starts_at=session.starts_at, hours=1, at=timezone.now())
    assert Letter.objects.filter(event="session_reminder", recipient=None).count() == 1
    made.refresh_from_db()
    guests.decline(invite=made, at=timezone.now())
    run_jobs(timezone.now())
    assert [message.to for message in mail.outbox] == [["dana@example.org"]]


def test_a_guest_takes_the_session_into_a_calendar_that_holds_no_link(invite, session):
    made, link = invite()
    browser, _answered = come(link)
    answered = browser.get(page_of(made, "file"))
    event = vobject.readOne(answered.text).vevent
    assert (event.uid.value, event.dtstart.value) == (session.calendar_uid, session.starts_at.replace(microsecond=0))
    assert "gast" not in answered.text.replace("\r\n ", "")
    assert "URL" not in answered.text
    assert Client().get(page_of(made, "file")).status_code == 404


@pytest.fixture
def office(run, trainer):
    browser = SignedInClient()
    browser.force_login(trainer)
    return browser


def test_staff_without_an_address_get_the_link_once(office, session):
    address = reverse("session_office:guests", args=[session.public_id])
    shown = office.post(address, {"name": "Gabi Gast", "address": "", "language": "de"})
    link = re.search(r"<code>([^<]+)</code>", shown.content.decode())[1]
    assert Client().get(urlsplit(link).path).status_code == 200
    assert "/gast/" not in office.get(address).content.decode()
    made = GuestInvite.objects.get()
    fresh = office.post(reverse("session_office:guest_renew", args=[session.public_id, made.public_id]))
    assert "<code>" in fresh.content.decode()
    assert Client().get(urlsplit(link).path).status_code == 404


def test_taking_a_link_back_is_asked_first_and_says_what_happens(office, session, invite):
    made, link = invite(name="Gabi Gast")
    office_list = reverse("session_office:guests", args=[session.public_id])
    address = reverse("session_office:guest_revoke", args=[session.public_id, made.public_id])
    assert f'href="{address}"' in office.get(office_list).content.decode()
    asked = office.get(address).content.decode()
    assert "Soll der Link von Gabi Gast nicht mehr gelten?" in asked
    assert f'href="{office_list}"' in asked
    assert Client().get(urlsplit(link).path).status_code == 200
    assert office.post(address).url == office_list
    assert Client().get(urlsplit(link).path).status_code == 404


def test_guests_of_another_provider_are_not_there(session, invite):
    made, _link = invite()
    foreign = SignedInClient()
    foreign.force_login(make_staff("trainer"))
    for name, keys in (("guests", []), ("guest_renew", [made.public_id]), ("guest_revoke", [made.public_id])):
        address = reverse(f"session_office:{name}", args=[session.public_id, *keys])
        assert [foreign.get(address).status_code, foreign.post(address).status_code] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_guests_asks_the_same_however_many(office, session, invite, count, django_assert_max_num_queries):
    for number in range(count):
        invite(name=f"Gast {number}")
    address = reverse("session_office:guests", args=[session.public_id])
    office.get(address)
    with django_assert_max_num_queries(14):
        answered = office.get(address)
    assert answered.content.decode().count("Link noch nicht geöffnet") == count


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_that_open_a_link_at_once_one_keeps_it(run, trainer, session, invite):
    only_on_postgresql()
    _made, link = invite()
    answers = at_once([lambda: Client().post(link).status_code] * 4)
    assert sorted(answers) == [302, 403, 403, 403]
