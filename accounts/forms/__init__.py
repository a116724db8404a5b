from accounts.forms.own import (
    ChangePasswordForm,
    ErasureForm,
    LoginForm,
    ProfileForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
    StartCodeForm,
)

__all__ = [
    "ChangePasswordForm",
    "ErasureForm",
    "LoginForm",
    "ProfileForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SignupForm",
    "StartCodeForm",
]
