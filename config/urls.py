"""Every address of the site."""

from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from accounts.views import password_change
from config import views

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("sandi/", password_change, name="account_change_password"),
    path("bahasa/", login_not_required(set_language), name="set_language"),
    path("aturan/", views.law, name="law"),
    path("api/v1/", include("api.urls")),
    path("", include("talent.urls")),
    path("", include("jobs.urls")),
    path("", include("succession.urls")),
    path("", include("audit.urls")),
    path("", include("accounts.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("ui/", views.components_page, name="ui")]

handler500 = "config.views.server_error"
