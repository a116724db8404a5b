"""Nobody reads an employer's process but its own HR and whom they let in. Not even the name of the employer."""

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from opening_process import urls
from opening_process.actions import advising, auditing, cycles
from opening_process.models import Adviser, OpeningProcess, Review
from privacy.models import AuditEntry
from tests.architecture.house import ROOT, tracked
from tests.clients import SignedInClient
from tests.factories.accounts import EmployerFactory, MembershipFactory, NetworkFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.opening_process import (
    begun,
    let_in,
    make_adviser,
    make_hr,
    open_cycle,
    with_goal,
    with_measure,
)

pytestmark = pytest.mark.django_db
MARK = "GEHEIM"
FOR_EVERYBODY = {"about"}
WITHOUT_PROCESS = {"about", "start"}
FOR_HR_ONLY = {"move", "review", "take_along", "advisers", "delete"}
ALL = sorted(pattern.name for pattern in urls.urlpatterns)


@pytest.fixture
def process():
    """A process full of words, in its second cycle."""
    at = timezone.now()
    found = begun(at, employer=EmployerFactory(name=f"{MARK}-Betrieb"))
    by = make_hr(found.employer, full_name=f"{MARK}-HR")
    with_measure(with_goal(found, at, text=f"{MARK}-Ziel"), at, text=f"{MARK}-Maßnahme")
    cycles.review(
        cycle=open_cycle(found),
        held_on=timezone.localdate(at),
        result=f"{MARK}-Ergebnis",
        decision=Review.Decision.NEXT_CYCLE,
        carry_open=True,
        by=by,
        at=at,
    )
    own = auditing.add_own(cycle=open_cycle(found), level="personal", text=f"{MARK}-Aussage", by=by, at=at)
    auditing.rate(item=own, version=1, maturity=1, evidence=f"{MARK}-Nachweis", comment="", at=at)
    advising.invite(process=found, email="geheim@example.org", may_write=True, by=by, at=at)
    return found


def addresses(process):
    """Return every address of the app by its name, with the keys of this process."""
    cycle = open_cycle(process)
    goal = cycle.goals.get()
    keys = {
        "process_id": process.public_id,
        "employer_id": process.employer.public_id,
        "adviser_id": process.advisers.get(state="invited").public_id,
        "level": "personal",
        "item_id": cycle.items.get(starter_key="").public_id,
        "goal_id": goal.public_id,
        "measure_id": goal.measures.get().public_id,
        "number": 1,
    }
    found = {}
    for pattern in urls.urlpatterns:
        wanted = {name: keys[name] for name in pattern.pattern.converters}
        found[pattern.name] = reverse(f"opening_process:{pattern.name}", kwargs=wanted)
    return found


