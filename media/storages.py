"""Storages of this house."""

from typing import NoReturn

from django.core.files.storage import FileSystemStorage


class AddresslessStorage(FileSystemStorage):
    """Files without a URL: Django would fall back to MEDIA_URL and give an address that looks public."""

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("private files have no address; a view that asks who is looking serves them")
