"""Numbers and wirings of the field, each with unit and reason."""

# Which app tells what it holds about a person, top floor first, so that erasing respects PROTECT.
SUBJECT_DATA: list[str] = []

# kind -> handler(payload=…, at=…, progress=…); jobs knows nobody above it, so the names are text.
JOB_KINDS: dict[str, str] = {
    "certificates.issue": "certificates.actions.issuing.run_job",
}
JOB_LEASE_SECONDS = 120  # a worker silent for longer than this has lost its job
JOB_MAX_ATTEMPTS = 8

CERTIFICATE_NUMBER_PREFIX = "IQ"  # the programme, first part of IQ-NI-2026-000123-7F4KQ9PX; letters only
TEACHING_UNIT_MINUTES = 45  # 1 UE = 45 min, DIN ISO 29993 practice

# The engine of SCORM packages imports no app of ours; these names connect it (lms/config/scorm_wiring.py).
SCORM_OWNER_MODEL = "accounts.Provider"
SCORM_STORAGE = "scorm"
SCORM_AUDIT = "lms.config.scorm_wiring.audit"
SCORM_MAY = "lms.config.scorm_wiring.may"
SCORM_ENQUEUE = "lms.config.scorm_wiring.enqueue"
SCORM_UPLOAD_MAX_BYTES = 500 * 1024 * 1024
