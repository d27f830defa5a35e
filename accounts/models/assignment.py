"""A role held by a user over a scope."""

from django.conf import settings
from django.db import models

from accounts.roles import Role, Roles


class RoleAssignment(models.Model):
    """`agency` for roles over agencies, `employee` for one's own data, neither for the installation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=30, choices=[(role.code, role.name) for role in Roles.ALL.values()])
    agency = models.ForeignKey("talent.Agency", models.PROTECT, null=True, related_name="+")
    employee = models.ForeignKey("talent.Employee", models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=list(Roles.ALL)), name="assignment_role_known"),
            models.CheckConstraint(
                condition=models.Q(agency=None) | models.Q(employee=None), name="assignment_one_scope"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=models.Q(ended_at=None, agency__isnull=False),
                name="assignment_once_per_agency",
            ),
        ]

    @property
    def kind(self) -> Role:
        return Roles.ALL[self.role]
