"""The questions of the demo's packages, as their sources have them, and what people of the demo answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from zlib import crc32

from demo import packages

QUESTION = re.compile(
    r'<fieldset id="(?P<id>[\w-]+)"(?: data-objective="(?P<topic>\w+)")? data-correct="(?P<right>\w+)".*?'
    r"<legend>(?P<text>.*?)</legend>(?P<rest>.*?)</fieldset>",
    re.DOTALL,
)
CHOICE = re.compile(r'<input type="radio"[^>]*value="(\w+)"')


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a package; `topic` where its course tells topics apart."""

    identifier: str
    text: str
    right: str
    choices: tuple[str, ...]
    topic: str


@cache
def questions(name: str) -> tuple[Question, ...]:
    """Return the questions of one of the demo's modules, or of all parts of a course."""
    return read(packages.pages(name))


def read(pages: str) -> tuple[Question, ...]:
    """Return the questions on these pages."""
    return tuple(
        Question(
            found["id"],
            unescape(found["text"]).strip(),
            found["right"],
            tuple(CHOICE.findall(found["rest"])),
            found["topic"] or "",
        )
        for found in QUESTION.finditer(pages)
    )


def given(question: Question, username: str) -> str:
    """Return a person's first answer: some people know more, some questions are harder."""
    knows = crc32(username.encode()) % 50 + 40
    hard = crc32(question.text.encode()) % 35
    drawn = luck(username, question.identifier)
    if drawn < knows + 20 - hard:
        return question.right
    others = [choice for choice in question.choices if choice != question.right]
    return others[drawn % 3 % len(others)]


def luck(username: str, identifier: str) -> int:
    """Return from 0 to 99 how unlucky this person is with this question, always the same."""
    return crc32(f"{username}{identifier}".encode()) % 100
