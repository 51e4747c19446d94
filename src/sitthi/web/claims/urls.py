"""The addresses of the claims pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
