"""The addresses of the claims pages."""

from django.urls import path

from sitthi.web.claims import (
    views_acts,
    views_admit,
    views_attachments,
    views_case,
    views_lists,
    views_prints,
    views_slips,
    views_ward,
)

urlpatterns = [
    path("work", views_lists.work, name="work"),
    path("cases", views_lists.cases, name="cases"),
    path("search", views_lists.search, name="search"),
    path("search/<str:token>", views_lists.searched_cases, name="searched"),
    path("cases/<str:token>", views_case.case, name="case"),
    path("cases/<str:token>/citizen-id", views_case.reveal, name="reveal"),
    path("cases/<str:token>/act", views_acts.do_act, name="act"),
    path("cases/<str:token>/findings/<int:pk>", views_acts.set_aside, name="set_aside"),
    path("cases/<str:token>/cover", views_prints.cover, name="cover"),
    path("cases/<str:token>/facts", views_admit.facts, name="facts"),
    path("cases/<str:token>/conflicts", views_admit.conflict, name="conflict"),
    path("cases/<str:token>/scans", views_attachments.attach, name="attach"),
    path("scans/<str:token>", views_attachments.attachment, name="attachment"),
    path("work/print", views_prints.work_list_print, name="work_list_print"),
    path("slips/<int:pk>/print", views_prints.slip_print, name="slip_print"),
    path("cases-at-once", views_slips.bulk, name="bulk"),
    path("slips", views_slips.slips, name="slips"),
    path("slips/<int:pk>", views_slips.slip, name="slip"),
    path("slips/<int:pk>/answer", views_slips.answer_line, name="answer_slip"),
    path("ward", views_ward.ward, name="ward"),
    path("ward/print", views_ward.ward_print, name="ward_print"),
    path("ward/<str:token>/act", views_ward.ward_act, name="ward_act"),
    path("ward/<str:token>/place", views_ward.ward_place, name="ward_place"),
    path("admit", views_admit.admit_patient, name="admit"),
    path("views/keep", views_lists.keep_view, name="keep_view"),
    path("views/<int:pk>/forget", views_lists.forget_view, name="forget_view"),
]
