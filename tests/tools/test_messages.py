"""The catalogues' own tool: what it finds, and whom it asks for Arabic."""

from pathlib import Path

import pytest

from tools import messages
from tools.messages import Key


@pytest.fixture
def app(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "kurse"
    (folder / "templates" / "kurse").mkdir(parents=True)
    (folder / "apps.py").write_text("", encoding="utf-8")
    return folder


def test_strings_of_python_are_found_with_context_and_plural(app: Path):
    (app / "views.py").write_text(
        '_("Hallo " "Welt")\npgettext("Monat", "Mai")\nngettext("%(n)s Platz", "%(n)s Plätze", 2)\n_(variable)\n',
        encoding="utf-8",
    )
    found = messages.extract("kurse")
    assert set(found) == {Key("Hallo Welt"), Key("Mai", "Monat"), Key("%(n)s Platz")}
    assert found[Key("%(n)s Platz")].plural == "%(n)s Plätze"


def test_strings_of_templates_are_found_as_django_will_ask_for_them(app: Path):
    (app / "templates" / "kurse" / "a.html").write_text(
        '{% translate "Weiter" %} {{ _("Da") }}\n{% blocktranslate trimmed with name=x %}\n  Guten Tag\n  {{ name }}\n'
        "{% endblocktranslate %}",
        encoding="utf-8",
    )
    assert set(messages.extract("kurse")) == {Key("Weiter"), Key("Da"), Key("Guten Tag %(name)s")}


def test_an_f_string_is_refused(app: Path):
    (app / "views.py").write_text('_(f"Hallo {name}")\n', encoding="utf-8")
    with pytest.raises(messages.SourceProblem, match="f-string"):
        messages.extract("kurse")


def test_the_back_office_needs_no_arabic_unless_a_learner_reads_the_same_words(app: Path):
    (app / "viewsets.py").write_text('_("Löschen")\n_("Speichern")\n', encoding="utf-8")
    (app / "views.py").write_text('_("Speichern")\n', encoding="utf-8")
    found = messages.extract("kurse")
    assert (found[Key("Löschen")].is_for_learners, found[Key("Speichern")].is_for_learners) == (False, True)


def test_names_of_fields_are_back_office_and_labels_of_choices_are_not(app: Path):
    (app / "models.py").write_text(
        'class State(models.TextChoices):\n    OPEN = "o", _("offen")\n\n\nname = CharField(_("Name"))\n',
        encoding="utf-8",
    )
    found = messages.extract("kurse")
    assert (found[Key("offen")].is_for_learners, found[Key("Name")].is_for_learners) == (True, False)


def test_update_keeps_translations_and_check_is_content_once_all_are_there(app: Path, capsys):
    (app / "views.py").write_text('_("Hallo %(name)s")\n', encoding="utf-8")
    messages.update(["kurse"])
    assert messages.check(["kurse"]) == 1
    for language in messages.LANGUAGES:
        path = messages.catalogue_path("kurse", language)
        path.write_text(
            path.read_text(encoding="utf-8").replace(
                'msgid "Hallo %(name)s"\nmsgstr ""', 'msgid "Hallo %(name)s"\nmsgstr "Hello %(name)s"'
            ),
            encoding="utf-8",
        )
    messages.update(["kurse"])
    capsys.readouterr()
    assert messages.check(["kurse"]) == 0


def test_a_translation_that_lost_a_placeholder_is_named(app: Path, capsys):
    (app / "views.py").write_text('_("Hallo %(name)s")\n', encoding="utf-8")
    messages.update(["kurse"])
    for language in messages.LANGUAGES:
        path = messages.catalogue_path("kurse", language)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('%(name)s"\nmsgstr ""', '%(name)s"\nmsgstr "Hello"'), encoding="utf-8")
    capsys.readouterr()
    assert messages.check(["kurse"]) == 1
    assert "has other placeholders than the source" in capsys.readouterr().out


def test_a_string_that_nobody_uses_is_named(app: Path, capsys):
    (app / "views.py").write_text('_("Alt")\n', encoding="utf-8")
    messages.update(["kurse"])
    (app / "views.py").write_text("", encoding="utf-8")
    capsys.readouterr()
    assert messages.check(["kurse"]) == 1
    assert "'Alt' is used nowhere" in capsys.readouterr().out
