"""How much the tests try, and reviews that are built once for all of them.

Long proofs (simulations, histories, kills at every moment, thousands of made-up examples) run as
a slice that is the same on every machine and on every day, and so do the files of journeys, of
which a sixth of the tests run where no file is named: whoever works on a file runs all of it.
`--whole`, which `make prove` gives, runs everything whole, with examples that differ from run to
run.
"""

from __future__ import annotations

import gc
import os
from collections import Counter
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, settings

from tests import (
    compiled_once,
    copied_reader,
    fonts_once,
    on_postgresql,
    proved_once,
    throw_away_server,
)
from tests.made_once import MadeOnce
from tests.on_postgresql import loaded_databases, postgresql_server
from tests.read_twice import make_review_to_read_twice
from tests.sampled_review import make_sampled_review
from tests.stages import STAGES, Stages, make_stages
from tests.tampered_review import make_full_review

pytest_plugins = ["tests.wheel_environment"]

# What is made while tests are collected stays to the end; looking through it for what could go
# would take as long as the collecting.
gc.disable()
# And seldom among what a test makes: it was 6% of their time.
gc.set_threshold(20_000, 20, 20)
compiled_once.share()
copied_reader.share()
fonts_once.share()
proved_once.share()

__all__ = ["loaded_databases", "postgresql_server"]  # fixtures of every folder

