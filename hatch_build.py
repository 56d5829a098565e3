"""Puts htmx where the pages find it, whenever the package is built or installed.

It comes out of a wheel, by the package's own build requirement: no third-party source is in the
repository, and no page asks another server for it.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TAKEN = "htmx-4.min.js"
VENDOR = Path("asset_service/web/static/vendor")


class CustomBuildHook(BuildHookInterface):
    """Copies one file out of the django-htmx wheel, without importing Django."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        """Raise FileNotFoundError when the wheel has no such file."""
        spec = find_spec("django_htmx")
        if spec is None or spec.origin is None:
            raise FileNotFoundError("django-htmx, which carries htmx, is not there")
        vendor = Path(self.root, VENDOR)
        vendor.mkdir(exist_ok=True)
        shutil.copyfile(
            Path(spec.origin).parent / "static" / "django_htmx" / TAKEN, vendor / "htmx.js"
        )
