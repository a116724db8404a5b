"""Apps, middleware, templates and URLs."""

from lms.config.settings.environment import BASE_DIR, ENV

DEBUG = ENV.debug

# Our floors from top to bottom, then the libraries. Templates of ours win over those of the libraries.
HOUSE_APPS = [
    "operations",
    "cms",
    "opening_process",
    "diversity_training",
    "lms",
    "admissions",
    "courses",
    "certificates",
    "surveys",
    "reviews",
    "live_sessions",
    "scorm",
    "notifications",
    "media",
    "accounts",
    "ui",
    "jobs",
    "privacy",
]
INSTALLED_APPS = [
    "lms.config",  # the wiring checks itself
    *HOUSE_APPS,
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "operations.request_log.RequestLog",  # outermost: whatever happens further in has a number
    "ui.headers.BasicHeaders",
    "ui.possible_addresses.PossibleAddresses",
    "operations.doors.OperatorsDoor",  # before the host check: probes come by address, on any host
    "lms.config.hosts.ContentHostMiddleware",  # then content hosts, which never reach what follows
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ui.content_policy.ContentPolicyMiddleware",
    "cms.page_cache.PageCacheMiddleware",  # before sessions: what strangers see needs none
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ui.locale.AddressLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ui.signed_out.SignedOutForms",
    "diversity_training.refusals.ExplainedRefusals",  # around the doors below and in the views
    "accounts.middleware.BackOfficeDoor",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.SecondFactorDoor",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
# The whole chain of the content host (ADR 0012: short, no session, no cookie).
CONTENT_MIDDLEWARE = [  # within the first ones above, which number and log its requests too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]

ROOT_URLCONF = "lms.config.urls"
CONTENT_URLCONF = "lms.config.content_urls"
WSGI_APPLICATION = "lms.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]
FORM_RENDERER = "ui.rendering.HouseRenderer"  # every form of the house looks the same
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
BASE_DIR = BASE_DIR

BACK_OFFICE_PATH = "/admin/"
# (match, request) -> whether this screen opens; the door of the back office asks them about what it does not know.
BACK_OFFICE_GUARDS = ["cms.page_guard.opens"]
# (provider or None, on=day) -> what a letter says about its funding, as ui.parts.FundingNote.
LETTER_FUNDING = "media.letter_logos.funding_notes"
# course -> the course that must be completed before it, or None; lms asks who stands above it.
ENTRY_COURSE = "diversity_training.queries.offers.entry_course"
# event -> (letter=, at=) -> what is so when the letter is sent, for its context; None: nothing is left to tell.
LETTER_FACTS = {
    event: f"courses.actions.session_letters.{facts}"
    for event, facts in {
        "sessions_planned": "facts_of_dates",
        "sessions_changed": "facts_of_dates",
        "session_taken_over": "facts_of_dates",
        "sessions_cancelled": "facts_of_cancellation",
        "session_reminder": "facts_of_reminder",
        "guest_invited": "facts_of_invitation",
    }.items()
} | {
    "seat_invited": "lms.actions.seats.facts_of_invitation",
    "seat_reminder": "lms.actions.seats.facts_of_invitation",
}
FRONT_PATH = ""  # what follows the language prefix where the bare address leads
CATCH_ALL_VIEW = "cms:page"  # answers for any address behind a language
WAGTAIL_SITE_NAME = "Lernbrücke"
WAGTAILADMIN_BASE_URL = ENV.site_origin
WAGTAIL_I18N_ENABLED = True
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000  # ms; an autosave cleans every chooser of a curriculum one by one
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif", "gif"]  # no svg: it runs scripts
WAGTAILIMAGES_IMAGE_MODEL = "media.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "media.Document"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "reviews.finish.publish_released"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
TAGGIT_CASE_INSENSITIVE = True
