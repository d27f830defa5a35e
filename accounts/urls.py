"""Addresses of user administration; signing in is in config.urls."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("pengguna/", views.user_list, name="users"),
    path("pengguna/<int:pk>/", views.user_page, name="user"),
    path("pengguna/<int:pk>/peran/", views.role_grant, name="role_grant"),
    path("pengguna/<int:pk>/peran/<int:assignment>/cabut/", views.role_revoke, name="role_revoke"),
]
