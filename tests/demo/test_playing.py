"""What people of the demo answered in its packages: told by commits, so that reports have something to show."""

import pytest

from demo import questions
from demo.packages import COURSES, MODULES


@pytest.mark.parametrize("name", [*MODULES, *COURSES])
def test_every_module_has_questions_with_a_right_choice_among_others(name):
    asked = questions.questions(name)
    assert len(asked) >= 2
    assert all(len(one.choices) >= 2 and one.right in one.choices and one.text for one in asked)
