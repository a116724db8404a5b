"""What somebody says who wants to enter a course without the one it builds on."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lms.actions.submissions import File
from lms.forms.enrol import EnrolForm
from lms.forms.submissions import document_in, picture_in

REASON_MOST = 2_000  # characters; a sentence or two are asked for
PDF = ("application/pdf",)


class EntryForm(EnrolForm):
    """A proof, a reason, or both; and the name, where the account has none yet."""

    file = forms.FileField(
        label=gettext_lazy("Ihr Nachweis"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf,image/jpeg,image/png"}),
        help_text=gettext_lazy("Zum Beispiel eine Teilnahmebescheinigung. PDF oder Foto (JPEG, PNG), höchstens 15 MB."),
        error_messages={"empty": gettext_lazy("Diese Datei ist leer.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Oder: Warum können Sie auch ohne diesen Kurs teilnehmen?"),
        required=False,
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Ein Satz genügt. Zum Beispiel: was Sie schon gelernt oder gemacht haben."),
        error_messages={"max_length": gettext_lazy("Der Text ist zu lang. Höchstens 2.000 Zeichen.")},
    )

    def __init__(self, *args: Any, learner: User, **kwargs: Any) -> None:
        super().__init__(*args, learner=learner, **kwargs)
        self.received: File | None = None

    def clean_file(self) -> UploadedFile[bytes] | None:
        file = cast("UploadedFile[bytes] | None", self.cleaned_data.get("file"))
        if not file:
            return None
        if (file.size or 0) > settings.SUBMISSION_FILE_MAX_BYTES:
            most = filesizeformat(settings.SUBMISSION_FILE_MAX_BYTES)
            raise forms.ValidationError(_("Die Datei ist zu groß. Höchstens %(most)s.") % {"most": most})
        refusal = _("Diese Datei können wir nicht öffnen. Bitte nehmen Sie ein PDF oder ein Foto (JPEG, PNG).")
        self.received = document_in(file, PDF) or picture_in(file, refusal)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "file" not in self.errors and self.received is None and not (data.get("reason") or "").strip():
            sentence = _("Bitte wählen Sie einen Nachweis, oder schreiben Sie, warum Sie teilnehmen können.")
            if "reason" not in self.errors:
                self.add_error("file", sentence)
        return data
