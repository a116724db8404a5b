"""The administration sets servers up; a secret goes in and never comes out."""

import re
from email.utils import formatdate

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from live_sessions import queries
from live_sessions.actions import servers, testing
from live_sessions.bbb.client import Algorithm
from live_sessions.bbb.signing import checksum
from live_sessions.models import Health, Reach, Server, ServerPool
from live_sessions.wording import sentences
from privacy import keys
from privacy.models import AuditEntry
from tests.factories.accounts import NetworkFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import ServerFactory, ServerPoolFactory
from tests.live_sessions.wire import answer, speaking

pytestmark = pytest.mark.django_db
SECRET = "hochgeheim-4711"


@pytest.fixture
def administrator():
    return make_staff("administrator")


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def values():
    return {
        "pool": ServerPoolFactory().pk,
        "name": "bbb Nord",
        "base_url": "https://bbb.example/bigbluebutton/",
        "secret": SECRET,
        "algorithm": "sha256",
        "weight": 2,
    }


def trail():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_server_is_entered_and_its_secret_is_stored_encrypted(desk, values):
    answered = desk.post(reverse("live_sessions_add_server"), values, follow=True)

    server = Server.objects.get()
    assert answered.redirect_chain[-1][0] == reverse("live_sessions_server", args=[server.public_id])
    assert (server.base_url, server.weight, server.health) == ("https://bbb.example/bigbluebutton/api/", 2, Health.NEW)
    assert (SECRET in server.secret, keys.decrypt(server.secret)) == (False, SECRET)
    assert trail() == ["live_sessions.server_added"]


def test_no_page_and_no_trail_shows_a_secret(desk, values, at):
    desk.post(reverse("live_sessions_add_server"), values)
    server = Server.objects.get()
    stored = server.secret
    desk.post(reverse("live_sessions_change_server", args=[server.public_id]), {**values, "name": "Neu"})

    pages = [desk.get(reverse("live_sessions_servers"))]
    pages += [
        desk.get(reverse(f"live_sessions_{name}", args=[server.public_id])) for name in ("server", "change_server")
    ]
    pages.append(desk.post(reverse("live_sessions_change_server", args=[server.public_id]), {**values, "weight": 0}))
    shown = "".join(page.content.decode() for page in pages) + str(list(AuditEntry.objects.values()))
    assert [page.status_code for page in pages] == [200] * 4
    assert (SECRET in shown, stored in shown, server.secret in shown) == (False, False, False)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("base_url", "http://bbb.example", "Die Adresse muss mit https:// beginnen."),
        ("base_url", "bbb", "Das ist keine Adresse eines Servers."),
        ("secret", "", "Dieses Feld muss ausgefüllt werden."),
        ("weight", "0", "Dieser Wert muss größer oder gleich 1 sein."),
        ("weight", "101", "Dieser Wert muss kleiner oder gleich 100 sein."),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field(desk, values, settings, field, value, sentence):
    settings.BBB_ALLOW_HTTP = False

    answered = desk.post(reverse("live_sessions_add_server"), {**values, field: value})

    assert (answered.status_code, Server.objects.count()) == (200, 0)
    assert sentence in str(answered.context["form"].errors[field])


def test_one_address_is_entered_once(desk, values):
    ServerFactory(pool=ServerPool.objects.get(), base_url="https://bbb.example/bigbluebutton/api/")

    answered = desk.post(reverse("live_sessions_add_server"), values)

    assert str(answered.context["form"].errors["base_url"][0]) == "Dieser Server ist schon eingetragen."


def test_an_empty_secret_keeps_the_stored_one(desk, values):
    server = ServerFactory(pool=ServerPool.objects.get(), base_url="https://bbb.example/bigbluebutton/api/")

    desk.post(reverse("live_sessions_change_server", args=[server.public_id]), {**values, "secret": ""})

    server.refresh_from_db()
    assert (keys.decrypt(server.secret), server.name, server.health) == ("geheim", "bbb Nord", Health.ONLINE)
    assert AuditEntry.objects.get().details == {"fields": ["name", "weight"]}


