"""`sample lose`: a case that cannot be used, and a loss that was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text
from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossReason
from inspect_tool.errors import UsageError

if TYPE_CHECKING:
    from inspect_tool.services.sampling.amended_losses import CorrectedLoss, TakenBackLoss
    from inspect_tool.services.sampling.views import LossView

    AnyLossView: TypeAlias = LossView | TakenBackLoss | CorrectedLoss

CODES = ", ".join(reason for reason in LossReason if reason not in BY_A_COMMAND)


class UnknownLossReasonError(UsageError):
    """A reason that is none of the coded ones."""

    def __init__(self) -> None:
        super().__init__(f"--reason takes one of {CODES}. With --undo it takes words.")


class UndoOrCorrectError(UsageError):
    """A loss is either taken back or corrected."""

    def __init__(self) -> None:
        super().__init__("Choose one: --undo takes a loss back, --correct gives it another reason.")


def lose(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    case: Annotated[str, typer.Argument(help="The case.")],
    reason: Annotated[
        str,
        typer.Option(
            callback=given_text, help=f"Coded reason: {CODES}. With --undo, why, in words."
        ),
    ],
    note: Annotated[
        str,
        typer.Option(
            callback=given_text, help="What happened; with --correct, why. No names." + ELSEWHERE
        ),
    ] = "",
    after_reading: Annotated[
        bool, typer.Option("--after-reading", help="Lose it although there are findings on it.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the loss back, while nothing depends on it.")
    ] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="Give the loss another reason; it stays lost.")
    ] = False,
) -> None:
    """Lose a case, and the next reserve of its stratum takes its place; or mend a loss.

    A loss can be taken back as long as nothing is recorded on the case that took its place, and no
    snapshot has counted it. After that its reason can be corrected. Certificates list both, with
    the reasons that are given in words.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.services.sampling import amended_losses, samples

    code = _coded(reason, undo=undo, correct=correct)
    workspace = open_workspace(ctx)
    with workspace.work() as work:
        keys = workspace.keys
        if code is None:
            view: AnyLossView = amended_losses.take_back_loss(
                work, case_ref=case, reason=reason, keys=keys
            )
        elif correct:
            view = amended_losses.correct_loss(work, case_ref=case, to=code, reason=note, keys=keys)
        else:
            view = samples.lose(
                work, case_ref=case, reason=code, note=note, after_reading=after_reading, keys=keys
            )
    _show(view, as_json=command_context(ctx).json)


def _show(view: AnyLossView, *, as_json: bool) -> None:
    from inspect_tool.cli.output import print_json, say

    if as_json:
        print_json(view)
        return
    _say(view)
    say(f"Head of the list of losses, to post now: {view.head}")


def _coded(reason: str, *, undo: bool, correct: bool) -> LossReason | None:
    """The coded reason; None where a loss is taken back, for a reason in words."""
    if undo and correct:
        raise UndoOrCorrectError
    if undo:
        return None
    try:
        return LossReason(reason)
    except ValueError:
        raise UnknownLossReasonError from None


def _say(view: AnyLossView) -> None:
    from inspect_tool.services.sampling.amended_losses import CorrectedLoss, TakenBackLoss

    if isinstance(view, TakenBackLoss):
        _say_what_was_taken_back(view)
    elif isinstance(view, CorrectedLoss):
        _say_what_was_corrected(view)
    else:
        _say_what_came_of(view)


def _say_what_was_taken_back(view: TakenBackLoss) -> None:
    from inspect_tool.cli.output import say

    say(f"The loss of {view.case_ref} ({view.reason.words}) is taken back: it is read again.")
    if view.back_in_reserve:
        refs = ", ".join(view.back_in_reserve)
        say(f"{refs}, which had come in its place, is in reserve again and has no reader.")
    say(
        "Next: tell the authority (`sample requests`), `assign auto` where the case has no reader, "
        "and publish a new `sample certificate`, which lists what was taken back."
    )


def _say_what_was_corrected(view: CorrectedLoss) -> None:
    from inspect_tool.cli.output import say

    say(f"{view.case_ref} is lost for another reason: {view.reason.words}.")
    say(f"The reason before was: {view.was.words}.")
    if view.is_other_kind:
        kind = view.kind.value.replace("_", " ")
        say(f"It counts as {kind} from now on, which changes estimates and the response rate.")
    say("Next: a new `sample certificate`, which lists the correction, and a new snapshot.")


def _say_what_came_of(view: LossView) -> None:
    from inspect_tool.cli.output import say

    lost = f"{view.case_ref} is lost ({LossReason(view.reason).words})."
    if view.was_purposive:
        say(f"{lost} It was picked by hand, so nothing takes its place.")
    elif view.was_picked:
        say(
            f"{lost} {view.replaced_by} takes its place: it has been read as a purposive case "
            "so far."
        )
    elif view.replaced_by:
        say(f"{lost} {view.replaced_by} takes its place.")
        say("Next: `assign auto` gives the new case a reader.")
    else:
        say(f"{lost} There is no reserve left in its stratum.")
        say(
            f"`sample extend --stratum {view.stratum} --by 1` ranks more of them; or report the "
            "smaller number."
        )
