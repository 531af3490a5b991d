"""What people can see and do in a review."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Something that a person can see or do, as the end of the sentence "… cannot …"."""

    SEE_PROGRESS = "see where the review stands"
    CHECK_DATABASE = "check the database"
    PUBLISH_PROOF = "write the certificate of the draw"
    TAKE_RETURN = "take an authority's return"
    COMMIT_SAMPLE = "commit the sample"
    WITHDRAW_COMMITMENT = "withdraw a commitment"
    DRAW_SAMPLE = "draw the sample"
    EXTEND_SAMPLE = "extend the sample"
    SEE_SAMPLE = "see the cases of the sample"
    LOSE_CASE = "lose a case"
    PICK_CASE = "pick a case by hand"
    LINK_CHILDREN = "link cases to children"
    ASSIGN = "assign cases"
    SEE_CASELOADS = "see who reads what"
    MOVE_CASE = "move a case"
    DRAW_SECOND_READS = "draw second reads"
    ISSUE_WORKBOOK = "export case workbooks"
    TAKE_WORKBOOK = "take a case workbook in"
    RECORD = "record findings"
    SEE_RECORD = "see what was recorded"
    SEE_DIFFERENCES = "see what readers judged differently"
    DECIDE = "settle a disagreement"
    SEE_AGREEMENT = "see how far readers agree"
    REPORT_AGREEMENT = "report how far readers agree"
    TAKE_SNAPSHOT = "take a snapshot"
    SEE_SNAPSHOTS = "see the snapshots"
    SEE_FLOW = "see the way from frame to counted case"
    SEE_COUNTS = "see what was counted"
    NAME_COUNTED_CASES = "see which cases were counted"
    WRITE_COUNTED_CASES = "write the counted cases to a file"
    BUILD_REPORT = "build the report"
    COPY_REVIEW = "make a backup"
    UPGRADE_DATABASE = "upgrade the database"
    ACCEPT_OLDER = "accept an older database"
