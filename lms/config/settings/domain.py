"""Numbers and wirings of the field, each with unit and reason."""

from lms.config.settings.environment import ENV

# Which app tells what it holds about a person, top floor first, so that erasing respects PROTECT.
SUBJECT_DATA: list[str] = [
    "cms.subject_data",
    "opening_process.subject_data",
    "diversity_training.subject_data",
    "lms.subject_data",
    "admissions.subject_data",
    "courses.subject_data",
    "surveys.subject_data",
    "certificates.subject_data",
    "reviews.subject_data",
    "live_sessions.subject_data",
    "scorm.subject_data",
    "media.subject_data",
    "notifications.subject_data",
    "accounts.subject_data",
    "privacy.subject_data",
]

# What is removed once a day when its time is over: dotted functions (*, at) -> number of rows.
RETENTION: list[str] = [
    "cms.actions.barriers.forget_reporters",
    "opening_process.actions.retention.remove_untouched",
    "diversity_training.actions.requests.remove_old_contacts",
    "diversity_training.actions.desk_access.forget_old",
    "diversity_training.actions.team.remove_old_substitutions",
    "media.actions.private_files.sweep_orphans",
    "notifications.inactivity.remind_and_erase",
    "notifications.actions.remove_old_letters",
    "courses.actions.recordings.delete_expired",
    "live_sessions.actions.recording_sync.sweep",
    "live_sessions.actions.retention.remove_old_intervals",
    "lms.actions.retention.remove_old_stays",
    "lms.actions.guest_signups.remove_old",
    "lms.actions.entry_requests.remove_old",
    "admissions.actions.seats.empty_old_invitations",
    "lms.actions.retention.empty_old_submissions",
    "surveys.actions.retention.remove_old_sheets",
    "scorm.actions.retention.remove_late_commits",
    "scorm.actions.retention.remove_call_logs",
    "scorm.actions.retention.close_stale_launches",
    "scorm.actions.retention.forget_names",
    "scorm.actions.retention.remove_previews",
    "scorm.actions.retention.empty_old_attempts",
    "scorm.actions.retention.give_up_checks",
    "scorm.actions.retention.sweep_orphans",
    "accounts.actions.start_codes.remove_spent",
    "privacy.actions.remove_old_audit_entries",
]
AUDIT_RETENTION_DAYS = 5 * 365  # proof of who changed rights and results, as long as funders may ask
LETTER_RETENTION_DAYS = 90  # like logs: long enough to answer "I never got a letter"
INACTIVE_REMINDER_DAYS = (670, 700)  # since the last sign-in: 22 and 23 months
INACTIVE_ACCOUNT_DAYS = 730  # 24 months, then the account is erased
DESK_ACCESS_DAYS = 30  # a link that makes the account of an employer's HR; the provider sends a new one on demand
TRAINING_REQUEST_CONTACT_DAYS = 365  # an employer may come back to a request within a year
OPENING_PROCESS_DAYS = 5 * 365  # after the last change: two cycles of a year, and time to come back to them
OPENING_PROCESS_WARNING_DAYS = 60  # before that its HR people are told, so that they can take it along
OPENING_REMINDER_DAYS = {"measure": 7, "review": 14}  # before the day: a week to act, two to find a date for a group
SMALLEST_GROUP = 5  # people; figures about fewer are not shown (works-council practice; the tables refuse less too)
# How much less likely each further point is by which a stored sum of answers is off: by none in 43 of 100 cases, by one
# in 34, by more than three in 4. The mean of seven people is off by 0.2, that of fourteen by 0.1 (standard deviation).
SURVEY_BLUR = 0.4
SURVEY_SHEET_DAYS = 200  # after a round is closed: the last one comes 8 to 12 weeks after a training
SURVEY_TEXT_DAYS = 730  # what people wrote, once read, serves to make the next training better
SUBMISSION_TEXT_DAYS = 90  # after the run: the follow-up is part of it, afterwards nobody needs the words any more
ENTRY_HOLD_DAYS = 7  # a place is kept while staff look at a proof; a week leaves time for a colleague to stand in
ENTRY_PROOF_DAYS = 30  # after the decision: time to ask back, then nobody needs the proof any more
START_CODE_DAYS = 30  # a sheet of paper is handed over within a month, or made anew

