"""The product's web application, with the bank for a provider: `gunicorn web_app:app`."""

from arranged import arrange

arrange()

from wsgi import __getattr__  # noqa: E402, F401 - it builds what gunicorn asks for
