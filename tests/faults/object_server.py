"""An S3 server that can be killed and started again on what it had."""

import time

import seaweed
from processes import Kept
from s3_servers import KEY, SECRET, at, with_bucket

from asset_service.adapters.s3_store import S3Store
from asset_service.embedded.program import Program
from asset_service.ports.objects import StoreUnavailable


class ObjectServer:
    """`env` are the product's variables for a bucket of its own there."""

    def __init__(self, folder):
        argv, env, port = seaweed.how(folder)
        self._program = Program(name="weed", argv=tuple(argv), env=env, cwd=folder)
        self._log = folder / "weed.log"
        self._settings = with_bucket(at(port))
        self.env = {
            "S3_ENDPOINT": self._settings.endpoint,
            "S3_ACCESS_KEY": KEY,
            "S3_SECRET_KEY": SECRET,
            "S3_BUCKET": self._settings.bucket,
            "S3_SECURE": "no",
        }
        self._kept = None
        self.start()

    def start(self):
        """Start it, if it is down, and return when it stores."""
        if self._kept is None or not self._kept.alive:
            self._kept = Kept(self._program, self._log, again=False)
        deadline = time.monotonic() + 60
        while True:
            try:
                S3Store(self._settings).put("probe", b"x", "text/plain")
            except StoreUnavailable:
                assert self._kept.alive, self._kept.tail()
                assert time.monotonic() < deadline, self._kept.tail()
                time.sleep(0.1)
            else:
                return

    def kill(self):
        self._kept.end()
