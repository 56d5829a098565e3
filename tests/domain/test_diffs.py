from hypothesis import given
from hypothesis import strategies as st

from asset_service.domain.diffs import Said, compare

TEXTS = st.text(alphabet="ab c.\n\u00e4", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(first, second):
    runs = compare(first, second)
    assert "".join(run.text for run in runs if run.said is not Said.SECOND) == first
    assert "".join(run.text for run in runs if run.said is not Said.FIRST) == second


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text):
    assert {run.said for run in compare(text, text)} <= {Said.BOTH}


def test_a_word_that_is_changed_is_changed_whole():
    runs = compare("A grey coat.", "A great coat.")
    assert [(run.text, run.said) for run in runs] == [
        ("A ", Said.BOTH),
        ("grey ", Said.FIRST),
        ("great ", Said.SECOND),
        ("coat.", Said.BOTH),
    ]
