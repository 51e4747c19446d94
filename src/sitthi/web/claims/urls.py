"""The addresses of the claims pages."""

from django.urls import path, register_converter

from sitthi.web.claims import (
    views_acts,
    views_admit,
    views_attachments,
    views_case,
    views_flows,
    views_lists,
    views_prints,
    views_reminders,
    views_slips,
    views_ward,
)


class Token:
    """An opaque id as addresses carry it; an address with anything else is none."""

    regex = "[A-Za-z0-9_-]{1,32}"

    @staticmethod
    def to_python(text: str) -> str:
        """Gives it as it is."""
        return text

    @staticmethod
    def to_url(token: str) -> str:
        """Gives it as it is."""
        return token


register_converter(Token, "token")

urlpatterns = [
    path("work", views_lists.work, name="work"),
    path("cases", views_lists.cases, name="cases"),
    path("search", views_lists.search, name="search"),
    path("search/<token:token>", views_lists.searched_cases, name="searched"),
    path("cases/<token:token>", views_case.case, name="case"),
    path("cases/<token:token>/citizen-id", views_case.reveal, name="reveal"),
    path("cases/<token:token>/act", views_acts.do_act, name="act"),
    path("cases/<token:token>/findings/<int:pk>", views_acts.set_aside, name="set_aside"),
    path("cases/<token:token>/cover", views_prints.cover, name="cover"),
    path("cases/<token:token>/facts", views_admit.facts, name="facts"),
    path("cases/<token:token>/conflicts", views_admit.conflict, name="conflict"),
    path("cases/<token:token>/scans", views_attachments.attach, name="attach"),
    path("scans/<token:token>", views_attachments.attachment, name="attachment"),
    path("work/print", views_prints.work_list_print, name="work_list_print"),
    path("slips/<int:pk>/print", views_prints.slip_print, name="slip_print"),
    path("cases-at-once", views_slips.bulk, name="bulk"),
    path("reminders", views_reminders.reminders, name="reminders"),
    path("reminders/print", views_reminders.reminders, {"on_paper": True}, name="reminders_print"),
    path("slips", views_slips.slips, name="slips"),
    path("slips/<int:pk>", views_slips.slip, name="slip"),
    path("slips/<int:pk>/answer", views_slips.answer_line, name="answer_slip"),
    path("ward", views_ward.ward, name="ward"),
    path("ward/print", views_ward.ward_print, name="ward_print"),
    path("ward/<token:token>/act", views_ward.ward_act, name="ward_act"),
    path("ward/<token:token>/place", views_ward.ward_place, name="ward_place"),
    path("admit", views_admit.admit_patient, name="admit"),
    path("views/keep", views_lists.keep_view, name="keep_view"),
    path("views/<int:pk>/forget", views_lists.forget_view, name="forget_view"),
    path("flows", views_flows.flows, name="flows"),
    path("flows/<int:pk>", views_flows.flow, name="flow"),
    path("flows/<int:pk>/compare", views_flows.flow_compare, name="flow_compare"),
    path("flows/<int:pk>/print", views_flows.flow_print, name="flow_print"),
    path("flows/<int:pk>/edit", views_flows.flow_edit, name="flow_edit"),
]
