"""The sample script that comes with the product, written for it."""

from importlib import resources

SAMPLE_NAME = "the_last_lamp.fountain"
SAMPLE_TITLE = "The Last Lamp"


def sample_script() -> bytes:
    return (resources.files("asset_service.samples") / SAMPLE_NAME).read_bytes()
