"""The schema, its browsable page, and addresses that do not exist."""

from functools import lru_cache
from typing import Any, NoReturn

from django.http import Http404
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request

from api.operation import Endpoint


class Generator(SchemaGenerator):
    """The schema, the same for everybody, made once for each language: it takes longer than most pages."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _made(translation.get_language(), self.api_version)


class Made(dict[str, Any]):
    """A schema, with its YAML once somebody asked for that."""

    yaml: bytes | None = None


@lru_cache(maxsize=8)
def _made(language: str | None, version: str | None) -> Made:
    return Made(SchemaGenerator(api_version=version).get_schema(request=None, public=True))


class Yaml(OpenApiYamlRenderer):
    """YAML, written once: of a schema of this size it takes a third of a second."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        """The schema, or what was said instead of it."""
        if not isinstance(data, Made):
            return bytes(super().render(data, accepted_media_type, renderer_context))
        if data.yaml is None:
            data.yaml = super().render(dict(data), accepted_media_type, renderer_context)
        return data.yaml


class PlainYaml(Yaml):
    """The same under its common name."""

    media_type = "application/yaml"


class Schema(SpectacularAPIView):
    """OpenAPI, as YAML or JSON."""

    renderer_classes = [Yaml, PlainYaml, *SpectacularAPIView.renderer_classes[2:]]
    permission_classes = [IsAuthenticated]
    generator_class = Generator


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