ONE_JOURNEY_IN = 6
EXAMPLES = 25
EXAMPLES_OF_THE_WHOLE = 400


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="run every long proof whole")
    parser.addoption("--postgresql", action="store_true", help="do all on PostgreSQL too")
    parser.addoption("--journeys", action="store_true", help="run all journeys, not a sixth")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "proof(part): a long proof, of which `part` cases are run")
    config.addinivalue_line("markers", "journeys: long tests; a run of everything has a sixth")
    config.addinivalue_line("markers", "one_engine(why): not done on files and on PostgreSQL")
    config.addinivalue_line("markers", "when_named(uses, why): not in a run of everything")
    config.addinivalue_line("markers", "every_run: a journey that no run of everything leaves out")
    whole = config.getoption("--whole")
    # One profile for every test. There is no deadline: how fast the machine is proves nothing.
    settings.register_profile(
        "inspect_tool",
        deadline=None,
        max_examples=EXAMPLES_OF_THE_WHOLE if whole else EXAMPLES,
        derandomize=not whole,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.load_profile("inspect_tool")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Do tests of the store and of services on PostgreSQL too, all or a slice of them."""
    node = metafunc.definition.nodeid
    asked = bool(metafunc.config.getoption("postgresql"))
    is_done = on_postgresql.is_done_on_both(node, is_asked_for=asked)
    if "on_engine" not in metafunc.fixturenames or not is_done:
        return
    marks = list(metafunc.definition.iter_markers("one_engine"))
    if marks:
        on_postgresql.left_out[marks[0].args[0]] += 1
        return
    if asked or metafunc.config.getoption("whole") or on_postgresql.is_in_slice(node):
        as_before = pytest.param("sqlite", id=pytest.HIDDEN_PARAM)
        both = (as_before, pytest.param("postgresql", id="postgresql"))
        metafunc.parametrize("on_engine", both, indirect=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that all others of the run report to what was done on PostgreSQL."""
    if hasattr(session.config, "workeroutput"):
        done = (dict(on_postgresql.counted), dict(on_postgresql.left_out))
        session.config.workeroutput["on_postgresql"] = done


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Put together what the processes of the run tell."""
    done, left_out = getattr(node, "workeroutput", {}).get("on_postgresql", ({}, {}))
    on_postgresql.counted.update(done)
    on_postgresql.left_out |= Counter(left_out)  # each has looked at all tests


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what became of the tests on PostgreSQL."""
    reason = throw_away_server.why_none()
    if reason:
        terminalreporter.write_line(f"Nothing was tried on PostgreSQL: {reason}.")
        return
    done = on_postgresql.counted
    if done["tests"]:
        terminalreporter.write_line(
            f"On PostgreSQL: {done['tests']} tests that also ran on files, of which "
            f"{done['opened']} opened {done['databases']} databases there."
        )
    options = terminalreporter.config.option
    if on_postgresql.left_out and (options.whole or options.postgresql):
        reasons = sorted(on_postgresql.left_out.items())
        said = "; ".join(f"{why} ({number})" for why, number in reasons)
        terminalreporter.write_line(f"Not on both engines, with the reason: {said}.")


def pytest_collection(session: pytest.Session) -> None:
    """Have the second process begin at the end: what one has compiled, the other takes."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" and not session.config.option.file_or_dir:
        root = session.config.rootpath
        for path in sorted((root / "tests").rglob("test_*.py"), reverse=True):
            import_module(".".join(path.relative_to(root).with_suffix("").parts))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the slice of every long proof, and of journeys, chosen by the names of the tests."""
    if config.getoption("--whole"):
        return
    wanted = any(map(config.getoption, ("journeys", "file_or_dir", "keyword")))
    kept: Counter[str] = Counter()
    left_out: set[pytest.Item] = set()
    for item in sorted(items, key=lambda item: _lot(item.nodeid)):
        name = item.nodeid.partition("[")[0]
        proof = item.get_closest_marker("proof")
        if proof is not None:
            kept[name] += 1
            if kept[name] > proof.kwargs["part"]:
                left_out.add(item)
        elif not wanted and _is_journey(item) and _lot(name)[0] % ONE_JOURNEY_IN:
            left_out.add(item)
        if not wanted and _is_run_when_named(item):
            left_out.add(item)
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _is_journey(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("journeys") and not item.get_closest_marker("every_run"))


def _is_run_when_named(item: pytest.Item) -> bool:
    """Whether a test uses what takes seconds to make, and what it proves is proved otherwise."""
    fixtures = getattr(item, "fixturenames", ())
    marks = item.iter_markers("when_named")
    return any(mark.kwargs["why"] and mark.kwargs["uses"] in fixtures for mark in marks)


def _lot(name: str) -> bytes:
    """A number that the name of a test alone decides."""
    return sha256(name.encode()).digest()


def pytest_collection_finish() -> None:
    """Look for what can go from now on, but not among what was there before the first test."""
    gc.freeze()
    gc.enable()


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Have a process of several tell how each test ended, and of setting up and down only faults.

    Three reports a test and who began when cost the processes a fourth of a short test's time.
    """
    if not hasattr(item.config, "workerinput") or item.config.option.durations:
        return None
    for report in runtestprotocol(item, log=False, nextitem=nextitem):
        if report.when == "call" or not report.passed:
            item.ihook.pytest_runtest_logreport(report=report)
    return True


@pytest.fixture(scope="session")
def whole(pytestconfig: pytest.Config) -> bool:
    """Whether long proofs are run whole."""
    return bool(pytestconfig.getoption("--whole"))


@pytest.fixture
def started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in processes that are started as the tool starts them, not copied."""
    copied_reader.start_anew(monkeypatch)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """Folders that are made once a run, whichever process of the tests needs one first."""
    base = tmp_path_factory.getbasetemp()
    return MadeOnce(base.parent if base.name.startswith("popen-") else base)


@pytest.fixture(scope="session")
def stages(made_once: MadeOnce) -> Stages:
    """The small review after each stage, and its case workbooks as they came back."""
    made = made_once.folder("stages", make_stages)
    return {name: made / name for name in (*STAGES, "workbooks")}


@pytest.fixture(scope="session")
def sampled_once(made_once: MadeOnce) -> Path:
    """A small review whose sample has everything that can happen to one."""
    return made_once.folder("sampled", lambda base: make_sampled_review(base / "review")) / "review"


@pytest.fixture(scope="session")
def shown_once(made_once: MadeOnce) -> Path:
    """The same with percentages from a base of 5, so that tables show them."""
    changes = {"reporting": {"percentages_from": 5}}
    made = made_once.folder("shown", lambda base: make_sampled_review(base / "review", **changes))
    return made / "review"


@pytest.fixture(scope="session")
def to_read_twice_once(made_once: MadeOnce) -> Path:
    """A review with eight cases, each with a first and a second reader and nothing recorded."""
    return made_once.folder("to-read-twice", make_review_to_read_twice) / "review"


@pytest.fixture(scope="session")
def full_once(made_once: MadeOnce) -> Path:
    """A folder with a review that has rows in every table, and what it was on the way there."""
    return made_once.folder("full", make_full_review)
