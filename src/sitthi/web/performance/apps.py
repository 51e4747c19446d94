"""Readies the performance pages."""

from django.apps import AppConfig

__all__ = ["PerformanceConfig"]


class PerformanceConfig(AppConfig):
    """The performance pages as Django knows them."""

    name = "sitthi.web.performance"
    label = "performance"
