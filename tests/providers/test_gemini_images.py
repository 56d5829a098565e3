import dataclasses
from decimal import Decimal

import pytest

from asset_service.adapters.providers.gemini_images import GeminiProvider
from asset_service.domain.money import Money
from asset_service.domain.pricing import PriceKind, PriceSheet, Usage
from asset_service.ports.providers import (
    BadRequest,
    Cancelled,
    NotConfigured,
    ProviderDown,
    Unsupported,
)
from providers.gemini_server import (
    KEY,
    MODEL,
    RESPONSE_ID,
    GeminiServer,
    draws,
    either,
    gives,
    good,
    parts_of,
    picture_part,
)
from providers.scripted_server import answers, waits
from providers.vendor_kit import (
    Watcher,
    capabilities,
    entry,
    failing,
    picture,
    references,
    request,
    signed_png,
)

PICTURE = signed_png()
ABLE = capabilities(seed=True, options={"thinking": ("medium", "high")}, max_refs=3)


@pytest.fixture
def server():
    with GeminiServer() as server:
        yield server


def provider(server, *, key=KEY, able=ABLE, settings=None, **changes):
    return GeminiProvider(entry(server.origin, key, MODEL, able=able, settings=settings, **changes))


def draw(server, asked=None, watcher=None, *, act=None, **told):
    server.script.append(act or draws(PICTURE))
    return provider(server, **told).submit(asked or request(MODEL), (watcher or Watcher()).context)


def test_the_bytes_come_through_as_they_were_sent(server):
    image = draw(server).images[0]
    assert image.data == PICTURE
    assert (image.mime, image.has_c2pa) == ("image/png", True)


def test_the_shape_the_size_and_the_seed_are_asked_for(server):
    sizes = {"image_sizes": {"1024x1536": "1K"}}
    done = draw(server, request(MODEL, seed=7), settings=sizes)
    told = server.asked[0].json["generationConfig"]
    assert told["imageConfig"] == {"aspectRatio": "2:3", "imageSize": "1K"}
    assert (told["seed"], told["responseModalities"]) == (7, ["IMAGE"])
    assert done.images[0].seed == 7


def test_a_size_without_a_word_asks_for_the_shape_alone(server):
    draw(server, request(MODEL, aspect="16:9", size=(1536, 864)))
    told = server.asked[0].json["generationConfig"]
    assert told == {"responseModalities": ["IMAGE"], "imageConfig": {"aspectRatio": "16:9"}}


def test_how_much_it_thinks_can_be_chosen(server):
    draw(server, request(MODEL, options={"thinking": "high"}))
    told = server.asked[0].json["generationConfig"]
    assert either(either(told, "thinkingConfig"), "thinkingLevel") == "HIGH"


def test_references_arrive_in_order_before_the_text_and_without_their_names(server):
    refs = references("PNG", "JPEG", "WEBP")
    draw(server, request(MODEL, refs=refs))
    kinds = ["image/png", "image/jpeg", "image/webp"]
    sent = [(kind, ref.data) for kind, ref in zip(kinds, refs, strict=True)]
    assert parts_of(server.asked[0].json) == [*sent, "a keeper on the stairs"]
    assert b"Secret name" not in server.asked[0].body


@pytest.mark.parametrize(("version", "path"), [(None, "/v1beta"), ("v1", "/v1")])
def test_the_version_of_the_api_is_one_of_two(server, version, path):
    told = {"api_version": version} if version else {}
    plain = entry(server.origin, KEY, MODEL, able=ABLE)
    server.script.append(draws(PICTURE))
    made = GeminiProvider(dataclasses.replace(plain, settings=told))
    made.submit(request(MODEL), Watcher().context)
    assert server.asked[0].path == f"{path}/models/{MODEL}:generateContent"


def test_a_draft_among_the_thoughts_is_not_the_picture(server):
    draft = picture_part(picture(shade=9), thought=True)
    done = draw(server, act=gives(good(draft, picture_part(PICTURE))))
    assert [image.data for image in done.images] == [PICTURE]


def test_names_in_snake_case_are_read_too(server):
    part = picture_part(PICTURE)
    done = draw(server, act=gives(good({"inline_data": part["inlineData"]})))
    assert done.images[0].data == PICTURE


def test_the_url_safe_alphabet_is_read_too(server):
    part = picture_part(PICTURE)
    blob = part["inlineData"]
    blob["data"] = blob["data"].replace("+", "-").replace("/", "_")
    assert draw(server, act=gives(good(part))).images[0].data == PICTURE


def test_what_was_counted_is_what_it_costs_thoughts_at_the_price_of_words(server):
    sheet = PriceSheet(
        PriceKind.TOKENS,
        text_in=Decimal("1.5"),
        image_in=Decimal("1.5"),
        image_out=Decimal(30),
        text_out=Decimal("7.5"),
    )
    done = draw(server, able=capabilities(price=sheet))
    assert done.usage == Usage(
        text_tokens=12, image_tokens=1120, output_tokens=1120, text_output_tokens=310
    )
    assert done.cost == Money(Decimal("0.037623"), "USD")


def test_a_count_without_details_is_taken_for_pictures_and_text(server):
    counted = {"promptTokenCount": 12, "candidatesTokenCount": 1120}
    done = draw(server, act=draws(PICTURE, usageMetadata=counted))
    assert done.usage == Usage(text_tokens=12, output_tokens=1120, text_output_tokens=0)


