"""Who may come in, and as what."""

from accounts.models.assignment import RoleAssignment
from accounts.models.user import User

__all__ = ["RoleAssignment", "User"]
