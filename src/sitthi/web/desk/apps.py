"""Readies the frame."""

from django.apps import AppConfig

__all__ = ["DeskConfig"]


class DeskConfig(AppConfig):
    """The frame as Django knows it."""

    name = "sitthi.web.desk"
    label = "desk"
