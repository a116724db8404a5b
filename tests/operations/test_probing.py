"""Whatever is asked may hang or fail; who asks gets an answer in time."""

import threading
from time import monotonic

from operations import probing


def explode() -> str:
    raise RuntimeError("no")


def test_a_question_that_fails_does_not_touch_the_others():
    answers = probing.ask({"good": lambda: "yes", "bad": explode}, seconds=3)
    assert answers["good"].value == "yes"
    assert str(answers["bad"].error) == "no"


def test_a_question_that_hangs_is_late_after_the_limit():
    release, begin = threading.Event(), monotonic()
    answers = probing.ask({"good": lambda: True, "hangs": lambda: release.wait(30)}, seconds=2)
    release.set()
    assert monotonic() - begin < 15
    assert (answers["hangs"].is_late, answers["good"].value) == (True, True)


def test_a_question_that_still_hangs_is_not_asked_again():
    release, asked = threading.Event(), []

    def hang() -> bool:
        asked.append(1)
        return release.wait(30)

    for _ in range(3):
        assert probing.ask({"hanging": hang}, seconds=0.05)["hanging"].is_late
    assert len(asked) == 1
    release.set()
    for thread in threading.enumerate():
        if thread.name == "ask hanging":
            thread.join(5)
    assert probing.ask({"hanging": hang}, seconds=3)["hanging"].value is True