# kind -> handler(payload=…, at=…, progress=…); jobs knows nobody above it, so the names are text.
JOB_KINDS: dict[str, str] = {
    "certificates.issue": "certificates.actions.issuing.run_job",
    "courses.remind": "courses.actions.reminders.run_job",
    "courses.run_cancelled": "lms.actions.closing.run_job",
    "live_sessions.delete_recording": "live_sessions.actions.recording_server.run_deletion_job",
    "live_sessions.show_recording": "live_sessions.actions.recording_server.run_show_job",
    "live_sessions.sync_recordings": "live_sessions.actions.recording_sync.run_job",
    "live_sessions.check_end": "live_sessions.actions.ending.check_end",
    "live_sessions.end_detached": "live_sessions.actions.ending.end_detached",
    "live_sessions.reconcile": "live_sessions.actions.ending.reconcile",
    "live_sessions.take_analytics": "live_sessions.actions.taking.take_analytics",
    "live_sessions.take_events": "live_sessions.actions.taking.take_events",
    "lms.move_to_version": "lms.actions.package_moves.run_job",
    "lms.session_attendance": "lms.actions.attendance.run_job",
    "notifications.send": "notifications.actions.send",
    "reviews.expire": "reviews.actions.publishing.run_expiry",
    "reviews.publish": "reviews.actions.publishing.run_publication",
    "scorm.check_package": "scorm.actions.checks.run_job",
}

# model -> module with publish(revision=, parts=, by=) and expire(content=), for releases and planned days.
CONTENT_KINDS: dict[str, str] = {
    "courses.course": "courses.actions.going_live",
    "courses.unit": "courses.actions.going_live",
    "wagtailcore.page": "cms.actions.going_live",
}
JOB_LEASE_SECONDS = 120  # a worker silent for longer than this has lost its job
JOB_MAX_ATTEMPTS = 8

CERTIFICATE_NUMBER_PREFIX = "IQ"  # the programme, first part of IQ-NI-2026-000123-7F4KQ9PX; letters only
CERTIFICATE_NUMBER_GAP = 9  # most numbers left out before the next, drawn by lot: nobody counts certificates by them
RUN_CLOSING_DAYS = 7  # a run says "closing" during the last days of its window
# Attempts at the public check, in the notation of allauth; "key" counts per certificate, whoever asks.
CERTIFICATE_RATES = {"number": "30/10m/ip", "name": "10/10m/ip,60/d/key"}
# Forms that anybody may send (ui.limits.may_send): name of the form -> limit; "*" for those without one of their own.
# A code of 60 bits is not found by trying; a class that types one together shares an address.
FORM_RATES = {
    "*": "40/h/ip",
    "training_request": "40/h/ip,5/d/key",
    "guest_signup": "40/h/ip,5/d/key",
    "seat_code": "90/h/ip",
}
# Calendar apps ask for a feed by themselves, some every few minutes; addresses that open nothing count per sender.
CALENDAR_RATES = {"feed": "60/h/key", "unknown": "120/h/ip"}
SEATS_MOST = 200  # that one block of an employer may have; a run for more people is several runs
SEAT_REPLACEMENT_DAYS = 3  # after the day of return, for the person who steps in for somebody
SEAT_REMINDER_DAYS = 5  # after an invitation that nobody answered
SEAT_LAST_CALL_DAYS = 3  # before the day of return
SEATS_RETURN_TOLD_DAYS = 7  # before the day of return, when seats are still unclaimed: HR may yet invite
SEATS_RETURNED_TOLD_DAYS = 7  # after the day of return, for a clock that stood still; later it is no news
OFFER_ENDS_TOLD_DAYS = 5  # before an employer's offer runs out
SEAT_INVITATION_DAYS = 90  # after the run: then name and address of the invited are removed
BARRIER_REPLY_DAYS = 28  # § 12b BGG: an answer within a month
BARRIER_CONTACT_DAYS = 365  # after a report is closed, then nobody knows any more who sent it
TEACHING_UNIT_MINUTES = 45  # 1 UE = 45 min, DIN ISO 29993 practice

