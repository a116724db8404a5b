"""The platform of the other house: nothing to see here."""

urlpatterns: list[object] = []
