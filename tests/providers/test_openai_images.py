import dataclasses
from decimal import Decimal

import pytest

from asset_service.adapters.providers.openai_images import OpenAIProvider
from asset_service.domain.money import Money
from asset_service.domain.pricing import PriceKind, PriceSheet, Usage
from asset_service.ports.providers import (
    BadRequest,
    Cancelled,
    NotConfigured,
    ProviderDown,
    Unsupported,
)
from providers.openai_server import KEY, MODEL, REQUEST_ID, OpenAIServer, draws, fields_of, good
from providers.scripted_server import answers, waits
from providers.vendor_kit import (
    Watcher,
    capabilities,
    encoded,
    entry,
    failing,
    local,
    picture,
    references,
    request,
    signed_png,
)

PICTURE = signed_png()


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def lenient():
    with OpenAIServer(lenient=True) as server:
        yield server


def provider(server, *, key=KEY, able=None, settings=None, **changes):
    return OpenAIProvider(
        entry(server.base_url, key, MODEL, able=able, settings=settings, **changes)
    )


def draw(server, asked=None, watcher=None, *, act=None, **told):
    server.script.append(act or draws(PICTURE))
    return provider(server, **told).submit(asked or request(MODEL), (watcher or Watcher()).context)


def test_the_bytes_come_through_as_they_were_sent(server):
    image = draw(server).images[0]
    assert image.data == PICTURE
    assert (image.mime, image.has_c2pa) == ("image/png", True)


def test_one_picture_of_the_size_is_asked_for_and_nothing_else(server):
    draw(server)
    asked = server.asked[0]
    assert asked.path == "/v1/images/generations"
    told = {"model": MODEL, "prompt": "a keeper on the stairs", "n": 1, "size": "1024x1536"}
    assert asked.json == told


def test_options_are_sent_as_they_were_chosen(server):
    able = capabilities(options={"quality": ("medium", "high"), "output_compression": ("80",)})
    chosen = {"quality": "high", "output_compression": "80"}
    draw(server, request(MODEL, options=chosen), able=able)
    assert server.asked[0].json["quality"] == "high"
    assert server.asked[0].json["output_compression"] == 80


def test_references_arrive_in_order_and_without_their_names(server):
    refs = references("PNG", "JPEG", "WEBP")
    draw(server, request(MODEL, refs=refs))
    sent = [part for part in server.asked[0].form if part[1] is not None]
    assert server.asked[0].path == "/v1/images/edits"
    assert [(name, data) for name, _, _, data in sent] == [("image[]", ref.data) for ref in refs]
    assert [kind for _, _, kind, _ in sent] == ["image/png", "image/jpeg", "image/webp"]
    assert b"Secret name" not in server.asked[0].body


def test_an_edit_tells_the_same_fields_as_a_new_picture(server):
    able = capabilities(options={"quality": ("high",)}, max_refs=3)
    asked = request(MODEL, refs=references("PNG"), options={"quality": "high"})
    draw(server, asked, able=able)
    told = fields_of(server.asked[0])
    assert told == {
        "model": MODEL,
        "prompt": "a keeper on the stairs",
        "n": "1",
        "size": "1024x1536",
        "quality": "high",
    }


def test_what_was_counted_is_what_it_costs(server):
    sheet = PriceSheet(
        PriceKind.TOKENS, text_in=Decimal(5), image_in=Decimal(8), image_out=Decimal(30)
    )
    done = draw(server, able=capabilities(price=sheet))
    assert done.usage == Usage(text_tokens=12, image_tokens=1000, output_tokens=1584)
    assert done.cost == Money(Decimal("0.055580"), "USD")
    assert done.request_id == REQUEST_ID


def test_without_a_count_the_cost_is_unknown_and_not_nothing(server):
    sheet = PriceSheet(PriceKind.TOKENS, image_out=Decimal(30))
    done = draw(server, act=draws(PICTURE, usage=None), able=capabilities(price=sheet))
    assert done.usage is None
    assert done.cost is None


def test_words_that_came_out_are_counted_apart_from_pictures(server):
    usage = {"output_tokens": 1600, "output_tokens_details": {"image_tokens": 1584}}
    usage["output_tokens_details"]["text_tokens"] = 16
    done = draw(server, act=draws(PICTURE, usage=usage))
    assert done.usage == Usage(output_tokens=1584, text_output_tokens=16)


def test_what_else_was_told_is_kept_for_the_record(server):
    data = [{"b64_json": encoded(PICTURE), "revised_prompt": "a keeper, oils"}]
    done = draw(server, act=draws(PICTURE, data=data))
    assert done.meta["revised_prompt"] == "a keeper, oils"
    assert done.meta["quality"] == "medium"


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_the_bytes_say_what_kind_it_is_and_not_the_server(server, kind, mime):
    done = draw(server, act=draws(picture(kind), output_format="png"))
    assert done.images[0].mime == mime


