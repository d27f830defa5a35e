"""The address of a job's progress."""

from django.urls import path

from jobs import views

urlpatterns = [path("pekerjaan/<int:pk>/", views.job_page, name="job")]
