"""What a stranger has: the verifier in Python and the page for a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.certificate import (
    Occasion,
    Since,
    certificate_json,
    make_certificate,
)
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.domain.sampling.draw import Loss
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from tests.domain.sampling.browser import browse, needs_node
from tests.domain.sampling.forged_certificates import (
    GROWN,
    PATHS,
    SEED,
    VERIFIER,
    WHOLE,
    Stranger,
    add_more_than_there_are,
    add_no_case,
    add_nothing,
    add_to_a_stratum_that_is_not_there,
    changed,
    commit_too_late,
    drop_a_loss,
    extend_at_no_time,
    extend_before_the_seed,
    forge,
    leave_no_first_draw,
    make_the_sample_larger,
    pad_a_unit,
    pick_a_case_of_the_first_draw,
    pick_somebody_without_a_rank,
    pick_twice,
    reseal,
    say_that_there_is_nothing,
    swap_ranks,
    turn_the_extensions,
    turn_the_picked,
)
from tests.examples import one_in


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    return Stranger(tmp_path)


# ------------------------------------------------------------------ verification by a stranger


def test_a_stranger_finds_that_it_holds_and_sees_what_was_checked(stranger: Stranger) -> None:
    result = stranger.verify(WHOLE, stranger.frame)
    assert result.returncode == 0
    assert result.stdout.count("  right") == 26
    assert "the frame of 24 units is the committed one" in result.stdout
    assert result.stdout.endswith("cannot say whether it was drawn as committed.\n")


def test_without_the_frame_a_stranger_is_told_what_was_left_out(stranger: Stranger) -> None:
    result = stranger.verify(WHOLE)
    assert result.returncode == 0
    assert "Without the commitment that was published before the seed and the public frame" in (
        result.stdout
    )


@pytest.mark.proof(part=16)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: "-".join(map(str, path)))
def test_a_stranger_notices_any_one_changed_value(
    path: tuple[Any, ...], stranger: Stranger
) -> None:
    result = stranger.verify(changed(path))
    assert result.returncode == 1
    assert "FAILS" in result.stdout


def test_a_frame_in_parts_is_the_same_frame(stranger: Stranger) -> None:
    lines = stranger.frame.read_text(encoding="utf-8").splitlines()
    parts = []
    for name, rows in (("one", lines[1:8]), ("two", lines[8:])):
        path = stranger.folder / f"{name}.csv"
        path.write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8-sig")
        parts.append(path)
    assert stranger.verify(WHOLE, *parts).returncode == 0
    assert stranger.verify(WHOLE, parts[0]).returncode == 1


@pytest.mark.parametrize("text", ["nothing", "\ufffe", ""])
def test_a_file_that_is_no_certificate_cannot_be_read(text: str, stranger: Stranger) -> None:
    result = stranger.verify(text)
    assert result.returncode == 2
    assert "Cannot be read" in result.stderr


@pytest.mark.parametrize("name", ["draw", "authorities", "release"])
def test_who_asks_a_verifier_for_help_is_told_how_it_is_called(name: str) -> None:
    program = VERIFIER / f"verify_{name}.py"
    result = subprocess.run(
        [sys.executable, "-I", program, "--help"], check=False, capture_output=True, text=True
    )
    assert result.returncode == 2
    assert f"verify_{name}.py" in result.stderr


@pytest.mark.parametrize("text", ["[]", "{}", "7", '{"digest": 7}'])
def test_json_of_another_form_fails(text: str, stranger: Stranger) -> None:
    assert stranger.verify(text).returncode == 1


def test_a_stranger_without_files_sees_how_to_use_it(stranger: Stranger) -> None:
    words = [sys.executable, "-I", str(VERIFIER / "verify_draw.py")]
    result = subprocess.run(words, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "python3 verify_draw.py certificate.json public-frame.csv" in result.stderr
    missing = stranger.verify(WHOLE, stranger.folder / "missing.csv")
    assert missing.returncode == 2


FIELDS = st.text(st.sampled_from('ab|%, "é\u0323🦊\u2028'), min_size=1, max_size=5).filter(
    str.strip
)


@one_in(5)
@given(data=st.data())
def test_the_stranger_agrees_with_the_tool_on_any_draw(data: st.DataObject, tmp_path: Path) -> None:
    names = data.draw(st.lists(FIELDS, min_size=2, max_size=9))
    frame = [
        FrameUnit(name, f"{place}{name}", names[place % 2]) for place, name in enumerate(names)
    ]
    drawn = draw_stratified(
        frame, {frame[0].stratum: (1, data.draw(st.integers(0, 2)))}, draw_id=names[0], seed=SEED
    )
    lost = Loss(*drawn.units[0].place, "not_open", "2026-07-03T09:00:00+00:00")
    losses = [lost] if data.draw(st.booleans()) else []
    occasion = Occasion(seed_source=names[-1])
    made = make_certificate(drawn, occasion=occasion, since=Since(losses=losses))
    assert verify_certificate(made, frame) == []
    stranger = Stranger(tmp_path)
    rows = [
        '"' + '","'.join(f.replace('"', '""') for f in (u.list_id, u.unit_id, u.stratum)) + '"'
        for u in frame
    ]
    stranger.frame.write_text("\n".join(["list_id,unit_id,stratum", *rows, ""]), encoding="utf-8")
    assert stranger.verify(certificate_json(made), stranger.frame).returncode == 0
    broken = json.loads(certificate_json(made))
    broken["units"][0]["ticket"] = "0" * 64
    assert stranger.verify(reseal(broken), stranger.frame).returncode == 1


# ------------------------------------------------------------------ the page for a browser


@needs_node
@pytest.mark.parametrize("sha256", ["own", "browser"])
def test_the_page_finds_that_it_holds(sha256: str, stranger: Stranger) -> None:
    result = browse(stranger, WHOLE, sha256)
    assert result.returncode == 0, result.stdout
    assert result.stdout.count("true") == 26


@needs_node
def test_the_page_knows_what_came_later(stranger: Stranger) -> None:
    result = browse(stranger, GROWN, "own")
    assert result.returncode == 0, result.stdout
    assert "extensions by 2 cases leave a first draw of 2" in result.stdout
    assert "units picked by hand (2) were no cases of the first draw" in result.stdout


@pytest.mark.proof(part=4)
@needs_node
@pytest.mark.parametrize(
    "change",
    [
        add_nothing,
        add_no_case,
        add_more_than_there_are,
        add_to_a_stratum_that_is_not_there,
        leave_no_first_draw,
        turn_the_extensions,
        extend_before_the_seed,
        extend_at_no_time,
        pick_a_case_of_the_first_draw,
        pick_somebody_without_a_rank,
        turn_the_picked,
        pick_twice,
    ],
)
def test_the_page_notices_forgeries_of_what_came_later(
    change: Callable[[dict[str, Any]], None], stranger: Stranger
) -> None:
    assert browse(stranger, forge(change, of=GROWN), "own").returncode == 1


@needs_node
def test_the_page_takes_no_empty_list_of_extensions(stranger: Stranger) -> None:
    assert browse(stranger, forge(say_that_there_is_nothing), "own").returncode == 1


@needs_node
@pytest.mark.parametrize(
    "change", [swap_ranks, drop_a_loss, make_the_sample_larger, pad_a_unit, commit_too_late]
)
def test_the_page_notices_forgeries(
    change: Callable[[dict[str, Any]], None], stranger: Stranger
) -> None:
    assert browse(stranger, forge(change), "own").returncode == 1


def test_the_page_asks_nothing_of_a_network() -> None:
    page = (VERIFIER / "check-tickets.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    for word in ("http:", "https:", "fetch(", "XMLHttpRequest", "src=", "@import"):
        assert word not in page
