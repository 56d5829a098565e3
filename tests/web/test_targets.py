import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from asset_service.web.targets import local_target, sign_in_address

pytestmark = pytest.mark.promise("B56")


@pytest.mark.parametrize("path", ["/", "/projects/1", "/projects?x=1&y=%20", "/a/b#c"])
def test_our_own_pages_are_targets(path):
    assert local_target(path) == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\b",
        "https://evil.example",
        "javascript:alert(1)",
        " /projects",
        "/\t/evil.example",
        "/\n/evil.example",
        "/pro\0jects",
        "/caf\u00e9",
        "projects",
        "/\u2028",
        "/%5c/evil.example/../..\\evil",
        "/.\\evil.example",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "http:evil.example",
        "/\x00/evil.example",
    ],
)
def test_everything_else_leads_to_the_start_page(target):
    assert local_target(target) == "/"


@pytest.mark.parametrize(
    ("method", "path", "address"),
    [
        ("GET", "/projects/1?tab=2", "/sign-in?next=/projects/1%3Ftab%3D2"),
        ("GET", "/", "/sign-in"),
        ("POST", "/projects", "/sign-in"),
    ],
)
def test_the_entrance_leads_back_to_a_page_that_was_read(method, path, address):
    request = Request(EnvironBuilder(path=path, method=method).get_environ())
    assert sign_in_address(request) == address
