"""Does a certificate of a choice of authorities hold? The choice is made again and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from inspect_tool.domain.language.faults import listed as in_words
from inspect_tool.domain.stage_one.certificate import (
    Commitment,
    SeedOccasion,
    StageOneCertificate,
    as_json,
    content_digest,
    different_choices,
    make_stage_one_certificate,
)
from inspect_tool.domain.stage_one.choice import ListedAuthority, draw_authorities, list_digest
from inspect_tool.errors import CheckFailedError, Problem, Severity

# How many authorities a sentence names before it only counts them.
MOST_NAMED = 5


def verify_stage_one(
    certificate: StageOneCertificate,
    listed: Sequence[ListedAuthority],
    *,
    commitment: Commitment | None = None,
    file: str = "certificate.json",
) -> tuple[Problem, ...]:
    """Everything in a certificate that does not hold.

    Args:
        listed: The list of all authorities, read with the columns that the certificate names.
        commitment: What was published before the seed, to hold the certificate against.
        file: What the problems call the certificate.
    """
    differences = [
        *_digest_differences(certificate),
        *_time_differences(certificate),
        *([] if commitment is None else _commitment_differences(certificate, commitment)),
        *_draw_differences(certificate, listed),
    ]
    return tuple(
        Problem(
            file=file,
            column=field,
            kind="does-not-hold",
            severity=Severity.REFUSED,
            message=message,
            remedy="Ask whoever published the certificate for the original, and for the reason.",
        )
        for field, message in differences
    )


def _digest_differences(certificate: StageOneCertificate) -> Iterator[tuple[str, str]]:
    if certificate.digest != content_digest(as_json(certificate)):
        yield "digest", "The digest of the certificate is not that of what it says."


def _time_differences(certificate: StageOneCertificate) -> Iterator[tuple[str, str]]:
    if is_before(certificate.seeded_at, certificate.committed_at):
        yield "seeded_at", "The seed is older than the commitment."


def is_before(first: str, second: str) -> bool:
    """Whether one ISO 8601 time is before the other; False where one is not given.

    A time without its offset from UTC is taken for UTC.
    """
    try:
        times = [datetime.fromisoformat(text) for text in (first, second)]
    except ValueError:
        return False
    earlier, later = (time if time.tzinfo else time.replace(tzinfo=UTC) for time in times)
    return earlier < later


def _commitment_differences(
    certificate: StageOneCertificate, commitment: Commitment
) -> Iterator[tuple[str, str]]:
    if certificate.commitment != commitment.digest:
        yield "commitment", "The certificate does not name this commitment."
    for name in ("list_digest", "listed", "committed_at"):
        if getattr(certificate, name) != getattr(commitment, name):
            yield name, f"{name} is not what was committed."
    for name in different_choices(commitment, certificate.choices):
        yield name, f"{name} is not what was committed."


def _draw_differences(
    certificate: StageOneCertificate, listed: Sequence[ListedAuthority]
) -> Iterator[tuple[str, str]]:
    if list_digest(listed) != certificate.list_digest:
        yield (
            "list_digest",
            "The list of authorities has a different digest: it is another list.",
        )
    lost = {
        authority.code: authority.reason
        for authority in certificate.authorities
        if authority.reason
    }
    try:
        draw = draw_authorities(
            listed, certificate.choices, seed=certificate.public_seed, replaced=lost
        )
    except CheckFailedError as error:
        yield "authorities", f"No such choice is possible. {error.message}"
        return
    occasion = SeedOccasion(
        seed_source=certificate.seed_source,
        seeded_at=certificate.seeded_at,
        committed_at=certificate.committed_at,
        commitment=certificate.commitment,
        tool_version=certificate.tool_version,
    )
    again = as_json(make_stage_one_certificate(draw, occasion=occasion))
    yield from _different_content(as_json(certificate), again)


def _different_content(
    said: Mapping[str, Any], again: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Where the certificate differs from the repeated choice; digests are compared elsewhere."""
    for name, key in (("strata", "stratum"), ("authorities", "code"), ("left_out", "code")):
        places = _different_rows(said[name], again[name], key)
        if places:
            yield name, f"{_counted(places)} from the repeated choice."
        elif said[name] != again[name]:
            yield name, f"`{name}` is in a different order."
    for name in sorted(set(said) - {"strata", "authorities", "left_out", "digest", "list_digest"}):
        if said[name] != again[name]:
            yield name, f"{name} is not what the list, the choices and the seed give."


def _different_rows(
    said: Sequence[Mapping[str, Any]], again: Sequence[Mapping[str, Any]], key: str
) -> list[str]:
    left = {row[key]: row for row in said}
    right = {row[key]: row for row in again}
    return sorted(name for name in {*left, *right} if left.get(name) != right.get(name))


def _counted(places: Sequence[str]) -> str:
    """The entries and their verb: `A, B and C differ`."""
    if len(places) > MOST_NAMED:
        return f"{len(places)} entries, {', '.join(places[:MOST_NAMED])} among them, differ"
    return f"{in_words(places)} {'differs' if len(places) == 1 else 'differ'}"
