"""Every address of the web application."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from sitthi.web.accounts.sign_in import shut
from sitthi.web.desk import home

urlpatterns = [
    path("", home.home, name="home"),
    path("alive", home.alive, name="alive"),
    path("language", login_not_required(set_language), name="set_language"),
    re_path(r"^account/(signup|email|confirm-email|password/reset|login/code|3rdparty/signup|social)\b", shut),
    path("account/", include("allauth.urls")),
    path("", include("sitthi.web.accounts.urls")),
    path("", include("sitthi.web.claims.urls")),
    path("", include("sitthi.web.intake.urls")),
    path("", include("sitthi.web.performance.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery", home.gallery, name="gallery"))