def test_a_secret_is_never_sent_to_another_address_by_somebody_who_does_not_know_it(desk, values, administrator, at):
    server = ServerFactory(pool=ServerPool.objects.get())

    answered = desk.post(reverse("live_sessions_change_server", args=[server.public_id]), {**values, "secret": ""})

    assert "Geheimnis neu ein" in str(answered.context["form"].errors["secret"])
    with pytest.raises(servers.SecretNeeded):
        servers.change_server(server=server, values={"base_url": "https://b.example"}, by=administrator, at=at)


def test_another_secret_makes_it_a_server_that_has_to_answer_first(administrator, at):
    server = ServerFactory(version="3.0.19", participant_count=9)

    servers.change_server(server=server, values={"secret": "neu"}, by=administrator, at=at)

    server.refresh_from_db()
    assert (server.health, server.version, server.participant_count) == (Health.NEW, "", 0)
    assert keys.decrypt(server.secret) == "neu"


def test_a_server_runs_empty_and_takes_meetings_again(desk):
    server = ServerFactory()
    url = reverse("live_sessions_drain_server", args=[server.public_id])

    seen = []
    for wanted in ("1", "1", "0"):
        desk.post(url, {"is_draining": wanted})
        server.refresh_from_db()
        seen.append(server.is_draining)

    assert seen == [True, True, False]
    assert trail() == ["live_sessions.server_draining", "live_sessions.server_taking_meetings"]


def test_a_retired_server_loses_its_secret_and_its_pages(desk):
    server = ServerFactory()
    url = reverse("live_sessions_retire_server", args=[server.public_id])

    asked = desk.get(url)
    desk.post(url)

    server.refresh_from_db()
    assert ("außer Betrieb gehen?" in asked.content.decode(), server.secret, server.retired_at is None) == (
        True,
        "",
        False,
    )
    gone = [desk.get(reverse(f"live_sessions_{name}", args=[server.public_id])) for name in ("server", "change_server")]
    assert [page.status_code for page in gone] == [404, 404]


@pytest.mark.parametrize("role", ["trainer", "coordinator", "provider_admin"])
def test_nobody_else_finds_the_desk_or_may_act(client, role, at):
    person = make_staff(role)
    client.force_login(person)
    server = ServerFactory()

    gets = [client.get(reverse(f"live_sessions_{name}")) for name in ("servers", "add_server", "add_pool")]
    posts = [
        client.post(reverse(f"live_sessions_{name}_server", args=[server.public_id]))
        for name in ("test", "drain", "retire", "change")
    ]

    assert {answered.status_code for answered in gets + posts} == {404}
    with pytest.raises(servers.MayNotManageServers):
        servers.drain(server=server, is_draining=True, by=person, at=at)
    with pytest.raises(servers.MayNotManageServers):
        testing.examine(server=server, by=person, at=at)


def test_a_pool_is_for_one_provider_one_network_or_everybody(desk):
    network, provider = NetworkFactory(), ProviderFactory()
    url = reverse("live_sessions_add_pool")
    given = [{}, {"network": network.pk}, {"provider": provider.pk}]
    for number, values in enumerate(given):
        desk.post(url, {"name": f"Gruppe {number}", **values})

    refused = [
        desk.post(url, {"name": "x", **values}) for values in [*given, {"network": network.pk, "provider": provider.pk}]
    ]

    reaches = list(ServerPool.objects.order_by("pk").values_list("reach", flat=True))
    assert reaches == [Reach.PLATFORM, Reach.NETWORK, Reach.PROVIDER]
    assert [bool(page.context["form"].errors) for page in refused] == [True] * 4


def test_the_database_knows_no_second_pool_for_everybody():
    ServerPoolFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ServerPoolFactory()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_two_queries(desk, count, django_assert_num_queries):
    ServerFactory.create_batch(count, pool=ServerPoolFactory())

    with django_assert_num_queries(2):
        assert [len(pool.servers_in_service) for pool in queries.pools()] == [count]


