"""The ASGI entry point; production unless the environment says otherwise."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("ESTAFET_MODE", "production")
os.environ["ESTAFET_WEB"] = "1"  # on PostgreSQL a connection shows no row until a request opens its user's

application = get_asgi_application()