def rows():
    """Return everything that stands in the tables of the app."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("opening_process").get_models()
    }


def hr_of_another():
    other = EmployerFactory()
    begun(timezone.now(), employer=other)
    return make_hr(other)


def network_coordinator():
    return MembershipFactory(role="network_coordinator", provider=None, network=NetworkFactory()).user


def former_hr(process):
    person = make_hr(process.employer)
    person.memberships.update(ended_at=timezone.now())
    return person


def former_adviser(process):
    person = make_adviser()
    let_in(process, person, timezone.now())
    advising.end(adviser=process.advisers.get(user=person), by=person, at=timezone.now())
    return person


def adviser_who_teaches_no_more(process):
    person = make_adviser()
    let_in(process, person, timezone.now())
    person.memberships.update(ended_at=timezone.now())
    return person


STRANGERS = {
    "a learner": lambda process: UserFactory(),
    "a trainer": lambda process: make_staff("trainer"),
    "a coordinator": lambda process: make_staff("coordinator"),
    "a provider's administration": lambda process: make_staff("provider_admin"),
    "the administration of the platform": lambda process: make_staff("administrator", is_superuser=True),
    "a network coordinator": lambda process: network_coordinator(),
    "HR of another employer": lambda process: hr_of_another(),
    "HR who left": former_hr,
    "an adviser who left": former_adviser,
    "an adviser who teaches no more": adviser_who_teaches_no_more,
}


@pytest.mark.parametrize("who", STRANGERS)
def test_no_address_opens_or_changes_somebody_elses_process(process, who):
    person = STRANGERS[who](process)
    client = SignedInClient()
    client.force_login(person)
    before = rows()
    for name, address in addresses(process).items():
        for method in ("get", "post"):
            sent = {"phase": "2", "is_sure": "on", "answer": "yes", "state": "done", "version": "1", "on": "0"}
            answer = getattr(client, method)(address, sent if method == "post" else {})
            assert MARK not in answer.content.decode("utf-8", "ignore"), f"{method} {name}"
            if name not in WITHOUT_PROCESS:
                assert answer.status_code in {404, 405}, f"{method} {name}: {answer.status_code}"
    assert rows() == before


def test_a_stranger_is_asked_who_they_are(process, client):
    for name, address in addresses(process).items():
        if name in FOR_EVERYBODY:
            continue
        assert client.get(address).status_code in {302, 405}, name
        assert client.post(address).status_code == 302, name


def test_an_adviser_reads_and_changes_nothing(process, ready_fonts):
    person = make_adviser()
    let_in(process, person, timezone.now())
    client = SignedInClient()
    client.force_login(person)
    assert f"{MARK}-Maßnahme" in client.get(addresses(process)["plan"]).content.decode()
    assert f"{MARK}-Nachweis" in client.get(addresses(process)["audit"]).content.decode()
    before = rows()
    opened = {name for name, address in addresses(process).items() if client.get(address).status_code == 200}
    assert opened == {"about", "start", "process", "mandate", "audit", "plan", "past_cycle", "plan_pdf"}
    for name, address in addresses(process).items():
        if name not in WITHOUT_PROCESS:
            assert client.post(address, {"phase": "2", "version": "1", "is_sure": "on"}).status_code in {404, 405}, name
    assert rows() == before


def test_an_adviser_who_may_write_decides_nothing(process):
    person = make_adviser()
    let_in(process, person, timezone.now(), may_write=True)
    client = SignedInClient()
    client.force_login(person)
    shut = {name for name in FOR_HR_ONLY if client.post(addresses(process)[name], {"is_sure": "on"}).status_code == 404}
    assert shut == FOR_HR_ONLY - {"take_along"}
    assert client.get(addresses(process)["take_along"]).status_code == 404
    client.post(addresses(process)["measure_state"], {"state": "running", "version": "1"})
    assert open_cycle(process).goals.get().measures.get().state == "running"


def test_an_adviser_sees_nothing_else_of_the_employer(process):
    person = make_adviser()
    let_in(process, person, timezone.now(), may_write=True)
    client = SignedInClient()
    client.force_login(person)
    assert client.get(reverse("diversity_training:desk")).status_code == 404
    other = begun(timezone.now(), employer=process.employer.__class__.objects.create(name="Anderer"))
    assert client.get(reverse("opening_process:process", args=[other.public_id])).status_code == 404


def test_reading_as_an_adviser_is_recorded(process):
    person = make_adviser()
    let_in(process, person, timezone.now())
    client = SignedInClient()
    client.force_login(person)
    client.get(addresses(process)["process"])
    assert AuditEntry.objects.get(action="opening_process.read").actor == person.public_id


def test_an_invitation_is_for_whoever_confirmed_its_address(process, at):
    invited = process.advisers.get(state="invited")
    typed_only = make_staff("trainer", email="geheim@example.org")
    client = SignedInClient()
    client.force_login(typed_only)
    address = reverse("opening_process:answer", args=[invited.public_id])
    assert client.post(address, {"answer": "yes"}).status_code == 404
    invited.refresh_from_db()
    assert (invited.state, invited.user) == ("invited", None)


def test_hr_is_told_the_same_whoever_the_address_belongs_to(process, client):
    known = make_adviser(email="bekannt@example.org", full_name="Berta Bekannt")
    client.force_login(make_hr(process.employer))
    pages, address = [], addresses(process)["advisers"]
    for email in (known.email, "niemand@example.org"):
        page = client.post(address, {"email": email}, follow=True).content.decode()
        pages.append(page)
    assert "Berta" not in pages[0]
    assert [page.count("Die Einladung steht bereit") for page in pages] == [1, 1]


def test_an_invitation_is_accepted_declined_and_withdrawn(process, client, at):
    person, hr = make_adviser(), make_hr(process.employer)
    for answer, state in (("no", "declined"), ("yes", "active")):
        invited = advising.invite(process=process, email=person.email, may_write=False, by=hr, at=at)
        client.force_login(person)
        client.post(reverse("opening_process:answer", args=[invited.public_id]), {"answer": answer})
        invited.refresh_from_db()
        assert invited.state == state
    client.force_login(hr)
    client.post(reverse("opening_process:adviser_end", args=[process.public_id, invited.public_id]))
    invited.refresh_from_db()
    assert (invited.state, invited.user, invited.email) == ("ended", None, "")
    client.force_login(person)
    assert client.get(addresses(process)["process"]).status_code == 404
    told = ["adviser_invited", "adviser_declined", "adviser_invited", "adviser_accepted", "adviser_ended"]
    acts = AuditEntry.objects.filter(action__startswith="opening_process.adviser", details__adviser__isnull=False)
    assert [entry.action.split(".")[1] for entry in acts.order_by("pk")][1:] == told


def test_nobody_is_let_in_while_the_employer_rests(process, at):
    person = make_adviser()
    let_in(process, person, at)
    process.employer.archived_at = at
    process.employer.save()
    hr = make_hr(process.employer)
    assert [OpeningProcess.objects.visible_to(one).count() for one in (person, hr)] == [0, 0]


def test_the_trail_names_nobody_and_says_nothing_of_the_content(process):
    entries = AuditEntry.objects.filter(action__startswith="opening_process.")
    assert entries.count() >= 5
    for entry in entries:
        assert MARK not in str(entry.details) + entry.subject + entry.actor
        assert entry.provider == ""


def test_what_belongs_to_an_employer_alone_stands_in_no_list_and_no_search():
    """Why these tables have no chain to a provider: ADR 0029."""
    models = list(apps.get_app_config("opening_process").get_models())
    assert {model.__name__ for model in models} == {
        "Adviser",
        "AuditItem",
        "Cycle",
        "Goal",
        "Measure",
        "OpeningProcess",
        "Review",
    }
    for model in models:
        assert "employer alone" in model.DataCard.platform
        assert not hasattr(model.DataCard, "provider")
        assert not issubclass(model, Indexed)
        assert model not in get_snippet_models()
        assert not ReferenceIndex.model_is_indexable(model)


def test_nothing_below_or_beside_reads_a_process():
    """Only the wiring and the demo name the app: no page, no search, no report of anybody can hold its words."""
    importing = set()
    for path in tracked("*.py"):
        app = path.relative_to(ROOT).parts[0] if path.is_absolute() else path.parts[0]
        if app not in {"opening_process", "tests"} and "opening_process" in (ROOT / path).read_text(encoding="utf-8"):
            importing.add(app)
    assert importing <= {"demo", "lms"}, importing


def test_an_adviser_is_one_person_of_one_process(process, at):
    person = make_adviser()
    let_in(process, person, at)
    let_in(begun(at), person, at)
    assert Adviser.objects.filter(user=person, state="active").count() == 2
    assert OpeningProcess.objects.visible_to(person).count() == 2