def test_the_page_of_the_list_asks_no_more_for_three_servers_than_for_one(desk):
    pool, costs = ServerPoolFactory(), []
    for more in (1, 2):
        ServerFactory.create_batch(more, pool=pool)
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("live_sessions_servers"))
        costs.append(len(asked))

    assert costs[1] <= costs[0]


def bbb(secret=SECRET, accepts=("sha256",), version="3.0.19"):
    """Say what a BigBlueButton server with this secret says, as far as a test of it goes."""

    def say(line, heard):
        path, _, query = heard.target.partition("?")
        call = path.removeprefix("/bigbluebutton/api/")
        signed, _, given = query.rpartition("checksum=")
        right = {checksum(call, signed.removesuffix("&"), secret, Algorithm(name)) for name in accepts}
        inner = f"<returncode>SUCCESS</returncode><bbbVersion>{version}</bbbVersion>"
        if call:
            inner = "<returncode>SUCCESS</returncode><meetings/>"
            if given not in right:
                inner = "<returncode>FAILED</returncode><messageKey>checksumError</messageKey>"
        answer(f"<response>{inner}</response>".encode(), extra=f"Date: {formatdate(usegmt=True)}\r\n")(line, heard)

    return say


@pytest.mark.parametrize(
    ("says", "health", "expected"),
    [
        (
            bbb(),
            Health.ONLINE,
            (
                "Der Server antwortet, mit BigBlueButton 3.0.19. Das Geheimnis stimmt (SHA-256). "
                "Die Uhr des Servers geht richtig. Zurzeit läuft dort keine Sitzung."
            ),
        ),
        (
            bbb(secret="ein anderes", version=""),
            Health.NEW,
            (
                "Der Server antwortet. Seine Version verrät er nicht. Das Geheimnis ist falsch. Auf dem Server zeigt "
                "„bbb-conf --secret“ das richtige; geben Sie es neu ein."
            ),
        ),
        (
            bbb(accepts=("sha384", "sha512")),
            Health.NEW,
            (
                "Der Server antwortet, mit BigBlueButton 3.0.19. Das Geheimnis stimmt, aber der Server nimmt "
                "diese Signatur nicht an. Wählen Sie SHA-512."
            ),
        ),
        (
            answer(b"<!doctype html><p>Willkommen bei nginx"),
            Health.NEW,
            "Unter dieser Adresse antwortet etwas anderes als BigBlueButton.",
        ),
        (
            answer(b"", status="301 Moved", extra="Location: https://bbb.example/\r\n"),
            Health.NEW,
            "Die Adresse leitet weiter. Tragen Sie die Adresse ein, bei der man am Ende ankommt.",
        ),
    ],
    ids=["well", "wrong secret", "other algorithm", "no BigBlueButton", "moved"],
)
def test_testing_a_server_says_in_plain_sentences_what_is_right_and_wrong(desk, says, health, expected):
    with speaking(says) as wire:
        server = ServerFactory(
            base_url=f"{wire.url}/bigbluebutton/api/", secret=keys.encrypt(SECRET), health=Health.NEW
        )
        page = desk.post(reverse("live_sessions_test_server", args=[server.public_id]), follow=True)

    server.refresh_from_db()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    told = " ".join(sentence.text for sentence in sentences(server.test_report))
    assert (told, server.health) == (expected, health)
    assert all(sentence.text in shown for sentence in sentences(server.test_report))
    assert trail() == ["live_sessions.server_tested"]


def test_a_clock_that_is_off_is_told_with_its_direction():
    report = [{"code": "clock_off", "seconds": -600}, {"code": "clock_off", "seconds": 45}]

    told = [sentence.text.split(". ")[0] for sentence in sentences(report)]
    assert told == ["Die Uhr des Servers geht 600 Sekunden nach", "Die Uhr des Servers geht 45 Sekunden vor"]
