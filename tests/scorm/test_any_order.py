"""
Whatever a line does to commits (loss, delay, repetition, another order), with several devices in between: the stored
state is that of the last applied commit, nothing acknowledged is lost, and what came too late is kept and offered.
What the server refuses changes nothing, and takes nothing away that it had.

`--hypothesis-profile=wander` looks at other examples each time, ANY_ORDER_EXAMPLES at more of them.
"""

import json
import os
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scorm import bootstrap, queries
from scorm.actions import commits, registrations
from scorm.models import Attempt, CommitLog, RefusedCommit, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import PackageVersionFactory, ScoFactory, body, open_launch

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = int(os.environ.get("ANY_ORDER_EXAMPLES", "20"))
TRIGGERS = ("manual", "auto", "terminate", "pagehide", "replay")
REFUSED = None  # a value that the server does not take
TEXTS = st.text(max_size=4) | st.just(REFUSED)
KINDS = {"one item": ("1.2", 1), "1.2": ("1.2", 2), "2004": ("2004-4", 3)}


@pytest.fixture
def registration(request):
    """A registration for a package of as many items as the test asks for."""
    standard, count = KINDS[request.param]
    version = PackageVersionFactory(standard=standard)
    for n in range(count):
        ScoFactory(version=version, identifier=f"I{n}", position=n)
    return registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=AT)


def seeds(registration):
    """What is stored of each item: {identifier: document, answers among it}."""
    states = (
        ScoState.objects.filter(attempt__registration=registration)
        .select_related("sco")
        .prefetch_related("interactions")
    )
    is_2004 = registration.version.is_2004
    return {state.sco.identifier: plain(bootstrap.seed(state, is_2004)) for state in states}


def place(registration):
    """Where the course stands."""
    attempt = Attempt.objects.filter(registration=registration).first()
    return bootstrap.course_state(attempt) if attempt else None


def plain(doc):
    """An empty text and none are the same, as for the player."""
    return {key: value for key, value in doc.items() if value}


class Device:
    """A player as docs/scorm-commits.md tells: numbers its commits, keeps them, sends whole documents on demand."""

    def __init__(self, registration):
        self.is_2004 = registration.version.is_2004
        self.launch = open_launch(registration, AT)
        self.items = sorted(seeds(registration))
        self.docs, self.course = seeds(registration), place(registration)
        self.barred = {item: set() for item in self.items}
        self.seq, self.log = 0, []

    def note(self, item, changes, rows=(), course=None, leaves=(), *, anew=False):
        """
        Something changed: the next number, with what changed and with how everything is then.

        What the server will refuse (REFUSED) is told once, and then left out of what is whole.
        """
        item = self.items[item % len(self.items)]
        if anew:
            self.docs[item], self.barred[item] = {}, set()
        said = dict(changes)
        for idx, fields in rows:
            said |= {f"cmi.interactions.{idx}.{name}": text for name, text in fields.items()}
        self.barred[item] = {path for path in self.barred[item] | said.keys() if said.get(path, REFUSED) is REFUSED}
        doc = self.docs[item] | said
        doc = self.docs[item] = {path: text for path, text in doc.items() if path not in self.barred[item]}
        if course is not None and len(self.items) > 1:
            self.course = {"at": course}
        self.seq += 1
        delta = {"set": dict(changes), "inter": [{"idx": idx, "set": fields} for idx, fields in rows]}
        waiting = {"after": self.seq - 1}
        where = {"course": {"state": self.course}} if self.course is not None else {}
        keep = {"keep": sorted(self.barred[item]) + list(leaves)}
        self.log.append(
            {"seq": self.seq, "sco": item, "delta": delta | where, "whole": whole(doc) | waiting | where | keep}
        )
        if anew:
            self.log[-1]["delta"] = {**self.log[-1]["whole"], "full": True}  # begins whole, or not at all


def whole(doc):
    """A whole document as it travels."""
    rows, rest = {}, {}
    for path, text in doc.items():
        if path.startswith("cmi.interactions."):
            idx, _, name = path.removeprefix("cmi.interactions.").partition(".")
            rows.setdefault(int(idx), {})[name] = text
        else:
            rest[path] = text
    return {"set": rest, "inter": [{"idx": idx, "set": fields} for idx, fields in rows.items()]}


def send(device, entry, *, full, trigger):
    """Send an entry of a device's log; return the answer."""
    content = dict(entry["whole"] if full else entry["delta"])
    content.setdefault("full", full)
    changes = content.pop("set")
    sent = body(device.launch, entry["seq"], changes, sco=entry["sco"], trigger=trigger, **content)
    with transaction.atomic():
        return commits.apply(token=device.launch.token, body=sent, at=AT), json.loads(sent)


