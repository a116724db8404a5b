"""Sign-in, cookies, policies of the site. The content host has headers of its own (scorm/headers.py)."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

from lms.config.settings.environment import ENV

IS_EMBEDDED = ENV.mode == "embedded"
SECRET_KEY = ENV.secret_key
KEY_RING = list(ENV.key_ring)
SITE_ORIGIN = ENV.site_origin
CONTENT_ORIGIN = ENV.content_origin  # with {label}, or one fixed origin for all packages
_site = urlsplit(SITE_ORIGIN)
_content = urlsplit(CONTENT_ORIGIN)
_content_host = (_content.hostname or "").replace("{label}", "")
ALLOWED_HOSTS = [_site.hostname or "localhost", _content_host, *ENV.allowed_hosts]
if ENV.mode == "embedded":
    ALLOWED_HOSTS += ["localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
_https = _site.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # our scripts read the token from the page
if _https:
    # With this prefix a browser takes the cookie from this very host only: no name beside or below can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
KNOWN_DEVICE_COOKIE_NAME = "__Host-device" if _https else "device"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if ENV.trusts_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "ui.views.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews of our pages in a frame of its own origin

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, CONTENT_ORIGIN.replace("{label}", "*")],
        "frame-ancestors": [SELF],
    },
}
# Wagtail's own editor widgets carry inline scripts and styles; only its screens get the wider policy.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.auth_backends.AccountsBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LEARNER_HOME = "lernen/"  # the desk, behind the language; staff begins in the back office
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds; the letters say three days
DEMO = False  # true only in settings/demo.py: anybody signs in as anybody
ACCOUNT_ADAPTER = "notifications.account_adapter.LetterAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # our form makes the e-mail optional
ACCOUNT_USERNAME_VALIDATORS = "accounts.usernames.validators"
ACCOUNT_USERNAME_BLACKLIST = ["admin", "administrator", "support", "lernbruecke"]
# Confirmed where there is one (accounts.stages lets people without an address pass); with it, sign-up answers the
# same whether the address is known here or not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to strangers because somebody typed their address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one counts when it is confirmed
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
# A classroom shares one address: limits per address are high, limits per account (key) stay low.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "start_code": "60/m/ip",
}
# Wrong passwords (accounts/sign_in_limits.py): per address of the network, per account from one address, per account
# from everywhere, and per device that has signed in to the account before, which strangers cannot use up.
SIGN_IN_RATES = {
    "address": "100/m/ip",
    "account_here": "5/300s/key",
    "account_anywhere": "30/h/key",
    "known_device": "10/300s/key",
}
if ENV.trusts_proxy:
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
USERSESSIONS_TRACK_ACTIVITY = False
USERSESSIONS_ADAPTER = "accounts.sign_ins.SessionsAdapter"
MFA_ADAPTER = "accounts.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lernbrücke"
MFA_TOTP_TOLERANCE = 1  # one period (30 s) to either side, for phones whose clock is off

SILENCED_SYSTEM_CHECKS = ["security.W019"]  # X_FRAME_OPTIONS above: previews need a frame of their own origin