# The engine of SCORM packages imports no app of ours; these names connect it (lms/config/scorm_wiring.py).
SCORM_OWNER_MODEL = "accounts.Provider"
SCORM_STORAGE = "scorm"
SCORM_AUDIT = "lms.config.scorm_wiring.audit"
SCORM_MAY = "lms.config.scorm_wiring.may"
SCORM_ENQUEUE = "lms.config.scorm_wiring.enqueue"
SCORM_COMMIT_MAX_BYTES = 1_000_000  # body of one commit, before and after inflating
SCORM_UPLOAD_MAX_BYTES = 500 * 1024 * 1024

# BigBlueButton (ADR 0019): the client, and whether a server may be spoken to without TLS (only when trying out).
BBB_CLIENT_CLASS = "live_sessions.bbb.named.NamedClient"
BBB_ALLOW_HTTP = ENV.mode == "embedded"
ATTENDANCE_INTERVAL_DAYS = 365  # raw comings and goings, as long as somebody may ask how hours were counted
# The kind of job (of JOB_KINDS) by which the floor above counts a context's presence again, with {"context_key": uuid};
# the engine writes one whenever what it knows of the context has changed. "": nobody wants to hear.
LIVE_SESSIONS_CHANGED = "lms.session_attendance"
BBB_CA_FILE = ENV.bbb_ca_file  # certificates of an own authority; empty: those every browser knows

GUEST_SIGNUP_HOURS = 48  # to confirm one's address; until then no place is taken
CERTIFICATE_MIN_PERCENT = 80  # of a Diversity training's teaching units, to be certified (DOMAIN 3a)
SESSION_MIN_PERCENT = 80  # of a session counts as attended; the rule of the chambers (IHK), changed per session
LIVE_UNIT_MIN_PERCENT = 80  # of the scheduled time of a unit's sessions, attended or made up for (ADR 0021)
SESSION_OPENS_FOR_STAFF_MINUTES = 30  # before the start: time to try sound and slides
SESSION_OPENS_FOR_LEARNERS_MINUTES = 10  # before the start: time to find the room
SESSION_REMINDER_HOURS = (24, 1)  # before the start: a day to arrange things, an hour to find the device
SESSION_CLOSES_AFTER_MINUTES = 15  # after the planned end: who lost the line comes back while the last words are said
# Joins per person: a bad line comes back often, a script more often. In the notation of allauth.
JOIN_RATES = {"join": "30/5m/key", "play": "30/5m/key"}
JOIN_PAUSE_SECONDS = 20  # after a server did not answer, nobody of that session asks again before
SUBMISSION_FILE_MAX_BYTES = 15 * 1024 * 1024  # a photo of a good phone camera, or some scanned pages
SESSION_SLIDES_MAX_BYTES = 30 * 1024 * 1024  # what a BigBlueButton server takes
SESSION_SLIDES_MOST = 5  # files that a room is given when it opens
SESSION_SERIES_MOST = 200  # dates that one series may have; three evenings a week for more than a year

LEARNER_QUIET_DAYS = 10  # without a visit to the course, and the coordination is told to ask how it is going
FEW_PLACES = 3  # a card tells the number of free places when there are no more than these
PAGE_CACHE_SECONDS = 60  # what strangers see is kept this long; free places and days move without anybody's doing
