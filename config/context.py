"""What every page needs for its frame."""

from typing import Any

from django.http import HttpRequest

from accounts.domain.queries import scope


def shell(request: HttpRequest) -> dict[str, Any]:
    """`may`: permissions held anywhere; `my_roles`, `my_agencies`: names; all for the menu."""
    user = getattr(request, "user", None)
    held = scope.assignments(user)
    return {
        "may": {str(permission) for permission in scope.permissions(user)},
        "my_roles": sorted({str(assignment.kind.name) for assignment in held}),
        "my_agencies": sorted({assignment.agency.name for assignment in held if assignment.agency}),
    }
