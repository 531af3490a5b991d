"""The working of an estimate as tables and sentences, to be followed with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.estimation.intervals import IntervalWorking
from inspect_tool.domain.figures.working import Working
from inspect_tool.domain.percentages import as_chosen
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords


def cells_table(working: Working, words: ReportWords = USUAL_WORDS) -> Table:
    """What each stratum gives: cases, weights, and the children that they stand for."""
    headings = (
        words.said("Children N"), words.said("Known cases n"), "Out of scope", "Weight N/n",
        "With an answer", "Count", "Weighted base", "Weighted count",
    )  # fmt: skip
    return Table(
        id=f"table-working-{working.measure}",
        title=f"{working.title}, among {words.noun(working.noun)}: {working.group or 'all'}",
        columns=(Column("Stratum"), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=tuple(
            Row(
                cell.stratum,
                (
                    cell.population,
                    cell.known,
                    cell.out_of_scope,
                    f"{cell.weight:.4f}",
                    cell.n,
                    cell.yes,
                    f"{cell.weighted_base:.4f}",
                    f"{cell.weighted_yes:.4f}",
                ),
            )
            for cell in working.cells
            if cell.n
        ),
        note=words.said(_left_out(working)),
    )


def _left_out(working: Working) -> str:
    empty = sum(not cell.n for cell in working.cells)
    if not empty:
        return ""
    strata = "1 other stratum has" if empty == 1 else f"{empty} other strata have"
    return f"{strata} no case with an answer here; --json lists them with their zeros."


def variance_table(working: Working) -> Table:
    """What each stratum, or several joined ones, add to the variance."""
    seen = {cell.stratum for cell in working.cells if cell.n}
    headings = ("Factor (1 − n/N) n/(n − 1)", "Sum of squares of z", "Variance")
    return Table(
        id=f"table-variance-{working.measure}",
        title="Variance, stratum by stratum",
        columns=(Column("Strata"), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=tuple(
            Row(
                " + ".join(part.strata),
                (f"{part.factor:.6f}", f"{part.sum_squares:.9f}", f"{part.variance:.9f}"),
            )
            for part in working.parts
            if part.variance or seen & set(part.strata)
        ),
    )


def working_sentences(working: Working, words: ReportWords = USUAL_WORDS) -> Iterator[str]:
    """From the sums of the tables to the share and its interval, step by step."""
    estimate = working.estimate
    if estimate.p is None or working.variance is None:
        yield estimate.reason or ""
        return
    yes = sum(cell.weighted_yes for cell in working.cells)
    yield f"Share: {yes:.4f} / {estimate.sum_w:.4f} = {estimate.p:.6f}"
    yield f"Variance: {working.variance:.9f}, standard error {estimate.se:.6f}"
    yield (
        f"Degrees of freedom: {estimate.n} {words.cases} − {working.strata_in_group} strata = "
        f"{estimate.df}"
    )
    if working.interval_steps is not None:
        yield from map(words.said, _interval_sentences(working.interval_steps))
    if estimate.lo is not None:
        yield f"{as_chosen(working.level)} interval: {estimate.lo:.6f} to {estimate.hi:.6f}"
    yield f"Interval: {working.interval}."
    if estimate.reason:
        yield estimate.reason
    yield words.said(working.describes)
    yield from map(words.said, working.notes)


def _interval_sentences(steps: IntervalWorking) -> Iterator[str]:
    """The effective size with what bounds it, the smooth limits and what was made of them."""
    if steps.is_exact:
        yield "The group is one stratum: exact limits, which need no effective size."
    bounds = (
        ("by the variance", steps.by_variance),
        ("by the children", steps.by_population),
        ("by the weights", steps.by_weights),
    )
    given = [f"{value:.6f} {words}" for words, value in bounds if value is not None]
    if steps.effective_size is not None:
        among = f", of {', '.join(given)}" if len(given) > 1 else ""
        yield f"Effective size n*: {steps.effective_size:.6f}{among}"
    if steps.smooth is not None:
        yield f"Limits of that size: {steps.smooth[0]:.6f} to {steps.smooth[1]:.6f}"
    if steps.rounded_to is not None:
        yield f"Rounded outwards to multiples of 1/{steps.rounded_to:.0f}: whole children."
    if steps.possible is not None and steps.possible != (0.0, 1.0):
        yield f"Possible with the answers seen: {steps.possible[0]:.6f} to {steps.possible[1]:.6f}"
