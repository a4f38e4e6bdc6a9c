"""The addresses of the door. The views are allauth's, under our addresses and its names, by which it finds them itself;
what it has beyond (signing up, other addresses of one person) is left out, so that it cannot be reached."""

from allauth.account import views as account
from allauth.mfa.base import views as code
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as totp
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, path, re_path

from opora.web.desk import door, me

SIGN_IN = door.SignIn.as_view()

urlpatterns: list[URLPattern] = [
    path("sign-in/", SIGN_IN, name="sign-in"),
    path("sign-in/", SIGN_IN, name="account_login"),
    path("sign-in/code/", code.authenticate, name="mfa_authenticate"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", code.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/left/", account.account_inactive, name="account_inactive"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("welcome/<uidb64>/<token>/", door.Welcome.as_view(), name="welcome"),
    path("password/", account.password_reset, name="account_reset_password"),
    path("password/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/set/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("me/", me.me, name="mfa_index"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/code/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/code/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/spare-codes/", spare.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/spare-codes/new/", spare.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/spare-codes/file/", spare.download_recovery_codes, name="mfa_download_recovery_codes"),
]