def test_an_estimate_is_made_without_asking(server):
    sheet = PriceSheet(PriceKind.IMAGES, per_image=Decimal("0.04"))
    able = capabilities(price=sheet)
    assert provider(server, able=able).estimate(request(MODEL)) == Money(Decimal("0.040000"), "USD")
    assert server.asked == []


def test_an_answer_that_tells_nothing_else_is_a_picture_all_the_same(server):
    body = {"candidates": [{"content": {"parts": [picture_part(PICTURE)]}}]}
    done = draw(server, act=gives(body))
    assert (done.images[0].data, done.meta, done.request_id) == (PICTURE, {}, "")


def test_nothing_counted_is_an_unknown_cost(server):
    sheet = PriceSheet(PriceKind.TOKENS, image_out=Decimal(30))
    done = draw(server, act=draws(PICTURE, usageMetadata={}), able=capabilities(price=sheet))
    assert (done.usage, done.cost) == (None, None)


def test_what_else_was_told_is_kept_for_the_record(server):
    done = draw(server, act=draws(PICTURE, finish="MAX_TOKENS"))
    assert done.meta == {
        "model": MODEL,
        "words": "Here it is.",
        "finish_reason": "MAX_TOKENS",
    }
    assert done.request_id == RESPONSE_ID


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_the_bytes_say_what_kind_it_is_and_not_the_server(server, kind, mime):
    part = picture_part(picture(kind), mime="image/png")
    assert draw(server, act=gives(good(part))).images[0].mime == mime


def test_an_answer_that_wants_to_be_continued_is_not_posted_again(server):
    body = good(picture_part(PICTURE), finish="CONTINUATION")
    body["candidates"][0]["continuationToken"] = body["continuationToken"] = "dG9rZW4="
    server.script += [gives(body), gives(body)]
    provider(server).submit(request(MODEL), Watcher().context)
    assert (len(server.asked), server.paid) == (1, 1)


def test_a_negative_prompt_and_a_seed_that_it_does_not_take_are_named(server):
    done = draw(server, request(MODEL, seed=7, negative="fog"), able=capabilities())
    assert len(done.warnings) == 2
    assert done.images[0].seed is None
    assert "seed" not in server.asked[0].json["generationConfig"]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"aspect": "21:9"}, Unsupported),
        ({"size": (64, 96)}, Unsupported),
        ({"options": {"quality": "high"}}, Unsupported),
        ({"options": {"thinking": "low"}}, BadRequest),
        ({"refs": references("PNG", "PNG", "PNG", "PNG")}, Unsupported),
        ({"seed": 2**31}, BadRequest),
        ({"model": "imagen-4"}, Unsupported),
    ],
)
def test_what_the_model_cannot_do_is_said_before_anything_is_sent(server, changes, kind):
    error = failing(provider(server), request(MODEL, **changes))
    assert type(error) is kind
    assert server.asked == []


def test_a_job_that_was_cancelled_is_not_sent(server):
    watcher = Watcher()
    watcher.cancel.set()
    assert type(failing(provider(server), request(MODEL), watcher)) is Cancelled
    assert server.asked == []


def test_a_picture_that_comes_after_the_cancel_is_brought_all_the_same(server):
    watcher = Watcher()

    def act(line):
        watcher.cancel.set()
        waits(0.1, draws(PICTURE))(line)

    assert draw(server, watcher=watcher, act=act).images[0].data == PICTURE
    assert server.paid == 1
    assert not provider(server).cancel("whatever")


def test_a_check_asks_after_each_model_and_spends_nothing(server):
    provider(server).check()
    assert [asked.path for asked in server.asked] == [f"/v1beta/models/{MODEL}"]
    assert server.paid == 0


def test_a_check_tells_a_refused_key_a_lost_model_and_a_server_that_is_down(server):
    with pytest.raises(NotConfigured):
        provider(server, key="AIza-another-one").check()
    server.models = ()
    with pytest.raises(NotConfigured):
        provider(server).check()
    server.__exit__()
    with pytest.raises(ProviderDown):
        provider(server).check()


def test_a_check_tells_a_web_page_from_a_server_of_pictures(server):
    server.usual = answers(200, b"<!doctype html><p>Hello", content_type="text/html")
    with pytest.raises(NotConfigured):
        provider(server).check()


@pytest.mark.parametrize(
    ("settings", "able"),
    [
        ({"image_sizes": "1K"}, ABLE),
        ({"image_sizes": {"1024x1024": 1}}, ABLE),
        ({"steps": 20}, ABLE),
        ({}, capabilities(negative=True)),
        ({}, capabilities(options={"quality": ("high",)})),
        ({}, capabilities(options={"thinking": ("a lot",)})),
    ],
)
def test_what_gemini_cannot_do_is_refused_when_it_is_built(server, settings, able):
    with pytest.raises(NotConfigured):
        provider(server, settings=settings, able=able)


def test_variables_of_the_library_do_not_lead_it_elsewhere(server, monkeypatch):
    monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GOOGLE_API_KEY", "of-another-account")
    assert draw(server).images[0].data == PICTURE


def test_there_is_nothing_to_ask_after(server):
    with pytest.raises(Unsupported):
        provider(server).poll("handle", Watcher().context)
