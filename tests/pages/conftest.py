"""A film of somebody who is signed in, filled through the services as its pages would."""

from collections.abc import Callable
from typing import Any

import pytest
from fixtures.app import Person, signed_in
from fixtures.film import Film

from asset_service.container import Services
from pages.browser import Browser


@pytest.fixture
def browser(app: Any, person: Person) -> Browser:
    return Browser(signed_in(app, person))


@pytest.fixture
def stranger(app: Any, other: Person) -> Browser:
    """The browser of somebody who has no part in the film."""
    return Browser(signed_in(app, other))


@pytest.fixture
def new_film(services: Services, app_settings: Any, person: Person, browser: Browser) -> Any:
    def make(title: str = "The Long Tide") -> Film:
        project = services.projects.create(person.id, title)
        return Film(services, person, browser, project.id, app_settings.owner_url)

    return make


@pytest.fixture
def film(new_film: Callable[[], Film]) -> Film:
    return new_film()
