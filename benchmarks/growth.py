"""How the commands of a whole review grow from 11 authorities to 38 and to 152.

Makes reviews of 12 cases an authority, 60 questions, a tenth read twice, three revisions an answer
(two by the services, the third from filled-in workbooks), and runs the real commands on them, each
in a process of its own. Prints the CPU seconds of the process and its children, the peak memory of
the largest one, and how often the CPU of the smallest review a larger one takes. Beside them, by
the same measure, stand readers and writers that do nothing but read or write the same files.

    python -m benchmarks.growth [--sizes 11 38 152] [--folder FOLDER] [--only WORD…]

From 11 to 152 authorities is 13.8 times the work: at most 14 times the CPU of each command, 4
times that of the report, and 700 MB. It takes about an hour on two cores; with a folder, what was
made stays there, and `--only` runs the commands that have one of the words in their name again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

from benchmarks import growth_review
from benchmarks.growth_peers import PEERS

SIZES = (11, 38, 152)
MOST_TIMES = 14.0
MOST_TIMES_REPORT = 4.0
MOST_MEMORY = 700
# Modules are found compiled, as those of an installed package are.
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "inspect-tool-growth-compiled"),
}


@dataclass(frozen=True)
class Cost:
    """What a step took.

    Args:
        seconds: CPU seconds, in all processes.
        memory: MB of the largest process.
    """

    seconds: float
    memory: float


class Site:
    """A review of some size, with the folders beside it."""

    def __init__(self, folder: Path, authorities: int) -> None:
        self.authorities = authorities
        self.review = folder / "review"
        self.returns = folder / "returns"
        self.workbooks = folder / "workbooks"

    @cached_property
    def case(self) -> str:
        """A case in the middle of the review."""
        return f"{growth_review.codes(self.authorities)[self.authorities // 2]}-001"


Arguments = list[str]


@dataclass(frozen=True)
class Step:
    """Something that people do, as one command or several.

    Args:
        commands: The arguments of each command.
        prepare: What has to be there before, made without being measured.
        may_fail: Whether the command may say that what it checked does not hold.
    """

    name: str
    commands: Callable[[Site], list[Arguments]]
    prepare: Callable[[Site], object] = lambda _site: None
    most_times: float = MOST_TIMES
    may_fail: bool = False


def once(*arguments: str) -> Callable[[Site], list[Arguments]]:
    """One command whose arguments are the same for every review."""
    return lambda _site: [list(arguments)]


def _imports(site: Site) -> list[Arguments]:
    return [["frame", "import", str(path)] for path in sorted(site.returns.iterdir())]


def _exports(site: Site) -> list[Arguments]:
    return [
        ["case", "export", "--inspector", one, "-o", str(site.workbooks)]
        for one in growth_review.inspectors(site.authorities)
    ]


def _fill_in(site: Site) -> None:
    second = growth_review.second_reads(site.review)
    for path in sorted(site.workbooks.iterdir()):
        growth_review.fill_in(path, second.get(path.stem.partition("-")[2], ()))


STEPS = (
    Step("plan check", once("plan", "check")),
    Step(
        "frame import, each return",
        _imports,
        prepare=lambda site: growth_review.write_returns(site.returns, site.authorities),
    ),
    Step("sample plan", once("sample", "plan")),
    Step("sample commit", once("sample", "commit")),
    Step(
        "sample draw",
        once("sample", "draw", "--seed", growth_review.SEED, "--seed-source", "dice"),
    ),
    Step("assign auto", once("assign", "auto")),
    Step("moderate draw", once("moderate", "draw")),
    Step(
        "case export, each inspector",
        _exports,
        prepare=lambda site: growth_review.record_twice(site.review),
    ),
    Step(
        "case import, all workbooks",
        lambda site: [["case", "import", *map(str, sorted(site.workbooks.iterdir()))]],
        prepare=_fill_in,
    ),
    Step("status", once("status")),
    Step("case list", once("case", "list")),
    Step("case show, one case", lambda site: [["case", "show", site.case]]),
    Step("case check, one case", lambda site: [["case", "check", site.case]], may_fail=True),
    Step(
        "case answer, one answer",
        lambda site: [
            ["case", "answer", site.case, "REC.1.d", "4", "--note", "Counted.", "--reason", "again"]
        ],
    ),
    Step("case conflicts", once("case", "conflicts")),
    Step("moderate queue", once("moderate", "queue")),
    Step("moderate agreement", once("moderate", "agreement")),
    # The process gives the name, so that the step can be run again.
    Step("snapshot take", once("snapshot", "take", f"growth-{os.getpid()}")),
    Step("snapshot list", once("snapshot", "list")),
    Step("status, with a snapshot", once("status")),
    Step("findings flow", once("findings", "flow")),
    Step("findings matrix", once("findings", "matrix")),
    Step("findings table", once("findings", "table", "m_rec_1", "--by", "authority")),
    Step("findings cross", once("findings", "cross", "m_rec_1", "m_tim_1")),
    Step("findings variation", once("findings", "variation")),
    Step(
        "findings compare",
        once(
            *("findings", "compare", "m_rec_1", "--by", "case_type"),
            *("--between", "child_in_need", "--and", "in_care"),
        ),
    ),
    Step("findings response", once("findings", "response")),
    Step("findings working", once("findings", "working", "m_rec_1", "--by", "case_type")),
    Step(
        "findings units",
        lambda site: [["findings", "units", "m_rec_1", "-o", str(site.review / "units.csv")]],
    ),
    Step(
        "claim check",
        once("claim", "check"),
        prepare=lambda site: growth_review.write_narrative(site.review),
    ),
    Step("claim explain", once("claim", "explain", "m_rec_1")),
    Step("report build", once("report", "build"), most_times=MOST_TIMES_REPORT),
)


def run(command: Sequence[str], *, may_fail: bool) -> Cost:
    """Run a command to its end.

    Raises:
        SystemExit: It failed; what it said comes with it.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | COMPILED)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ((0, 1) if may_fail else (0,)):
            said.seek(0)
            words = said.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{' '.join(command[:8])} ended with {process.returncode}: {words}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def prepare(step: Step, site: Site) -> None:
    """Make what a step needs in a process of its own.

    A process that starts another hands its own peak memory on, so this one has to stay small.
    """
    process = get_context("fork").Process(target=step.prepare, args=(site,))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"What {step.name} needs could not be made.")


