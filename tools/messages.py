#!/usr/bin/env python
"""
Message catalogues without gettext's tools.

    python tools/messages.py update [app …]    write new strings into <app>/locale/<language>/LC_MESSAGES/django.po
    python tools/messages.py check [app …]     fail on missing, fuzzy, unused or broken translations
    python tools/messages.py compile [app …]   write the .mo files that Django reads (not in git)
    python tools/messages.py coverage          print how complete each language is
    python tools/messages.py start CODE        begin a further language: one file with all that visitors read

German is the source. English needs every string. Arabic needs what learners meet: a string is back office, and needs
no Arabic, if all its places match BACK_OFFICE below, lie in a file whose first lines say `# messages: back office`,
or name a field of a model (verbose_name, help_text); labels of choices count as learner-facing.
Further languages are one file each, locale/<code>/LC_MESSAGES/django.po, and may be unfinished: the check only
refuses broken entries there, and the coverage report says how far they are.
"""

from __future__ import annotations

import argparse
import ast
import fnmatch
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = {
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 && n%100<=99 ? 4 : 5;",
}
LEARNERS_ONLY = {"ar"}  # languages the back office does not speak

# Where strings are read by staff only, as patterns of paths. Everything else may meet a learner.
BACK_OFFICE = [
    "*/apps.py",
    "*/back_office.py",
    "*/back_office/*",
    "*/blocks.py",
    "*/checks.py",
    "*/panels.py",
    "*/roles.py",
    "*/viewsets.py",
    "*/viewsets/*",
    "*/wagtail_hooks.py",
    "*/management/commands/*",
    "*/templates/*/admin/*",
    "*/templates/diversity_training/desk/*",
    "*/templates/surveys/parts/*",
    "*/templates/wagtailadmin/*",
]
BACK_OFFICE_MARK = "# messages: back office"

# function -> positions of (context, singular, plural)
CALLS: dict[str, tuple[int | None, int, int | None]] = {}
for _suffix in ("", "_lazy", "_noop"):
    CALLS[f"gettext{_suffix}"] = (None, 0, None)
    CALLS[f"ngettext{_suffix}"] = (None, 0, 1)
    CALLS[f"pgettext{_suffix}"] = (0, 1, None)
    CALLS[f"npgettext{_suffix}"] = (0, 1, 2)
CALLS["_"] = CALLS["gettext"]

PLACEHOLDER = re.compile(r"%\([A-Za-z_][A-Za-z0-9_]*\)[sdf]|%[sd]|\{[A-Za-z_][A-Za-z0-9_]*\}")


@dataclass(frozen=True, order=True)
class Key:
    """What gettext tells messages apart by."""

    text: str
    context: str = ""


@dataclass
class Message:
    """A string of the source, and where it stands."""

    key: Key
    plural: str = ""
    places: set[str] = field(default_factory=set)
    is_for_learners: bool = False


class SourceProblem(Exception):
    """Raised when a string cannot be extracted, such as an f-string inside `_()`."""


def app_names() -> list[str]:
    """Return the rooms of the house: top-level packages with an apps.py."""
    return sorted(path.parent.name for path in ROOT.glob("*/apps.py"))


def _call_message(call: ast.Call, place: str) -> tuple[Key, str] | None:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in CALLS or not call.args:
        return None
    context_at, text_at, plural_at = CALLS[name]

    def text(position: int | None) -> str | None:
        if position is None:
            return ""
        if position >= len(call.args):
            return None
        argument = call.args[position]
        if isinstance(argument, ast.JoinedStr):
            raise SourceProblem(f"{place}:{call.lineno}: an f-string cannot be translated")
        return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None

    singular, context, plural = text(text_at), text(context_at), text(plural_at)
    if not singular or context is None or plural is None:
        return None  # a variable: its text was marked where it was written
    return Key(singular, context), plural


def _choice_calls(tree: ast.Module) -> set[ast.Call]:
    """Return the calls inside TextChoices and IntegerChoices: their labels are shown on pages."""
    calls: set[ast.Call] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Choices" in ast.unparse(base) for base in node.bases):
            calls.update(inner for inner in ast.walk(node) if isinstance(inner, ast.Call))
    return calls


def _python_messages(path: Path, place: str) -> Iterator[tuple[Key, str, bool]]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    is_back_office = _is_back_office(place) or _is_marked(source)
    in_models = "/models/" in place or place.endswith("/models.py")
    choices = _choice_calls(tree) if in_models else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (found := _call_message(node, place)):
            yield *found, not is_back_office and (not in_models or node in choices)


def _template_messages(path: Path, place: str) -> Iterator[tuple[Key, str, bool]]:
    """Let Django turn the template into calls, then read the calls one by one."""
    from django.utils.translation.template import templatize

    source = path.read_text(encoding="utf-8")
    is_back_office = _is_back_office(place) or _is_marked(source)
    python = templatize(source, origin=place)
    for start in re.finditer(r"(?<!\w)(?:n?p?gettext|_)\(", python):
        call = ast.parse(_balanced(python[start.start() :]), mode="eval").body
        if isinstance(call, ast.Call) and (found := _call_message(call, place)):
            yield *found, not is_back_office


