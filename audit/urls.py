"""Addresses of the ledger."""

from django.urls import path

from audit import views

urlpatterns = [
    path("audit/", views.event_list, name="ledger"),
    path("audit/periksa/", views.ledger_verify, name="ledger_verify"),
    path("audit/kepala-segel/", views.ledger_heads, name="ledger_heads"),
]
