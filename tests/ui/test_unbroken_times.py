"""A range of times stays on one line, whatever stands around it."""

from django.template import Context, Template

LINE = Template("{% load ui %}{{ words|unbroken_times }}")


def test_only_ranges_of_times_are_kept_together_and_words_stay_words():
    told = LINE.render(Context({"words": "<b>Dienstag</b>, 19:00–20:30, Raum 7–9"}))
    assert told == '&lt;b&gt;Dienstag&lt;/b&gt;, <span class="unbroken">19:00–20:30</span>, Raum 7–9'
