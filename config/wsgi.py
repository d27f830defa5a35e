"""The WSGI entry point; production unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("ESTAFET_MODE", "production")

application = get_wsgi_application()
