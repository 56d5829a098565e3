"""One address, three dialects: each is given to the library that reads it."""

import pytest
from flower.utils.broker import Broker
from kombu import Connection
from limits.storage import storage_from_string
from redis import Redis

from asset_service.adapters.broker_url import broker_url, limits_url


@pytest.mark.parametrize(
    "url", ["redis://h:6379/2", "rediss://:pw@h/0", "redis://h", "redis://user:p%40@h:1/0?x=1"]
)
def test_addresses_over_tcp_are_the_same_for_all(url):
    assert broker_url(url) == limits_url(url) == url


def test_a_socket_in_the_three_dialects():
    url = "unix:///run/a.sock?db=3"
    assert broker_url(url) == "redis+socket:///run/a.sock?virtual_host=3"
    assert limits_url(url) == "redis+unix:///run/a.sock?db=3"
    assert broker_url("unix:///run/a.sock") == "redis+socket:///run/a.sock?virtual_host=0"


@pytest.mark.parametrize(
    "login", ["clerk:p%40ss@{}?db=3", "{}?db=3&username=clerk&password=p%40ss"]
)
def test_celery_logs_in_as_redis_py_does(valkey_server, login):
    with Redis.from_url(valkey_server.url) as client:
        client.acl_setuser(
            "clerk", enabled=True, passwords=["+p@ss"], keys=["*"], categories=["+@all"]
        )
    url = "unix://" + login.format(valkey_server.socket)
    with Redis.from_url(url) as ours, Connection(broker_url(url)) as connection:
        theirs = connection.channel().client
        assert theirs.acl_whoami() == ours.acl_whoami() == "clerk"
        assert theirs.client_info()["db"] == ours.client_info()["db"] == 3


def test_a_password_without_a_user_stays_one():
    assert broker_url("unix:///a.sock?password=x") == "redis+socket://:x@/a.sock?virtual_host=0"


def test_celery_flower_and_the_limiter_reach_the_same_server(valkey_server):
    with Connection(broker_url(valkey_server.url)) as connection:
        connection.SimpleQueue("asked here alone").put({"job": 1})
    with Redis.from_url(valkey_server.url) as client:
        assert client.llen("asked here alone") == 1
        client.delete("asked here alone")
    kwargs = Broker(broker_url(valkey_server.url)).redis.connection_pool.connection_kwargs
    assert kwargs["path"] == str(valkey_server.socket)
    assert storage_from_string(limits_url(valkey_server.url)).check()
