"""A provider with its section of the website, and a page of another one."""

import pytest

from cms.actions import tree
from cms.models import FreePage
from cms.queries import pages
from tests.factories.accounts import ProviderFactory


@pytest.fixture
def provider(at):
    made = ProviderFactory(name="Träger A")
    tree.provider_section(provider=made, at=at)
    return made


@pytest.fixture
def section(provider):
    return pages.section_for(provider)


@pytest.fixture
def foreign(at):
    other = ProviderFactory(name="Träger B")
    root = tree.provider_section(provider=other, at=at)
    return tree.add(parent=root, page=FreePage(title="GEHEIM", slug="geheim"), at=at, live=False)
