"""What a retention schedule names, and what is no longer possible without it."""

from __future__ import annotations

from enum import StrEnum


class PurgeClass(StrEnum):
    """What a retention schedule names."""

    FRAME = "frame"
    KEYS = "keys"
    SIGNING_KEY = "signing-key"
    STRAY_NOTES = "stray-notes"
    QUERIES = "queries"
    IDENTIFIERS = "identifiers"
    RETURNS = "returns"
    COPIES = "copies"
    EVIDENCE_FILES = "evidence-files"
    UNUSED_FILES = "unused-files"
    CAME_BACK = "came-back"

    @property
    def words(self) -> str:
        """What there is to be counted."""
        return {
            PurgeClass.FRAME: "children on the lists, without a place in the draw, whose fields "
            "are kept",
            PurgeClass.KEYS: "children's own ids in key files",
            PurgeClass.SIGNING_KEY: "key that signs case workbooks",
            PurgeClass.STRAY_NOTES: "notes that were written where no answer is read",
            PurgeClass.QUERIES: "queries about answers, replies, and reasons why somebody changed "
            "another's answer",
            PurgeClass.IDENTIFIERS: "earlier wordings of answers and notes that may identify "
            "somebody",
            PurgeClass.RETURNS: "files of authorities' returns in the review's folder",
            PurgeClass.COPIES: "copies of the database from before upgrades",
            PurgeClass.EVIDENCE_FILES: "files of evidence",
            PurgeClass.UNUSED_FILES: "files of evidence that no record shows any more",
            PurgeClass.CAME_BACK: "files with keys that were destroyed or erased before, or that "
            "are copies of key files",
        }[self]

    @property
    def consequence(self) -> str:
        """What will no longer be possible."""
        return {
            PurgeClass.FRAME: "An extension or a picked case needs the authority's return again.",
            PurgeClass.KEYS: "Nobody can tell which case is which child: no lists of files to "
            "open, no workbooks, no extension, no corrected return, no erasure by the "
            "authority's id.",
            PurgeClass.SIGNING_KEY: "No workbook that is in the field can be taken back, none can "
            "be issued, and heads of the audit trail are no longer signed.",
            PurgeClass.STRAY_NOTES: "What inspectors wrote beside the answers cannot be read.",
            PurgeClass.QUERIES: "What was asked about answers, and why they were changed, cannot "
            "be read; a query without a reply keeps no record from being submitted any more.",
            PurgeClass.IDENTIFIERS: "What these answers said before they were put otherwise is "
            "gone; what a workbook that was issued with one of them says of it crosses.",
            PurgeClass.RETURNS: "Fields that were cut can be taken back only from the authority.",
            PurgeClass.COPIES: "The upgrade cannot be undone with them.",
            PurgeClass.EVIDENCE_FILES: "Records name the files still, with kind, size and digest, "
            "and none can be read.",
            PurgeClass.UNUSED_FILES: "What was taken off a record cannot be looked at again.",
            PurgeClass.CAME_BACK: "Nothing that was possible without them.",
        }[self]
