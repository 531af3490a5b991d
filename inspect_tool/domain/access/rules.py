"""The table of who may see and do what, and the function that looks into it.

The owner of a folder can open its database with any program. So the table does not protect a
folder from its owner; it protects through what is handed out (case workbooks, packs, exports) and
through a server: docs/explanation/security.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import (
    AccessRefusedError,
    BlindReadError,
    ConflictHoldsError,
    NoKeeperError,
    NotYourCaseError,
    NotYourRoleError,
    OwnDecisionError,
)
from inspect_tool.domain.people import Actor, Role

LEAD = frozenset({Role.LEAD})
REPORTING = frozenset({Role.LEAD, Role.WRITER})
READING = frozenset({Role.LEAD, Role.INSPECTOR})
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Thing:
    """What an action is about, as far as it matters for who may do it.

    Args:
        name: What a sentence calls it: a case, a file, "This caseload".
        authorities: Codes of the authorities whose cases are in it; none for the review as such.
        owner: The inspector whose record or caseload it is.
        unseen: Cases in it that the actor reads beside another inspector, whose read is in it,
            while the two reads are not both in.
        is_read_by_actor: Whether the actor is one of the case's readers.
    """

    name: str = "This"
    authorities: frozenset[str] = frozenset()
    owner: str = ""
    unseen: frozenset[str] = frozenset()
    is_read_by_actor: bool = False


WHOLE_REVIEW = Thing()


@dataclass(frozen=True)
class AccessRule:
    """Who may do an action.

    Args:
        roles: Who may, whosever it is.
        own: An inspector may too, with what is their own.
        names_cases: It shows or touches single cases, so a conflict of interest bars it.
        shows_reads: It shows what a reader said, so it is blind for the case's other reader until
            both reads are in.
        not_by_readers: Nobody who read the case may do it.
        by_other_reader: Who reads the case beside its owner may too.
    """

    roles: frozenset[Role]
    own: bool = False
    names_cases: bool = False
    shows_reads: bool = False
    not_by_readers: bool = False
    by_other_reader: bool = False

    @property
    def asks_for(self) -> Role:
        """The role that a sentence names to whoever has none of those it takes."""
        if self.own:
            return Role.INSPECTOR
        return Role.WRITER if Role.WRITER in self.roles else Role.LEAD


RULES: Mapping[Action, AccessRule] = {
    Action.SEE_PROGRESS: AccessRule(EVERYBODY),
    Action.WRITE_PLAN: AccessRule(LEAD),
    Action.CHECK_DATABASE: AccessRule(EVERYBODY),
    Action.PUBLISH_PROOF: AccessRule(EVERYBODY),
    Action.WITHDRAW_AUTHORITY: AccessRule(LEAD, names_cases=True),
    Action.TAKE_RETURN: AccessRule(LEAD, names_cases=True),
    # Commitment, draw, caseloads and second reads follow from plan and seed, over all authorities
    # at once: nobody chooses a case by them.
    Action.COMMIT_SAMPLE: AccessRule(LEAD),
    Action.WITHDRAW_COMMITMENT: AccessRule(LEAD),
    Action.DRAW_SAMPLE: AccessRule(LEAD),
    Action.EXTEND_SAMPLE: AccessRule(LEAD, names_cases=True),
    Action.SEE_SAMPLE: AccessRule(LEAD, own=True, names_cases=True),
    Action.LOSE_CASE: AccessRule(LEAD, names_cases=True),
    Action.CORRECT_LOSS: AccessRule(LEAD, names_cases=True),
    Action.PICK_CASE: AccessRule(LEAD, names_cases=True),
    Action.LINK_CHILDREN: AccessRule(LEAD, names_cases=True),
    Action.ASSIGN: AccessRule(LEAD),
    Action.SEE_CASELOADS: AccessRule(LEAD, own=True, names_cases=True),
    Action.MOVE_CASE: AccessRule(LEAD, names_cases=True),
    Action.HAND_OVER: AccessRule(LEAD, names_cases=True),
    Action.DRAW_SECOND_READS: AccessRule(LEAD),
    Action.ASK_SECOND_READ: AccessRule(LEAD, names_cases=True),
    Action.ISSUE_WORKBOOK: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.TAKE_WORKBOOK: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.RECORD: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.SEE_RECORD: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    # What a writer reads: without what may identify somebody, and without states and queries.
    Action.SEE_EVIDENCE: AccessRule(REPORTING, own=True, names_cases=True, shows_reads=True),
    # A mark names no words, so whoever reads the evidence may set it.
    Action.MARK_EVIDENCE: AccessRule(REPORTING, own=True, names_cases=True, shows_reads=True),
    # Coders are blind to each other note by note (`domain/records/themes.py`).
    Action.CODE_EVIDENCE: AccessRule(REPORTING, own=True, names_cases=True, shows_reads=True),
    Action.KEEP_CODEBOOK: AccessRule(REPORTING),
    Action.SEE_THEMES: AccessRule(EVERYBODY),
    Action.SETTLE_IDENTIFIER: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.NOTE_ASKED: AccessRule(LEAD, own=True, names_cases=True),
    Action.SEE_HEARD: AccessRule(REPORTING, own=True, names_cases=True),
    Action.TAKE_SURVEY: AccessRule(LEAD, names_cases=True),
    Action.ASK: AccessRule(LEAD, names_cases=True, shows_reads=True, by_other_reader=True),
    # Nobody replies for an inspector: who takes a record over replies for it.
    Action.REPLY: AccessRule(frozenset(), own=True, names_cases=True, shows_reads=True),
    # Here the owner is whoever asked.
    Action.CLOSE_QUERY: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.SUBMIT: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.RETURN: AccessRule(LEAD, names_cases=True, shows_reads=True, not_by_readers=True),
    Action.AGREE: AccessRule(LEAD, names_cases=True, shows_reads=True, not_by_readers=True),
    Action.SEE_DIFFERENCES: AccessRule(LEAD, names_cases=True, shows_reads=True),
    Action.DECIDE: AccessRule(LEAD, names_cases=True, shows_reads=True, not_by_readers=True),
    Action.SEE_AGREEMENT: AccessRule(LEAD, names_cases=True),
    Action.REPORT_AGREEMENT: AccessRule(REPORTING),
    # It names who recorded what, so it is for leads alone, and blind like a record.
    Action.CHECK_RECORDERS: AccessRule(LEAD, names_cases=True, shows_reads=True),
    Action.RUN_CALIBRATION: AccessRule(LEAD),
    # Of nobody's case; what others judged waits until the round is over (`services/moderation`).
    Action.CALIBRATE: AccessRule(LEAD, own=True, shows_reads=True),
    Action.SEE_CALIBRATION: AccessRule(READING),
    Action.TAKE_OWN_VIEW: AccessRule(LEAD, names_cases=True),
    Action.SEE_OWN_VIEW: AccessRule(REPORTING, names_cases=True),
    Action.SEE_VERSIONS: AccessRule(EVERYBODY),
    # Whoever proposes need not be a lead, so that a review with one lead has two people.
    Action.PROPOSE_VERSION: AccessRule(REPORTING, shows_reads=True),
    Action.PUBLISH_VERSION: AccessRule(LEAD),
    Action.READ_AGAIN: AccessRule(LEAD, names_cases=True),
    Action.SEE_TASKS: AccessRule(LEAD, own=True, names_cases=True, shows_reads=True),
    Action.TAKE_SNAPSHOT: AccessRule(REPORTING),
    Action.SEE_SNAPSHOTS: AccessRule(REPORTING),
    Action.SEE_FLOW: AccessRule(REPORTING),
    # From the counts before and after one read came in, its reader's answers can be told.
    Action.SEE_COUNTS: AccessRule(REPORTING, shows_reads=True),
    Action.NAME_COUNTED_CASES: AccessRule(REPORTING, names_cases=True, shows_reads=True),
    Action.WRITE_COUNTED_CASES: AccessRule(REPORTING, names_cases=True, shows_reads=True),
    Action.SEE_ADVICE: AccessRule(REPORTING),
    Action.FOLLOW_UP_ADVICE: AccessRule(LEAD, names_cases=True),
    Action.WRITE_NARRATIVE: AccessRule(REPORTING, shows_reads=True),
    Action.BUILD_REPORT: AccessRule(REPORTING, shows_reads=True),
    # What does not hold in the words is told with its counts.
    Action.TAKE_WORD: AccessRule(REPORTING, shows_reads=True),
    # A letter names no case, but its counts are of one authority's cases alone.
    Action.WRITE_LETTERS: AccessRule(REPORTING, names_cases=True, shows_reads=True),
    Action.SEE_COMMENTS: AccessRule(REPORTING, names_cases=True),
    Action.TAKE_COMMENTS: AccessRule(LEAD, names_cases=True),
    Action.SEAL_RELEASE: AccessRule(LEAD, shows_reads=True),
    Action.SEE_RELEASES: AccessRule(REPORTING, shows_reads=True),
    Action.DECIDE_DISCLOSURE: AccessRule(LEAD, shows_reads=True),
    Action.COPY_REVIEW: AccessRule(LEAD, names_cases=True, shows_reads=True),
    Action.ERASE_CHILD: AccessRule(LEAD, names_cases=True),
    Action.PURGE: AccessRule(LEAD, names_cases=True),
    Action.SEE_DELETIONS: AccessRule(LEAD),
    Action.UPGRADE_DATABASE: AccessRule(LEAD),
    # Of an entry, as of a record: it tells when somebody worked on a case.
    Action.SEE_AUDIT: AccessRule(LEAD, names_cases=True, shows_reads=True),
    # Everybody their own; what a lead sees of others' is told in `services/jobs`.
    Action.SEE_JOBS: AccessRule(EVERYBODY),
    Action.RUN_JOBS: AccessRule(LEAD),
    # Here the owner is whose password it is.
    Action.LET_SIGN_IN: AccessRule(LEAD, own=True),
    Action.ACCEPT_OLDER: AccessRule(LEAD),
}


def can(
    actor: Actor, action: Action, thing: Thing = WHOLE_REVIEW, *, has_keeper: bool = True
) -> AccessRefusedError | None:
    """Why the actor may not do it, as the error to raise; None where they may.

    Args:
        has_keeper: Whether whoever holds the folder may act without a name; a server has no
            keeper.
    """
    rule = RULES[action]
    if actor.is_keeper:
        return None if has_keeper else NoKeeperError(_without_a_name(action))
    refusal = _by_role(actor, action, rule, thing)
    if refusal is not None:
        return refusal
    if rule.names_cases and thing.authorities & actor.not_for:
        return ConflictHoldsError(_in_conflict(actor, action, rule, thing))
    if rule.not_by_readers and thing.is_read_by_actor:
        return OwnDecisionError(
            f"{actor.id} read {thing.name}, so somebody else must settle it. Ask a lead who did "
            "not read it."
        )
    if rule.shows_reads and thing.unseen:
        return BlindReadError(_blind(actor, action, rule, thing))
    return None


def check_can(
    actor: Actor, action: Action, thing: Thing = WHOLE_REVIEW, *, has_keeper: bool = True
) -> None:
    """Refuse what the actor may not do.

    Raises:
        AccessRefusedError: They may not; the subclass and the sentence say why.
    """
    refusal = can(actor, action, thing, has_keeper=has_keeper)
    if refusal is not None:
        raise refusal


def _by_role(
    actor: Actor, action: Action, rule: AccessRule, thing: Thing
) -> NotYourRoleError | NotYourCaseError | None:
    if actor.roles & rule.roles:
        return None
    is_other_reader = thing.is_read_by_actor and actor.id != thing.owner
    if rule.by_other_reader and is_other_reader and actor.has(Role.INSPECTOR):
        return None
    if not (rule.own and actor.has(Role.INSPECTOR)):
        needs = rule.asks_for.words
        a = "an" if rule.asks_for is Role.INSPECTOR else "a"
        return NotYourRoleError(
            f"{actor.id} cannot {action}: that needs the role of {needs}. "
            f"Ask {a} {needs}, or name the right person with --as."
        )
    if actor.id != thing.owner:
        return NotYourCaseError(
            f"{thing.name} is not in the caseload of {actor.id}. See `assign show`."
        )
    return None


def _in_conflict(actor: Actor, action: Action, rule: AccessRule, thing: Thing) -> str:
    codes = ", ".join(sorted(thing.authorities & actor.not_for))
    return (
        f"{actor.id} has a conflict of interest with {codes} (`not_for` in the plan), so cannot "
        f"{action} there. Ask {_somebody(rule)} without one."
    )


def _blind(actor: Actor, action: Action, rule: AccessRule, thing: Thing) -> str:
    cases = ", ".join(sorted(thing.unseen))
    both = "both reads are in" if len(thing.unseen) == 1 else "both reads of each are in"
    return (
        f"{actor.id} and another inspector read {cases}, each without seeing the other's answers, "
        f"so {actor.id} cannot {action} before {both}. Complete the own read first, or ask "
        f"{_somebody(rule)} who does not read it."
    )


def _somebody(rule: AccessRule) -> str:
    return "a lead or a report writer" if Role.WRITER in rule.roles else "a lead"


def _without_a_name(action: Action) -> str:
    return f"Nobody can {action} here without a name. Sign in as somebody of the plan's team."
