"""What a lead sees of returns and of the steps to a draw; a picture for a page."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.sampling.certificate import CertificateEdition
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.frames.frame_views import show_frames
from inspect_tool.services.overview.pictures import drawn as drawn_figure
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.errors import NotCommittedError
from inspect_tool.services.sampling.returned import FrameStage, ReturnLine, return_of, returns_in
from inspect_tool.services.sampling.steps import commitment_file, proof_files, sample_steps
from inspect_tool.workspace import Workspace


def test_before_the_commitment_frames_are_open_and_afterwards_not(framed: Workspace) -> None:
    with framed.work() as work:
        view = returns_in(work, framed.review)
        assert (view.stage, view.missing) == (FrameStage.OPEN, ())
        assert sample_steps(work).draw_id == ""
        with pytest.raises(NotCommittedError):
            commitment_file(work)
        samples.commit(work, framed.review)
    with framed.reading() as work:
        assert returns_in(work, framed.review).stage is FrameStage.COMMITTED
        steps = sample_steps(work)
        assert steps.commitment is not None
        assert steps.commitment.digest.encode() in commitment_file(work)
        found = return_of(work, framed.review, framed.folder, "ash")
        assert found.line.times == len(found.taken) == 1
        assert "Child Unique ID" in found.official[6][1]
        with pytest.raises(UnknownAuthorityError):
            return_of(work, framed.review, framed.folder, "XXX")


def test_the_certificate_comes_with_what_checks_it(drawn: Workspace) -> None:
    with drawn.reading() as work:
        assert returns_in(work, drawn.review).stage is FrameStage.DRAWN
        packed = proof_files(
            work,
            templates=drawn.templates,
            keys=drawn.keys,
            edition=CertificateEdition.PUBLIC,
        )
    assert sorted(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == [
        "certificate.json",
        "check-tickets.html",
        "public-frame.csv",
        "verify_draw.py",
    ]


def test_problems_are_told_by_cause_questions_first(framed: Workspace) -> None:
    with framed.reading() as work:
        frame = show_frames(work, framed.review)[0]
    kinds = {"blank": 2, "bad-date": 9, "alike-identifiers/aa": 1, "alike-identifiers/bb": 1}
    line = ReturnLine("ASH", "Ashmere", replace(frame, problems=kinds))
    assert line.by_cause == (("alike identifiers", 2), ("bad date", 9), ("blank", 2))
    assert line.problems == 13


def test_a_picture_for_a_page_says_in_words_what_it_shows() -> None:
    figure = Figure(id="f", title="By week", chart=Bars((Bar("2013-W40", 3, 4),)))
    assert "2013-W40 3 of 4" in "".join(drawn_figure(figure))
