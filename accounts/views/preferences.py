"""How the back office looks for one person. Name, address and password stand in the person's own account."""

from __future__ import annotations

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel


class PreferencesView(AccountView):  # type: ignore[misc]
    """Wagtail's account page without the panels for first name, last name and picture, which a person here has not."""

    def get_panels(self) -> list[Any]:
        return [
            panel
            for panel in super().get_panels()
            if not isinstance(panel, (NameEmailSettingsPanel, AvatarSettingsPanel))
        ]


preferences = require_admin_access(PreferencesView.as_view())
