"""Background work that a person can watch."""

from jobs.models.job import Job

__all__ = ["Job"]