def measure(step: Step, site: Site) -> Cost:
    """Every command of a step, one after the other."""
    tool = [sys.executable, "-m", "inspect_tool", "--review", str(site.review), "--as", "lead"]
    costs = [run([*tool, *arguments], may_fail=step.may_fail) for arguments in step.commands(site)]
    return Cost(sum(one.seconds for one in costs), max(one.memory for one in costs))


def measure_peers(site: Site) -> Iterator[tuple[str, Cost]]:
    """What only reads or writes the same files, each in a process of its own."""
    for name in PEERS:
        command = [sys.executable, "-m", "benchmarks.growth_peers", name, str(site.review.parent)]
        yield name, run(command, may_fail=False)


def journey(folder: Path, authorities: int, only: Sequence[str]) -> Iterator[tuple[str, Cost]]:
    """Every step for a review of some size, or those wanted of one that is there already."""
    site = Site(folder, authorities)
    if not only:
        shutil.rmtree(folder, ignore_errors=True)
        growth_review.write_review(site.review, authorities)
    for step in STEPS:
        if not only or any(word in step.name for word in only):
            prepare(step, site)
            yield step.name, measure(step, site)
    if not only or "peers" in only:
        yield from measure_peers(site)


def table(costs: dict[int, dict[str, Cost]]) -> Iterator[str]:
    """The lines of the table, as Markdown."""
    sizes = sorted(costs)
    first, last = sizes[0], sizes[-1]
    growth = [f"{size} : {first}" for size in sizes[1:]]
    headings = ["Command", *(f"{size}, CPU s" for size in sizes), *growth, f"{last}, MB"]
    yield f"| {' | '.join(headings)} |"
    yield f"| --- | {' | '.join('---:' for _ in headings[1:])} |"
    limits = {step.name: step.most_times for step in STEPS}
    for name in costs[first]:
        own = [costs[size][name] for size in sizes]
        times = [one.seconds / own[0].seconds for one in own[1:]]
        is_over = name in limits and (
            any(one > limits[name] for one in times) or own[-1].memory > MOST_MEMORY
        )
        cells = [
            f"{name} (over the limit)" if is_over else name,
            *(f"{one.seconds:.2f}" for one in own),
            *(f"{one:.1f}" for one in times),
            f"{own[-1].memory:.0f}",
        ]
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure the sizes one after the other, saying each figure as it comes; then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", nargs="+", default=())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        costs: dict[int, dict[str, Cost]] = {}
        for size in options.sizes:
            costs[size] = {}
            for name, cost in journey(folder / str(size), size, options.only):
                costs[size][name] = cost
                said = f"{size} authorities: {name}: {cost.seconds:.2f} s, {cost.memory:.0f} MB"
                print(said, file=sys.stderr, flush=True)
    print("\n".join(table(costs)))


if __name__ == "__main__":
    main()
