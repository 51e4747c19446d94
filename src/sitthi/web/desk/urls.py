"""Every address of the web application."""

from django.conf import settings
from django.urls import include, path

from sitthi.web.desk import home

urlpatterns = [
    path("", home.home, name="home"),
    path("alive", home.alive, name="alive"),
    path("language", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("sitthi.web.accounts.urls")),
    path("", include("sitthi.web.claims.urls")),
    path("", include("sitthi.web.intake.urls")),
    path("", include("sitthi.web.performance.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("gallery", home.gallery, name="gallery"))
