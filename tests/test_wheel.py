"""A wheel of the checkout does the whole job where the checkout is out of reach."""

from __future__ import annotations

import json
import zipfile

import pytest

from tests.locks import ROOT
from tests.wheel_environment import DemonstrationOfTheWheel, WheelEnvironment

pytestmark = pytest.mark.wheel

# Says what can be imported, and from where.
WHAT_IS_THERE = """
import importlib.util, json, sys
import inspect_tool
wanted = ("tests", "sample_data", "pytest", "mypy", "hatchling")
found = [name for name in wanted if importlib.util.find_spec(name)]
print(json.dumps({"path": sys.path, "package": inspect_tool.__file__, "found": found}))
"""


def test_neither_the_checkout_nor_what_developers_need_is_in_the_environment(
    wheel_environment: WheelEnvironment,
) -> None:
    done = wheel_environment.run(wheel_environment.python, "-c", WHAT_IS_THERE)
    there = json.loads(done.stdout)
    assert there["found"] == []
    assert there["package"].startswith(str(wheel_environment.folder))
    assert not [path for path in there["path"] if path.startswith(str(ROOT))]


def test_the_demonstration_says_nothing_but_its_result(
    demonstration_of_the_wheel: DemonstrationOfTheWheel,
) -> None:
    assert demonstration_of_the_wheel.errors == ""
    assert demonstration_of_the_wheel.told["cases"] == 124


def test_the_demonstration_leaves_every_document_in_the_empty_folder(
    demonstration_of_the_wheel: DemonstrationOfTheWheel, wheel_environment: WheelEnvironment
) -> None:
    assert [one.name for one in wheel_environment.work.iterdir()] == ["demo"]
    reports = demonstration_of_the_wheel.folder / "reports"
    assert {one.name for one in reports.iterdir()} >= {
        "neglect-sample.pdf",
        "neglect-sample.xlsx",
        "neglect-sample.html",
        "neglect-sample-manifest.json",
        "draw-certificate.json",
        "verify_draw.py",
    }


def test_a_new_review_has_its_templates(
    wheel_environment: WheelEnvironment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("new") / "review"
    made = wheel_environment.run(wheel_environment.command, "new", folder)
    assert made.returncode == 0, made.stderr
    shipped = ROOT / "templates"
    framework = (folder / "framework.yaml").read_bytes()
    assert framework == (shipped / "frameworks" / "neglect.yaml").read_bytes()
    written = {path.name for path in (folder / "narrative").iterdir()}
    assert {path.name for path in (shipped / "narrative").iterdir()} <= written


def test_the_wheel_leaves_the_sample_s_generator_and_the_tests_behind(
    wheel_environment: WheelEnvironment,
) -> None:
    (wheel,) = (wheel_environment.folder / "wheel").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {one.partition("/")[0] for one in names} == {
        "inspect_tool",
        f"{wheel.name.split('-py3')[0]}.dist-info",
    }
    assert not [one for one in names if one.startswith("inspect_tool/_sample_data/generate")]
    assert "inspect_tool/_sample_data/review/review.yaml" in names
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    packed = [
        f"inspect_tool/_templates/{path.relative_to(ROOT / 'templates').as_posix()}"
        for path in templates
        if "__pycache__" not in path.parts
    ]
    assert len(packed) > 30
    assert [name for name in packed if name not in names] == []
