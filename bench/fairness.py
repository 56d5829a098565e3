"""One person sends two hundred bombs: how long does somebody else's picture take to be read?

A bomb is a picture as large as we take, which one child needs seconds for. Beside it stands the
same picture on an idle machine: its p95 shall stay below twice that. `./dev bench fairness`
"""

import io
import statistics
import threading
import time
from collections import Counter

from PIL import Image

from asset_service.domain.errors import DomainError, TooMany
from asset_service.imaging.pictures import Pictures

BOMBS = 200
SENDERS = 20
TIMES = 40
BOMB_SIZE = (7000, 7000)


def png(size: tuple[int, int]) -> bytes:
    held = io.BytesIO()
    Image.effect_noise((64, 64), 90).resize(size).convert("RGB").save(held, "PNG", compress_level=1)
    return held.getvalue()


def p95(pictures: Pictures, data: bytes) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds of a picture of somebody else's."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        pictures.read(data, "eve")
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main() -> None:
    pictures = Pictures(children=2)
    small, bomb = png((320, 200)), png(BOMB_SIZE)
    pictures.read(small)
    idle = p95(pictures, small)
    told: Counter[str] = Counter()
    left = iter(range(BOMBS))
    lock, done = threading.Lock(), threading.Event()

    def send() -> None:
        mine = None
        while not done.is_set():
            with lock:
                mine = next(left, None) if mine is None else mine
            if mine is None:
                return
            try:
                pictures.read(bomb, "ada")
                told["read"] += 1
                mine = None
            except TooMany:
                told["429"] += 1
                done.wait(0.1)
            except DomainError as error:
                mine = None
                told[error.code] += 1

    threads = [threading.Thread(target=send) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    busy = p95(pictures, small)
    done.set()
    for thread in threads:
        thread.join()
    pictures.close()
    for what, (p50, high) in (("idle", idle), ("beside 200 bombs", busy)):
        print(f"{what:<17} p50 {p50:6.1f} ms   p95 {high:6.1f} ms")
    print(f"ratio of the p95 {busy[1] / idle[1]:.2f}; bombs: {dict(told)}")


if __name__ == "__main__":
    main()
