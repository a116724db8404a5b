"""The catalogues' own tool: what it finds, and whom it asks for Arabic."""

from pathlib import Path

import polib
import pytest

from lms.config.languages import further_languages
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


def test_a_further_language_is_one_file_with_what_learners_read(app: Path, capsys):
    (app / "viewsets.py").write_text('_("Nur im Büro")\n', encoding="utf-8")
    (app / "views.py").write_text('_("Weiter")\nngettext("%(n)s Platz", "%(n)s Plätze", 2)\n', encoding="utf-8")
    assert messages.start("uk") == 0
    catalogue = polib.pofile(str(messages.further_path("uk")))
    assert [entry.msgid for entry in catalogue] == ["%(n)s Platz", "Weiter"]
    assert len(catalogue.find("%(n)s Platz").msgstr_plural) == 4
    assert catalogue.metadata["X-Offered"] == "no"


def test_an_unfinished_further_language_passes_the_check_and_a_broken_entry_does_not(app: Path, capsys):
    (app / "views.py").write_text('_("Weiter")\n_("Hallo %(name)s")\n', encoding="utf-8")
    messages.start("uk")
    capsys.readouterr()
    messages.check(["kurse"])
    assert "locale/uk" not in capsys.readouterr().out
    path = messages.further_path("uk")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('%(name)s"\nmsgstr ""', '%(name)s"\nmsgstr "Привіт"'), encoding="utf-8")
    messages.check(["kurse"])
    assert "locale/uk: 'Hallo %(name)s' has other placeholders than the source" in capsys.readouterr().out


def test_the_report_says_how_far_each_language_is(app: Path, capsys):
    (app / "views.py").write_text('_("Weiter")\n_("Zurück")\n', encoding="utf-8")
    messages.start("uk")
    path = messages.further_path("uk")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgid "Weiter"\nmsgstr ""', 'msgid "Weiter"\nmsgstr "Далі"'), encoding="utf-8")
    capsys.readouterr()
    messages.coverage(["kurse"])
    assert capsys.readouterr().out.splitlines() == [
        "de: the source",
        "en: 0 of 2 strings (0 %)",
        "ar: 0 of 2 strings (0 %)",
        "uk: 1 of 2 strings (50 %)",
    ]


def test_a_further_language_is_offered_once_its_file_says_so(app: Path, capsys):
    (app / "views.py").write_text('_("Weiter")\n', encoding="utf-8")
    messages.start("uk")
    folder = messages.ROOT / "locale"
    assert further_languages(folder) == []
    path = messages.further_path("uk")
    path.write_text(path.read_text(encoding="utf-8").replace("X-Offered: no", "X-Offered: yes"), encoding="utf-8")
    assert further_languages(folder) == [("uk", "Українська")]
    messages.update(["kurse"])
    assert further_languages(folder) == [("uk", "Українська")]
