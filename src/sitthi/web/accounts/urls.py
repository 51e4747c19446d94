"""The addresses of the accounts pages."""

from django.urls import URLPattern, path, re_path

from sitthi.web.accounts import views_audit, views_people

urlpatterns: list[URLPattern] = [
    path("people", views_people.people_list, name="people"),
    path("people/add", views_people.add_person, name="person_add"),
    path("people/<int:person>", views_people.person_page, name="person"),
    path("people/<int:person>/roles", views_people.give_role, name="person_role"),
    path("people/<int:person>/roles/<int:role>/take", views_people.take_role, name="person_role_take"),
    path("people/<int:person>/password", views_people.replace_password, name="person_password"),
    path("people/<int:person>/shut-out", views_people.shut_out, name="person_shut_out"),
    path("people/<int:person>/let-in", views_people.let_in, name="person_let_in"),
    path("people/<int:person>/second-step", views_people.remove_second_step, name="person_second_step"),
    path("audit", views_audit.audit, name="audit"),
    re_path(r"^audit\.(?P<form>csv|xlsx)$", views_audit.audit_export, name="audit_export"),
]
