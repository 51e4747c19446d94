"""The addresses of the claims pages."""

from django.urls import path

from sitthi.web.claims import views_lists

urlpatterns = [
    path("work", views_lists.work, name="work"),
    path("cases", views_lists.cases, name="cases"),
    path("search", views_lists.search, name="search"),
    path("search/<str:token>", views_lists.searched_cases, name="searched"),
    path("views/keep", views_lists.keep_view, name="keep_view"),
    path("views/<int:pk>/forget", views_lists.forget_view, name="forget_view"),
]
