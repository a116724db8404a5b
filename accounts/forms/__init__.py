from accounts.forms.own import ErasureForm, LoginForm, ProfileForm, ResetPasswordForm, SignupForm, StartCodeForm

__all__ = ["ErasureForm", "LoginForm", "ProfileForm", "ResetPasswordForm", "SignupForm", "StartCodeForm"]
