"""Whoever uploads something is believed neither by name nor by announced type."""

import ast
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from courses.forms import UploadForm
from media.film_forms import FilmForm
from media.forms import DocumentForm, ImageForm
from tests.architecture.house import product_modules, tree
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff

# Every form field that takes a file, and what looks into it.
LOOKED_INTO_BY = {
    "media/forms.py:file": "media.picture_field.PictureField, opened by Pillow",
    "media/film_forms.py:captions_file": "media.captions.read",
    "media/logo_forms.py:picture": "media.actions.logos.as_logo draws it anew",
    "lms/forms/submissions.py:file": "media.file_types; Pillow, which draws photos anew without what they tell",
    "lms/forms/entry.py:file": "media.file_types; Pillow, which draws photos anew without what they tell",
    "courses/viewsets/slides.py:file": "media.file_types, Pillow",
    "diversity_training/seat_forms.py:file": "diversity_training.seat_lists: openpyxl or csv, and nothing is kept",
    "courses/forms.py:file": "zipfile, then the check of the package",
    "diversity_training/desk_forms.py:file": "media.file_types",
    "ui/views/gallery.py:proof": "the gallery keeps nothing",
}
MARKUP = b"<html><script>alert(1)</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
PROGRAM = b"MZ\x90\x00" + b"\0" * 200
NO_PICTURE = "Diese Datei ist kein Bild im Format JPEG, PNG, WebP, AVIF oder GIF."
ANOTHER_ENDING = "Der Name der Datei endet anders, als ihr Inhalt ist."
NO_DOCUMENT = "Diese Datei ist weder ein PDF noch ein Dokument von Word, Excel, PowerPoint oder LibreOffice."
NO_FILM = "Diese Datei ist kein Film im Format MP4 oder WebM."
NO_ZIP = "Diese Datei ist kein ZIP-Archiv. Exportieren Sie den Kurs im Autorenwerkzeug als SCORM-Paket."


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (2, 2)).save(out, kind)
    return out.getvalue()


def test_every_field_that_takes_a_file_is_looked_into():
    found = {
        f"{path.as_posix()}:{node.targets[0].id}"
        for path in product_modules()
        if "models" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Call)
        if ast.unparse(node.value.func).rpartition(".")[2]
        in {"FileField", "ImageField", "PictureField", "WagtailImageField", "MultipleFileField", "CaptionsField"}
    }
    assert found == set(LOOKED_INTO_BY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "name", "content", "sentence"),
    [
        (ImageForm, "bild.png", MARKUP, NO_PICTURE),
        (ImageForm, "bild.svg", SVG, NO_PICTURE),
        (ImageForm, "bild.png", SVG, NO_PICTURE),
        (ImageForm, "bild.jpg", b"GIF89a" + MARKUP, ANOTHER_ENDING),
        (ImageForm, "bild.png", PROGRAM, NO_PICTURE),
        (ImageForm, "bild.html", picture("PNG"), ANOTHER_ENDING),
        (ImageForm, "bild.png", picture("TIFF"), NO_PICTURE),
        (ImageForm, "bild.png", picture("JPEG"), ANOTHER_ENDING),
        (DocumentForm, "blatt.pdf", MARKUP, NO_DOCUMENT),
        (DocumentForm, "blatt.pdf", PROGRAM, NO_DOCUMENT),
        (DocumentForm, "blatt.docx", archive("setup.exe"), NO_DOCUMENT),
        (DocumentForm, "blatt.docx", archive("[Content_Types].xml", "word/vbaProject.bin"), NO_DOCUMENT),
        (DocumentForm, "blatt.svg", SVG, NO_DOCUMENT),
        (FilmForm, "film.mp4", MARKUP, NO_FILM),
        (FilmForm, "film.webm", PROGRAM, NO_FILM),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_one_sentence(form, name, content, sentence):
    upload = SimpleUploadedFile(name, content, "image/png")
    bound = form(data={"title": "x"}, files={"file": upload}, for_user=make_staff("trainer"))
    assert bound.errors["file"] == [sentence]


@pytest.mark.django_db
@pytest.mark.parametrize("content", [MARKUP, PROGRAM, MARKUP + archive("imsmanifest.xml"), b"PK\x03\x04 broken"])
def test_a_package_that_is_no_archive_is_refused_at_the_field(content):
    provider = ProviderFactory()
    files = {"file": SimpleUploadedFile("kurs.zip", content, "application/zip")}
    form = UploadForm({"title": "x"}, files, providers=type(provider).objects.filter(pk=provider.pk))
    assert form.errors["file"] == [NO_ZIP]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.gif", "GIF")])
def test_ordinary_pictures_are_taken(name, kind):
    upload = SimpleUploadedFile(name, picture(kind))
    bound = ImageForm(data={"title": "x"}, files={"file": upload}, for_user=make_staff("trainer"))
    assert "file" not in bound.errors
