from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from asset_service.services.job_views import JobView
from asset_service.web.pages import words
from asset_service.web.pages.forms import scenes_text


def a_job(**facts):
    values = {
        "id": uuid4(),
        "project_id": uuid4(),
        "asset_id": uuid4(),
        "batch_id": uuid4(),
        "status": "queued",
        "stage": "",
        "lane": "images",
        "progress": 0.0,
        "cancel_requested": False,
        "provider": "placeholder",
        "model": "one",
        "prompt": "Mara",
        "negative": "",
        "seed": None,
        "aspect": "2:3",
        "width": 832,
        "height": 1248,
        "options": {},
        "strength": None,
        "warnings": [],
        "style_version": 1,
        "error_code": None,
        "error_message": None,
        "refusal_stage": None,
        "refusal_categories": [],
        "cost_amount": None,
        "cost_currency": None,
        "retry_of": None,
        "retry_id": None,
        "attempt_id": None,
        "attempt_binned": False,
        "tries": 0,
        "created_at": NOW,
        "started_at": None,
        "finished_at": None,
        "due_at": NOW,
    }
    return JobView(**{**values, **facts})


NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86_400, "1 day ago"),
        (3 * 86_400, "3 days ago"),
        (30 * 86_400, "23 Oct 2026"),
    ],
)
def test_a_moment_is_said_in_the_unit_that_matters(seconds, said):
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == said


def test_a_moment_in_full_names_its_time_zone():
    assert words.moment(NOW.replace(day=2)) == "2 Nov 2026, 14:03 UTC"


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (None, ""),
        (Decimal(0), "free"),
        (Decimal("0.36"), "0.36 EUR"),
        (Decimal("0.0042"), "0.0042 EUR"),
        (Decimal(1200), "1200.00 EUR"),
    ],
)
def test_money_is_said_as_exactly_as_it_is(amount, said):
    assert words.price(amount, "EUR") == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (2048, "2 KB"),
        (5_242_880, "5 MB"),
        (1_600_000, "1.5 MB"),
    ],
)
def test_a_size_is_said_in_the_unit_that_reads_best(size, said):
    assert words.bytes_words(size) == said


@pytest.mark.parametrize(
    ("numbers", "shown", "more"),
    [
        ([], [], 0),
        ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], 0),
        ([1, 2, 3, 4, 5, 6, 7], [1, 2, 3, 4, 5], 2),
    ],
)
def test_one_scene_more_is_never_hidden_behind_a_badge(numbers, shown, more):
    assert words.scene_badges(numbers) == (shown, more)


def test_the_longer_name_is_marked_whole():
    pieces = words.marked("Mara Voss and mara.", ["Mara", "Mara Voss"])
    assert pieces == [("Mara Voss", True), (" and ", False), ("mara", True), (".", False)]


@pytest.mark.parametrize("names", [[], [""], [" "]])
def test_without_a_name_nothing_is_marked(names):
    assert words.marked("A (line) of [text].", names) == [("A (line) of [text].", False)]


def test_names_with_signs_are_marked_as_they_are():
    assert words.marked("A (?) B", ["(?)"]) == [("A ", False), ("(?)", True), (" B", False)]


@pytest.mark.parametrize(
    ("numbers", "typed"), [([], ""), ([1, 2], "1, 2"), ([5, 1, 2, 3, 9], "1-3, 5, 9")]
)
def test_scenes_are_typed_as_runs(numbers, typed):
    assert scenes_text(numbers) == typed


def test_what_is_not_known_here_is_said_as_it_is_named():
    assert words.type_plural("vehicle") == "vehicles"
    assert words.change_words("repainted") == "repainted"
    assert words.binned_words(None) == "In the bin"
    assert words.problem_words("images_missing") == ""


@pytest.mark.parametrize(
    ("facts", "title", "reason"),
    [
        ({}, "Queued", ""),
        (
            {"tries": 1, "error_message": "The provider was away."},
            "Queued again",
            "The provider was away. It is tried again.",
        ),
        ({"status": "running", "stage": "storing"}, "Storing", ""),
        ({"status": "running", "stage": "dreaming"}, "Generating", ""),
        ({"status": "running", "cancel_requested": True}, "Cancelling", ""),
        ({"status": "succeeded", "cancel_requested": True}, "Done", ""),
        ({"status": "canceled"}, "Cancelled", ""),
        (
            {"status": "canceled", "attempt_binned": True},
            "Cancelled",
            "Its picture still came: it is in the bin.",
        ),
        ({"status": "refused"}, "Refused by the provider", "No attempt was used."),
        ({"status": "failed"}, "Failed", "No picture came back. No attempt was used."),
    ],
)
def test_a_job_is_one_line_with_its_reason(facts, title, reason):
    line = words.job_line(a_job(**facts))
    assert (line.title, line.reason) == (title, reason)


@pytest.mark.parametrize(("progress", "percent"), [(-1.0, 0), (0.404, 40), (7.0, 100)])
def test_progress_is_a_share_whatever_a_provider_says(progress, percent):
    assert words.job_line(a_job(status="running", progress=progress)).percent == percent


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (1, "next in line"),
        (2, "2nd in line"),
        (3, "3rd in line"),
        (4, "4th in line"),
        (11, "11th in line"),
        (22, "22nd in line"),
        (113, "113th in line"),
        (1201, "1,201st in line"),
    ],
)
def test_a_place_in_the_line_reads_as_english(place, said):
    assert words.in_line(place) == said
    assert words.job_line(a_job(), place).title == f"Queued, {said}"


@pytest.mark.parametrize(
    ("value", "said"),
    [("2026-11-22T10:00:00+00:00", "22 Nov"), ("2025-01-02T10:00:00+02:00", "2 Jan 2025")],
)
def test_a_day_has_its_year_only_when_it_is_another_one(value, said):
    now = datetime(2026, 11, 29, tzinfo=UTC)
    assert words.day(datetime.fromisoformat(value), now) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Mara"], "Mara"),
        (["Mara", "Tom"], "Mara and Tom"),
        (["Mara", "Tom", "Lamp"], "Mara, Tom and Lamp"),
        (["Mara", "Tom", "Lamp", "Rope"], "Mara, Tom and 2 more"),
    ],
)
def test_some_names_are_said_and_the_rest_counted(names, said):
    assert words.some_names(names) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "30 days left"), (25, "29 days left"), (29 * 24 + 1, "less than a day left")],
)
def test_the_bin_counts_its_days_down(hours, said):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert words.days_left(now - timedelta(hours=hours), 30, now) == said
