"""The reader of wording scales."""

from pathlib import Path

import pytest

from inspect_tool.domain.claims.scale_names import SHIPPED_SCALES
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.documents.wording import BadWordingScaleError, load_wording

SHIPPED = Path(__file__).parents[3] / "templates" / "wording"

SCALE = """\
wording: ours
title: Our words
source: made for a test
status: made up
bands:
  - {words: [most], from: 75%, below: 100%}
"""


def test_every_shipped_scale_is_known_by_its_file_name() -> None:
    assert sorted(one.stem for one in SHIPPED.glob("*.yaml")) == sorted(SHIPPED_SCALES)
    for name in SHIPPED_SCALES:
        assert load_wording(SHIPPED / f"{name}.yaml").wording == name


def test_a_scale_says_where_it_is_from_and_what_is_not_confirmed() -> None:
    scale = load_wording(SHIPPED / "ofsted-2014.yaml")
    assert {one.basis for one in scale.bands} == {"memory"}
    assert {one.basis for one in scale.fractions} == {"proposal"}
    assert "from memory" in scale.status


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: 75%", "from: lots", "lots is not a share: write 1/3, 0.44 or 44%"),
        ("from: 75%", "from: 1/0", "1/0 is not a share"),
        ("from: 75%", "from: true", "a share is written as 1/3, 0.44 or 44%"),
        ("from: 75%", "about: 75%", "it has either `about`, or one of"),
        ("from: 75%, below: 100%", "from: 75%", "it has either `about`, or one of"),
        ("from: 75%", "from: 75%, above: 70%", "it has either `about`, or one of"),
        ("from: 75%", "from: 175%", "its lower limit is above its upper one"),
        ("[most]", "[]", "a list of at least 1 is wanted"),
        ("[most]", "[most, most]", "these words are given twice: most"),
        ("status: made up\n", "", "The document has no `status`"),
        ("title:", "titel:", "did you mean title?"),
    ],
)
def test_a_scale_with_a_fault_is_refused_with_the_fault(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SCALE.replace(old, new), encoding="utf-8")
    with pytest.raises(BadWordingScaleError) as caught:
        load_wording(path)
    assert message in caught.value.problems[0].message
    assert "ours.yaml" in caught.value.message


def test_a_syntax_error_in_a_scale_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text("wording: [", encoding="utf-8")
    with pytest.raises(BadWordingScaleError):
        load_wording(path)


def test_a_duplicate_key_in_a_scale_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(SCALE + "title: Again\n", encoding="utf-8")
    with pytest.raises(BadWordingScaleError, match="written twice here"):
        load_wording(path)


def test_a_missing_scale_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        load_wording(tmp_path / "ours.yaml")
