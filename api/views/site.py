"""The schema, its browsable page, and addresses that do not exist."""

from typing import Any, NoReturn

from django.http import Http404
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from api.operation import Endpoint


class Schema(SpectacularAPIView):
    """OpenAPI, as YAML or JSON."""

    permission_classes = [IsAuthenticated]


class Documentation(SpectacularSwaggerSplitView):
    """The schema as a page; its script has an address of its own, for the content security policy."""

    permission_classes = [IsAuthenticated]
    template_name = "api/documentation.html"
    url_name = "api:schema"


# Unlike an endpoint, the page sends people to the sign-in page.
documentation = Documentation.as_view()
documentation.login_required = True  # type: ignore[attr-defined]


class Nowhere(Endpoint):
    """Whatever no endpoint answers is a problem too, not a page."""

    http_method_names = [*Endpoint.http_method_names, "put", "patch", "delete", "options"]

    @extend_schema(exclude=True)
    def get(self, request: Request, **path: Any) -> NoReturn:
        """Always 404."""
        raise Http404

    post = put = patch = delete = options = get
