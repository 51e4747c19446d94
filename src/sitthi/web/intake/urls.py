"""The addresses of the intake pages."""

from django.urls import path

from sitthi.web.intake import views

urlpatterns = [
    path("intake", views.intake, name="intake"),
    path("intake/upload", views.upload, name="upload"),
    path("intake/<str:token>", views.upload_page, name="upload_page"),
    path("intake/<str:token>/job", views.job, name="upload_job"),
    path("intake/<str:token>/accept", views.accept, name="accept_upload"),
    path("intake/<str:token>/withdraw", views.withdraw, name="withdraw_upload"),
    path("intake/<str:token>/fix-list", views.fix_list, name="fix_list"),
]
