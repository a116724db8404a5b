"""Packages, launches and commits for tests; zips are built here, never copied from anywhere."""

import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from scorm import door
from scorm.actions import launches, registrations
from scorm.models import Launch, Package, PackageVersion, Registration, Sco, VersionState
from tests.factories.accounts import MembershipFactory, ProviderFactory, UserFactory

# Packages that lie beside a checkout (not part of it): hard and hostile ones, and a conformance suite's manifests.
_beside = (folder / "shared" / "contract" / "scorm" for folder in Path(__file__).resolve().parents)
CONTRACT = next((folder for folder in _beside if folder.exists()), None)
NS_12 = 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
NS_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
    'xmlns:imsss="http://www.imsglobal.org/xsd/imsss" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"'
)
ITEM = '<item identifier="I" identifierref="R"><title>Lektion</title></item>'
SPEAKING = "<p>Hallo</p><script>parent.API.LMSInitialize('')</script>"
RESOURCE = (
    '<resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html">'
    '<file href="index.html"/></resource>'
)


def manifest(version="1.2", *, items=ITEM, resources=RESOURCE, default='default="O"', title="Vielfalt verstehen"):
    """A manifest as text; `version` is the schemaversion, None leaves it out."""
    schema = f"<schemaversion>{version}</schemaversion>" if version else ""
    return (
        f'<?xml version="1.0"?><manifest identifier="M" {NS_12 if version in ("1.2", None) else NS_2004}>'
        f"<metadata><schema>ADL SCORM</schema>{schema}</metadata>"
        f'<organizations {default}><organization identifier="O"><title>{title}</title>{items}</organization>'
        f"</organizations><resources>{resources}</resources></manifest>"
    )


def zipped(files=None, *, level=zipfile.ZIP_DEFLATED):
    """A zip as bytes; `files` maps names (or ZipInfo) to content and defaults to a small SCORM 1.2 package."""
    if files is None:
        files = {"imsmanifest.xml": manifest(), "index.html": SPEAKING}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", level) as archive:
        for name, content in files.items():
            # A fixed date: the same files are the same zip, whenever they are packed.
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            archive.writestr(info, content, None if info is name else level)
    return target.getvalue()


def frames():
    """Files of a package whose menu, 100 px wide, opens pages in the frame beside it: the second is 500 px wide."""
    index = '<frameset cols="100,*" border=0><frame name=menu src="menu.html"><frame name=text src="erste.html">'
    return {
        "imsmanifest.xml": manifest(),
        "index.html": index,
        "menu.html": '<a href="zweite.html" target=text>Weiter</a>',
        "erste.html": "<p>Erste Seite</p>",
        "zweite.html": '<body style="margin:0"><p style="width:500px">Breite Tabelle</p>',
    }


def uploaded(content=None, name="paket.zip"):
    return SimpleUploadedFile(name, zipped() if content is None else content, content_type="application/zip")


def trainer_of(provider):
    return MembershipFactory(provider=provider).user


class PackageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Package

    owner = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"Paket {n}")
    created_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)


class PackageVersionFactory(factory.django.DjangoModelFactory):
    """A ready version with one SCO and no files."""

    class Meta:
        model = PackageVersion

    package = factory.SubFactory(PackageFactory)
    number = factory.Sequence(lambda n: n + 1)
    state = VersionState.READY
    standard = "1.2"
    upload_name = "paket.zip"
    zip_key = factory.Sequence(lambda n: f"p/scorm-zip/{n}")
    zip_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    zip_bytes = 1000
    unzipped_bytes = 2000
    file_count = 2
    created_at = factory.LazyFunction(timezone.now)
    checked_at = factory.LazyFunction(timezone.now)
    created_by = factory.SubFactory(UserFactory)


class ScoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sco

    version = factory.SubFactory(PackageVersionFactory)
    identifier = "I"
    position = 0
    title = "Lektion"
    kind = "sco"
    href = "index.html"


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    user = factory.SubFactory(UserFactory)
    context_key = factory.LazyFunction(uuid4)
    version = factory.LazyAttribute(lambda _: ScoFactory().version)
    created_at = factory.LazyFunction(timezone.now)


def open_launch(registration, at, *, opened=True, new_after=None):
    """Open a launch, and the player page with it; returns the launch row with `token`, and of its files `reading`."""
    url = launches.open_launch(
        registration=registration,
        at=at,
        language="de",
        learner_name="Amina",
        return_url="http://localhost/de/lernen/",
        replay_url="http://localhost/de/scorm/nachreichen/",
        new_after=new_after,
    )
    launch = Launch.objects.order_by("-pk").select_related("attempt").first()
    launch.token = url.rstrip("/").rpartition("/")[2]
    launch.url, launch.reading = url, door.reading_token(launch, at)
    if opened:
        launches.mark_opened(launch_id=launch.pk, attempt_id=launch.attempt_id, at=at)
    return launch


def registered(user=None, **sco):
    """A registration for a version with one SCO; keyword arguments describe the SCO, `standard` its version."""
    standard = sco.pop("standard", "1.2")
    version = PackageVersionFactory(standard=standard)
    ScoFactory(version=version, **sco)
    user = user or UserFactory()
    return registrations.register(user=user, context_key=uuid4(), version=version, at=timezone.now())


def body(launch, seq, changes=None, **more):
    """A commit of the launch as bytes."""
    return json.dumps(
        {
            "v": 1,
            "launch": str(launch.public_id),
            "epoch": launch.epoch,
            "seq": seq,
            "sco": "I",
            "trigger": "manual",
            "t": 0,
            "active_ms": 0,
            "set": changes or {},
            "full": False,
            "inter": [],
            **more,
        }
    ).encode()
