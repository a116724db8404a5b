"""A trainer drops a package onto the page instead of choosing it in a window of files."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from scorm.models import PackageVersion
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import zipped
from tests.journeys.live_site import Site
from tests.journeys.test_main_way import sign_in

pytestmark = pytest.mark.journey

DROP = """(place, { content, name }) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], name, { type: "application/zip" }));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


@pytest.mark.usefixtures("worker")
def test_a_package_dropped_onto_its_field_is_checked(new_device: Callable[..., BrowserContext], site: Site) -> None:
    page = sign_in(new_device(), site, make_staff("trainer", ProviderFactory()))
    page.goto(site.url("/admin/scorm/hochladen/"))
    dropped = {"content": base64.b64encode(zipped()).decode(), "name": "hygiene_am_bett.zip"}
    page.locator("[data-drop]").evaluate(DROP, dropped)
    expect(page.get_by_label("Titel")).to_have_value("hygiene am bett")
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_text("nichts zu beanstanden")).to_be_visible()
    assert PackageVersion.objects.get().package.title == "hygiene am bett"
