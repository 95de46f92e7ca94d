"""What the web server calls."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
os.environ.setdefault("PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
