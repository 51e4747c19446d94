"""The addresses of the performance pages."""

from django.urls import URLPattern, path

from sitthi.web.performance import views

urlpatterns: list[URLPattern] = [
    path("timeliness", views.timeliness, name="timeliness"),
    path("timeliness/steps", views.steps, name="timeliness_steps"),
    path("timeliness/cases", views.timeliness_cases, name="timeliness_cases"),
    path("timeliness/excel", views.timeliness_excel, name="timeliness_excel"),
    path("timeliness/print", views.timeliness_print, name="timeliness_print"),
]