def test_a_seed_and_a_negative_prompt_that_it_does_not_take_are_named(server):
    done = draw(server, request(MODEL, seed=7, negative="fog"))
    assert len(done.warnings) == 2
    assert done.images[0].seed is None
    assert "seed" not in server.asked[0].json


def test_a_compatible_server_that_takes_them_is_told_them(lenient):
    able = local(seed=True, negative=True)
    done = draw(lenient, request(MODEL, seed=7, negative="fog"), able=able)
    assert lenient.asked[0].json["seed"] == 7
    assert lenient.asked[0].json["negative_prompt"] == "fog"
    assert (done.images[0].seed, done.warnings) == (7, ())


def test_base64_is_asked_for_only_where_the_settings_say_so(lenient):
    draw(lenient)
    draw(lenient, settings={"response_format": True, "moderation": "low"})
    first, second = (asked.json for asked in lenient.asked)
    assert "response_format" not in first
    assert (second["response_format"], second["moderation"]) == ("b64_json", "low")


def test_a_server_without_a_key_is_sent_none_not_even_of_another_account(lenient, monkeypatch):
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-another-account")
    draw(lenient, key="")
    assert "authorization" not in lenient.asked[0].headers
    assert "of-another-account" not in str(lenient.asked[0].headers)


def test_the_account_is_named_where_the_settings_name_it(server):
    provider = OpenAIProvider(
        dataclasses.replace(
            entry(server.base_url, KEY, MODEL),
            settings={"organization": "org-1", "project": "proj-2"},
        )
    )
    server.script.append(draws(PICTURE))
    provider.submit(request(MODEL), Watcher().context)
    assert server.asked[0].headers["openai-organization"] == "org-1"
    assert server.asked[0].headers["openai-project"] == "proj-2"


def test_a_data_address_is_a_picture_too(lenient):
    data = [{"url": f"data:image/png;base64,{encoded(PICTURE)}"}]
    assert draw(lenient, act=draws(b"", data=data)).images[0].data == PICTURE


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"aspect": "21:9"}, Unsupported),
        ({"size": (64, 96)}, Unsupported),
        ({"options": {"style": "vivid"}}, Unsupported),
        ({"options": {"quality": "hd"}}, BadRequest),
        ({"refs": references("PNG", "PNG", "PNG", "PNG")}, Unsupported),
        ({"model": "dall-e-3"}, Unsupported),
    ],
)
def test_what_the_model_cannot_do_is_said_before_anything_is_sent(server, changes, kind):
    able = capabilities(options={"quality": ("medium", "high")})
    error = failing(provider(server, able=able), request(MODEL, **changes))
    assert type(error) is kind
    assert server.asked == []


def test_a_reference_that_is_no_picture_is_not_sent(server):
    broken = dataclasses.replace(references("PNG")[0], data=b"GIF89a")
    assert type(failing(provider(server), request(MODEL, refs=(broken,)))) is BadRequest
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


def test_a_check_asks_for_the_list_of_models_and_spends_nothing(server):
    provider(server).check()
    assert [(asked.method, asked.path) for asked in server.asked] == [("GET", "/v1/models")]
    assert server.paid == 0


def test_a_compatible_server_without_a_list_of_models_passes_the_check(lenient):
    provider(lenient).check()


def test_a_check_tells_a_refused_key_and_a_server_that_is_down(server):
    with pytest.raises(NotConfigured):
        provider(server, key="sk-another-one").check()
    server.__exit__()
    with pytest.raises(ProviderDown):
        provider(server).check()


def test_a_check_tells_a_web_page_from_a_server_of_pictures(lenient):
    lenient.usual = answers(200, b"<!doctype html><p>Hello", content_type="text/html")
    with pytest.raises(NotConfigured):
        provider(lenient).check()


@pytest.mark.parametrize(
    "settings", [{"stream": "yes"}, {"sampler": "euler"}, {"partial_images": 4}]
)
def test_settings_that_are_not_known_are_refused_when_it_is_built(server, settings):
    with pytest.raises(NotConfigured):
        provider(server, settings=settings)


def test_an_estimate_is_made_without_the_library_and_without_asking(server):
    sheet = PriceSheet(PriceKind.IMAGES, per_image=Decimal("0.04"))
    able = capabilities(price=sheet)
    assert provider(server, able=able).estimate(request(MODEL)) == Money(Decimal("0.040000"), "USD")
    assert server.asked == []


def test_there_is_nothing_to_ask_after(server):
    with pytest.raises(Unsupported):
        provider(server).poll("handle", Watcher().context)


def test_a_good_answer_of_the_server_is_what_the_protocol_says():
    assert set(good(PICTURE)) >= {"created", "data", "usage", "output_format"}