def texts(sent):
    return [*sent["set"].values(), *(text for row in sent["inter"] for text in row["set"].values())]


def stays(path, sent):
    """Whether a whole document leaves an element as it is stored: by its name, with its whole answer, or with all."""
    keep, row = sent["keep"], path.split(".")[2] if path.startswith("cmi.interactions.") else None
    is_named = row is not None and int(row) in [each["idx"] for each in sent["inter"]]
    return path in keep or (not is_named and ("*" in keep or (row in ("1", "2") and "cmi.interactions.1-2" in keep)))


class Model:
    """The stored state as a fold over what was applied, and nothing else."""

    def __init__(self, items):
        self.docs, self.course, self.applied = {item: {} for item in items}, None, []

    def apply(self, sent):
        doc = dict(self.docs[sent["sco"]])
        if sent["full"]:
            doc = {path: text for path, text in doc.items() if stays(path, sent)}
        doc.update(sent["set"])
        for row in sent["inter"]:
            for name, text in row["set"].items():
                doc[f"cmi.interactions.{row['idx']}.{name}"] = text
        self.docs[sent["sco"]] = plain(doc)
        if "course" in sent:
            self.course = sent["course"]["state"]
        self.applied.append(sent)

    def holds(self, sent):
        """Whether this commit was applied itself, or is part of a whole one of its launch and item that was."""
        own = [each for each in self.applied if each["launch"] == sent["launch"]]
        later = [each for each in own if each["full"] and each["seq"] > sent["seq"] and each["sco"] == sent["sco"]]
        return bool(later) or sent["seq"] in [each["seq"] for each in own]


ROW = st.tuples(
    st.integers(0, 2),
    st.fixed_dictionaries(
        {"id": st.sampled_from("qr"), "timestamp": st.text(min_size=1, max_size=4) | st.just(REFUSED)}
    ),
)
STEP = st.fixed_dictionaries(
    {
        "what": st.sampled_from(["note", "note", "both", "both", "both", "send", "send", "send", "open"]),
        "device": st.integers(0, 3),
        "item": st.integers(0, 2),
        "changes": st.dictionaries(st.sampled_from(["cmi.location", "cmi.suspend_data"]), TEXTS, max_size=2),
        "rows": st.lists(ROW, max_size=2, unique_by=lambda row: row[0]),
        "course": st.none() | st.integers(0, 9),
        "anew": st.sampled_from([False, False, False, True]),
        "leaves": st.sampled_from([[], [], ["*"], ["cmi.interactions.1-2"]]),
        "back": st.sampled_from([0, 0, 1, 2, 5]),
        "full": st.booleans(),
        "trigger": st.sampled_from(TRIGGERS),
    }
)
MOST_DEVICES = 4


@pytest.mark.parametrize("registration", list(KINDS), indirect=True)
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],  # to shrink what fails takes minutes, and thirty steps can be read
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=5, max_size=30))
def test_any_order_loss_and_repetition_ends_in_the_state_of_the_last_applied(registration, steps):
    with transaction.atomic():
        devices = [Device(registration)]
        model = Model(devices[0].items)
        for step in steps:
            if step["what"] == "open":
                if len(devices) < MOST_DEVICES:
                    devices.append(Device(registration))
                continue
            device = devices[-1 - step["device"] % len(devices)]
            if step["what"] != "send":
                device.note(
                    step["item"], step["changes"], step["rows"], step["course"], step["leaves"], anew=step["anew"]
                )
            if step["what"] == "note" or not device.log:
                continue
            entry = device.log[-1 - step["back"] % len(device.log)]
            applied, sent = send(device, entry, full=step["full"], trigger=step["trigger"])
            assert (applied.status_code == 422) is (REFUSED in texts(sent))
            if applied.status_code == 422:
                assert RefusedCommit.objects.filter(launch=device.launch).exists()
                assert (seeds(registration), place(registration)) == (model.docs, model.course)
                continue
            assert applied.status_code in (200, 409)
            if applied.answer["status"] in ("applied", "late"):
                model.apply(sent)
                assert (seeds(registration), place(registration)) == (model.docs, model.course)
            elif applied.status_code == 409:
                assert is_kept(sent)
                offered = [work.launch.pk for work in queries.late_commits(user=registration.user)]
                assert device.launch.pk in offered
            elif applied.answer["need"] is None:
                assert model.holds(sent)
        assert (seeds(registration), place(registration)) == (model.docs, model.course)
        transaction.set_rollback(True)


def is_kept(sent):
    """Whether it is kept for the learner, word for word or as a whole document with the same number."""
    kept = json.loads(CommitLog.objects.get(launch__public_id=sent["launch"], seq=sent["seq"], applied=False).body)
    return kept | {"trigger": sent["trigger"]} == sent or (kept["full"] and not sent["full"])
