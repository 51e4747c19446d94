"""The addresses of the performance pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
