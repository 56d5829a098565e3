"""A loopback line to a server, that can be slow, cut or silent."""

import contextlib
import socket
import threading
import time

PIECE = 16 * 1024


class BadLine:
    """Carries every connection to `address`; what it does may be changed at any time.

    `wait` is seconds before each piece upwards, `drip` before each byte downwards, `cut_after`
    how many bytes go up before all connections end, `silent` whether nothing is carried at all,
    `refuses` whether whoever comes is sent away, as by a server that is down. `sent` counts the
    bytes that went up.
    """

    def __init__(self, address):
        self.wait, self.drip, self.cut_after, self.silent, self.sent = 0.0, 0.0, None, False, 0
        self.refuses = False
        self._address = address
        self._ends = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._answer_the_door, daemon=True).start()

    def cut(self):
        for end in list(self._ends):  # none that comes while it is at it
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        """Refuse from now on."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread at the door
        self._door.close()
        self.cut()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        for end in self._ends:
            end.close()

    def _answer_the_door(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                try:
                    far = self._reach()
                except ConnectionError:
                    near.close()
                    continue
                self._ends += [near, far]
                for carry in (self._up, self._down):
                    threading.Thread(target=carry, args=(near, far), daemon=True).start()

    def _reach(self):
        if self.refuses:
            raise ConnectionRefusedError
        return socket.create_connection(self._address)

    def _up(self, near, far):
        for piece in self._pieces(near):
            time.sleep(self.wait)
            if self.cut_after is not None and self.sent + len(piece) > self.cut_after:
                self.cut()
                return
            with contextlib.suppress(OSError):
                far.sendall(piece)
            self.sent += len(piece)
        with contextlib.suppress(OSError):
            far.shutdown(socket.SHUT_RDWR)

    def _down(self, near, far):
        for piece in self._pieces(far):
            step = 1 if self.drip else len(piece)
            for at in range(0, len(piece), step):
                time.sleep(self.drip)
                with contextlib.suppress(OSError):
                    near.sendall(piece[at : at + step])
        with contextlib.suppress(OSError):
            near.shutdown(socket.SHUT_RDWR)

    def _pieces(self, end):
        with contextlib.suppress(OSError):
            while piece := end.recv(PIECE):
                while self.silent:
                    time.sleep(0.05)
                yield piece