def _balanced(source: str) -> str:
    """Return the call that `source` begins with, up to its closing parenthesis."""
    depth = 0
    line_starts = [0]
    for line in source.splitlines(keepends=True):
        line_starts.append(line_starts[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        depth += (token.string == "(") - (token.string == ")")
        if token.string == ")" and depth == 0:
            return source[: line_starts[token.end[0] - 1] + token.end[1]]
    raise SourceProblem(f"unfinished call: {source[:60]}")


def _is_marked(source: str) -> bool:
    return BACK_OFFICE_MARK in "\n".join(source.splitlines()[:12])


def _is_back_office(place: str) -> bool:
    return any(fnmatch.fnmatch(place, pattern) for pattern in BACK_OFFICE)


def further_languages() -> list[str]:
    """Return the codes of the languages that lie in the one folder for further languages."""
    return sorted(path.parent.parent.name for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"))


def further_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(app: str) -> dict[Key, Message]:
    """Return every translatable string of one app."""
    messages: dict[Key, Message] = {}
    folder = ROOT / app
    sources = [path for path in folder.rglob("*.py") if "migrations" not in path.parts]
    sources += [path for path in (folder / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    for path in sorted(sources):
        place = path.relative_to(ROOT).as_posix()
        read = _python_messages if path.suffix == ".py" else _template_messages
        for key, plural, is_for_learners in read(path, place):
            message = messages.setdefault(key, Message(key))
            message.plural = message.plural or plural
            message.places.add(place)
            message.is_for_learners |= is_for_learners
    return messages


def catalogue_path(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(app: str, language: str) -> dict[Key, polib.POEntry]:
    return _entries(catalogue_path(app, language))


def _entries(path: Path) -> dict[Key, polib.POEntry]:
    if not path.exists():
        return {}
    return {Key(entry.msgid, entry.msgctxt or ""): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def _wanted(app: str, language: str) -> dict[Key, Message]:
    """Return what the catalogue of this language must hold."""
    messages = extract(app)
    if language in LEARNERS_ONLY:
        return {key: message for key, message in messages.items() if message.is_for_learners}
    return messages


def _wanted_further(apps: list[str]) -> dict[Key, Message]:
    """Return all that visitors and learners read, of all apps as one catalogue."""
    wanted: dict[Key, Message] = {}
    for app in apps:
        for key, message in extract(app).items():
            if message.is_for_learners:
                known = wanted.setdefault(key, message)
                known.places |= message.places
                known.plural = known.plural or message.plural
    return wanted


def plural_forms(language: str) -> str:
    """Return the plural rule of a language; for further ones the rule that Django's own translators use."""
    if language in LANGUAGES:
        return LANGUAGES[language]
    import django.conf

    folder = Path(django.conf.__file__).parent / "locale" / language.replace("-", "_") / "LC_MESSAGES"
    if not folder.exists():
        raise SourceProblem(f"Django does not know the language {language!r}")
    return str(polib.pofile(str(folder / "django.po")).metadata["Plural-Forms"])


def _form_count(language: str) -> int:
    return int(plural_forms(language).split("nplurals=")[1].split(";")[0])


def update(apps: list[str]) -> int:
    """Write all strings into the catalogues, sorted and without line numbers; keep the translations."""
    for app in apps:
        for language in LANGUAGES:
            known, wanted = _read(app, language), _wanted(app, language)
            catalogue = _catalogue(language, wanted, known)
            path = catalogue_path(app, language)
            if not wanted:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            untranslated = [entry for entry in catalogue if not entry.translated()]
            print(f"{app} {language}: {len(wanted)} strings, {len(untranslated)} without translation")
    for language in further_languages():
        _update_further(language)
    return 0


def _catalogue(language: str, wanted: dict[Key, Message], known: dict[Key, polib.POEntry]) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Lernbrücke",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
    }
    for key in sorted(wanted):
        catalogue.append(_entry(wanted[key], known.get(key), language))
    return catalogue


def _update_further(language: str) -> None:
    """Bring the file of a further language up to date; what it says about being offered stays."""
    path = further_path(language)
    wanted, known = _wanted_further(app_names()), _entries(path)
    offered = polib.pofile(str(path)).metadata.get("X-Offered", "no") if path.exists() else "no"
    catalogue = _catalogue(language, wanted, known)
    catalogue.metadata["X-Offered"] = offered
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    print(f"{language}: {len(wanted)} strings, {len(wanted) - len(catalogue.translated_entries())} without translation")


def start(code: str) -> int:
    """Begin a further language; an existing file keeps its translations."""
    if code in LANGUAGES:
        raise SourceProblem(f"{code!r} is one of the complete languages: its catalogues lie in the apps")
    plural_forms(code)
    _update_further(code)
    print(f"Translate {further_path(code).relative_to(ROOT)}, then set X-Offered to yes in its header.")
    return 0


def coverage(apps: list[str]) -> int:
    """Print, for each language, how many of the strings it needs are translated."""
    rows = []
    for language in LANGUAGES:
        wanted = [(app, key) for app in apps for key in _wanted(app, language)]
        known = {app: _read(app, language) for app in apps}
        rows.append((language, len(wanted), sum(_is_done(known[app].get(key)) for app, key in wanted)))
    for language in further_languages():
        needed, entries = _wanted_further(apps), _entries(further_path(language))
        rows.append((language, len(needed), sum(_is_done(entries.get(key)) for key in needed)))
    print("de: the source")
    for language, total, done in rows:
        print(f"{language}: {done} of {total} strings ({done * 100 // max(total, 1)} %)")
    return 0


def _is_done(entry: polib.POEntry | None) -> bool:
    return entry is not None and bool(entry.translated())


def _entry(message: Message, known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.key.text,
        msgctxt=message.key.context or None,
        occurrences=[(place, "") for place in sorted(message.places)],
        flags=["python-format"] if re.search(r"%\(|%[sd]", message.key.text) else [],
    )
    if known is not None:
        entry.comment, entry.tcomment = known.comment, known.tcomment
        entry.flags += [flag for flag in known.flags if flag == "fuzzy"]
    if message.plural:
        entry.msgid_plural = message.plural
        forms = known.msgstr_plural if known is not None else {}
        entry.msgstr_plural = {index: forms.get(index, "") for index in range(_form_count(language))}
    elif known is not None:
        entry.msgstr = known.msgstr
    return entry


def _entry_problem(entry: polib.POEntry, message: Message, language: str) -> str | None:
    forms = [entry.msgstr_plural.get(i, "") for i in range(_form_count(language))] if message.plural else [entry.msgstr]
    if "fuzzy" in entry.flags:
        return "is marked fuzzy"
    if not all(forms):
        return "is not translated"
    allowed = set(PLACEHOLDER.findall(message.key.text)) | set(PLACEHOLDER.findall(message.plural))
    for form in forms:
        found = set(PLACEHOLDER.findall(form))
        # A plural form may leave out the number ("one place left"); nothing else may differ.
        if found - allowed or (not message.plural and found != allowed):
            return "has other placeholders than the source"
    return None


def check(apps: list[str]) -> int:
    """Print every problem and return 1 if there is one."""
    problems: list[str] = []
    meanings: dict[tuple[str, Key], tuple[str, str]] = {}
    for app in apps:
        for language in LANGUAGES:
            known, wanted = _read(app, language), _wanted(app, language)
            name = f"{app}/locale/{language}"
            problems += [f"{name}: {key.text!r} is used nowhere" for key in sorted(known.keys() - wanted.keys())]
            for key in sorted(wanted):
                if key not in known:
                    problems.append(f"{name}: {key.text!r} is missing")
                    continue
                if problem := _entry_problem(known[key], wanted[key], language):
                    problems.append(f"{name}: {key.text!r} {problem}")
                # Django merges all catalogues of a language into one: two meanings of one string need a context.
                meaning = known[key].msgstr
                other_app, other = meanings.setdefault((language, key), (app, meaning))
                if meaning and other and other != meaning:
                    problems.append(f"{name}: {key.text!r} is {meaning!r} here and {other!r} in {other_app}")
    problems += _further_problems()
    for problem in problems:
        print(problem)
    if problems:
        print(
            f"{len(problems)} problems. `python tools/messages.py update` writes what is missing into the catalogues."
        )
    return 1 if problems else 0


def _further_problems() -> list[str]:
    """Return what is broken in further languages; what is merely missing there is no problem."""
    problems = []
    for language in further_languages():
        wanted = _wanted_further(app_names())
        for key, entry in sorted(_entries(further_path(language)).items()):
            if key not in wanted:
                problems.append(f"locale/{language}: {key.text!r} is used nowhere")
            elif _is_done(entry) and (problem := _entry_problem(entry, wanted[key], language)):
                problems.append(f"locale/{language}: {key.text!r} {problem}")
    return problems


def compile_catalogues(apps: list[str]) -> int:
    """Write a .mo beside every .po that is newer."""
    for folder in [ROOT, *(ROOT / app for app in apps)]:
        for source in (folder / "locale").glob("*/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["update", "check", "compile", "coverage", "start"])
    parser.add_argument("app", nargs="*", help="only these apps; for start the code of a language")
    arguments = parser.parse_args()
    if arguments.command == "start":
        if len(arguments.app) != 1:
            parser.error("start takes one language code, such as uk")
        try:
            return start(arguments.app[0])
        except SourceProblem as problem:
            print(problem)
            return 1
    apps = arguments.app or app_names()
    if unknown := set(apps) - set(app_names()):
        parser.error(f"no such app: {', '.join(sorted(unknown))}")
    commands = {"update": update, "check": check, "compile": compile_catalogues, "coverage": coverage}
    try:
        return commands[arguments.command](apps)
    except SourceProblem as problem:
        print(problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
