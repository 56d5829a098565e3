import io
import itertools
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import lying_decoder
import picture_corpus as corpus
import PIL
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from asset_service.domain.errors import DomainError, PictureRefused, TooLarge, UnsupportedType
from asset_service.imaging.pictures import OTHER_SIZES, PREVIEW, Pictures

KINDS = ("PNG", "JPEG", "WEBP")


@pytest.fixture(scope="module")
def pictures():
    made = Pictures()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lied_to():
    made = Pictures(decoder="lying_decoder")
    yield made
    made.close()


def opened(data):
    return Image.open(io.BytesIO(data), formats=["WEBP"])


@pytest.mark.promise("A20")
def test_pillow_is_not_older_than_its_last_critical_repair():
    assert tuple(int(number) for number in PIL.__version__.split(".")[:2]) >= (13, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_picture_comes_with_its_facts_and_preview(pictures, kind):
    picture = pictures.read(corpus.plain(kind, size=(1600, 900)))
    assert (picture.mime, picture.width, picture.height) == (f"image/{kind.lower()}", 1600, 900)
    assert opened(picture.preview).size == (PREVIEW, 432)
    assert 5 <= len(picture.thumbhash) <= 25


def test_a_small_picture_is_not_enlarged(pictures):
    assert opened(pictures.read(corpus.plain("PNG")).preview).size == (120, 80)


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_size_is_that_of_the_upright_picture(pictures, orientation):
    picture = pictures.read(corpus.turned(orientation))
    assert (picture.width, picture.height) == (120, 80) == opened(picture.preview).size


def test_renditions_come_by_width(pictures):
    made = pictures.renditions(corpus.plain("JPEG", size=(2000, 1000)), [*OTHER_SIZES, 256])
    assert {width: opened(data).size for width, data in made.items()} == {
        256: (256, 128),
        1600: (1600, 800),
    }


def test_no_widths_make_no_renditions(pictures):
    assert pictures.renditions(corpus.plain("PNG"), []) == {}


def test_a_rendition_has_at_least_one_pixel(pictures):
    with pytest.raises(ValueError, match="not 0"):
        pictures.renditions(corpus.plain("PNG"), [256, 0])


def test_fifty_megapixels_are_read(pictures):
    image = Image.linear_gradient("L").resize((10_000, 5_000)).convert("RGB")
    picture = pictures.read(corpus.saved(image, "WEBP", quality=20, method=0))
    assert (picture.width, picture.height) == (10_000, 5_000)


@pytest.mark.parametrize(
    "data",
    [
        corpus.wrong_crc_png(),
        corpus.huge_png(100, 100),
        corpus.jpeg_without_scan(),
        b"\xff\xd8\xff\xd9",
        b"RIFF\x0c\x00\x00\x00WEBPJUNK\x00\x00\x00\x00",
    ],
)
def test_what_passes_the_gate_and_cannot_be_decoded_is_unreadable(pictures, data):
    with pytest.raises(PictureRefused) as caught:
        pictures.read(data)
    assert caught.value.code == "picture_unreadable"


def test_the_gate_stands_before_the_decoder(pictures):
    with pytest.raises(PictureRefused, match="50,000 x 50,000"):
        pictures.read(corpus.huge_png(50_000, 50_000))
    with pytest.raises(UnsupportedType):
        pictures.renditions(b"GIF89a", [256])


def test_the_most_bytes_are_a_setting():
    small = Pictures(max_bytes=100)
    with pytest.raises(TooLarge):
        small.read(corpus.plain("PNG", size=(500, 500)))
    small.close()


def test_a_phone_picture_with_a_broken_index_is_read_as_a_plain_one(pictures):
    data = corpus.mpo()
    at = data.index(b"MPF\x00") + 4
    broken = data[:at] + bytes(20) + data[at + 20 :]
    assert pictures.read(broken).mime == "image/jpeg"


@pytest.mark.promise("A23")
@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_the_file_reaches_the_preview(pictures, kind):
    preview = pictures.read(corpus.with_canaries(kind)).preview
    assert corpus.CANARY not in preview
    assert opened(preview).info.keys() <= {"background", "loop", "timestamp", "duration"}


@pytest.mark.promise("A23")
def test_a_picture_that_is_also_a_page_comes_out_as_a_picture_alone(pictures):
    page = b"<script>alert(1)</script>"
    data = corpus.with_png_chunk(corpus.plain("PNG"), b"tEXt", b"a\x00" + page) + page
    assert page not in pictures.read(data).preview


def test_twenty_threads_get_each_their_own_picture(pictures):
    sizes = [(40 + number, 30) for number in range(20)]
    files = [corpus.plain(kind, size=size) for size, kind in zip(sizes, itertools.cycle(KINDS))]
    with ThreadPoolExecutor(20) as pool:
        read = list(pool.map(pictures.read, files))
    assert [(picture.width, picture.height) for picture in read] == sizes


@pytest.mark.promise("A20")
def test_reading_goes_on_after_the_helper_process_was_killed(pictures):
    pictures.read(corpus.plain("PNG"))
    os.kill(pictures._sandbox._zygote._process.pid, signal.SIGKILL)
    assert pictures.read(corpus.plain("PNG")).width == 120


@pytest.mark.parametrize("lie", sorted(lying_decoder.ANSWERS.keys() - {"honest"}))
def test_a_decoder_that_was_taken_over_is_not_believed(lied_to, lie):
    with pytest.raises(PictureRefused) as caught:
        lied_to.read(corpus.plain("PNG") + b"|%s|" % lie.encode())
    assert caught.value.code == "picture_unreadable"


def test_the_same_decoder_is_believed_when_it_tells_the_truth(lied_to):
    assert lied_to.read(corpus.plain("PNG") + b"|honest|").preview == lying_decoder.GOOD


def verdict(pictures, data):
    try:
        preview = pictures.read(data).preview
    except DomainError as error:
        return "refused" if error.code.startswith("picture_") else error.code
    return "read" if max(opened(preview).size) <= PREVIEW else "too large"


@pytest.mark.promise("A20")
@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 3),
)
def test_any_damage_is_refused_or_read(pictures, kind, changes, cut):
    damaged = bytearray(corpus.plain(kind))
    for at, value in changes:
        damaged[at % len(damaged)] = value
    assert verdict(pictures, bytes(damaged[: len(damaged) - cut])) in {"refused", "read"}
