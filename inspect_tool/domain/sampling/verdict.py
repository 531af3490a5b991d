"""What may be said of a certificate once it was checked, and what no file can prove."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspect_tool.domain.sampling.certificate import Certificate
from inspect_tool.domain.sampling.commitment_check import KnownOtherwise
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.loss_list import LossTiming

HOLDS = "The certificate holds against {given}."
NOT_COMPARED = " Not compared: {what}."
CANNOT_SAY = (
    "Everything that is here recomputes. Without {lacking} this cannot say whether it was drawn "
    "as committed."
)
COMMITMENT = "the commitment that was published before the seed"
FRAME = "the public frame"


@dataclass(frozen=True)
class ProofVerdict:
    """What a check without faults comes to.

    Args:
        holds: True only where there was a commitment from elsewhere and a frame.
        sentence: The last line.
        not_proven: What the files cannot prove, each with where to look.
    """

    holds: bool
    sentence: str
    not_proven: tuple[str, ...]


def verdict(certificate: Certificate, known: KnownOtherwise, *, has_frame: bool) -> ProofVerdict:
    """What may be said of a certificate that has no faults."""
    lacking = [
        *([] if known.commitment is not None else [COMMITMENT]),
        *([] if has_frame else [FRAME]),
    ]
    sentence = CANNOT_SAY.format(lacking=" and ".join(lacking)) if lacking else _holds(known)
    return ProofVerdict(not lacking, sentence, tuple(_not_proven(certificate, known)))


def _holds(known: KnownOtherwise) -> str:
    """The last line where all that was given fits: no more than was given, and what was not."""
    given = ["the commitment"]
    missing = []
    if known.seed:
        given.append("the seed")
    else:
        missing.append("the seed with its source")
    if known.loss_heads:
        given.append("the heads of losses")
    else:
        missing.append("the losses with the heads posted at the time")
    listed = ", ".join(given[:-1]) + " and " + given[-1] if len(given) > 1 else given[0]
    sentence = HOLDS.format(given=f"{listed} that {'were' if len(given) > 1 else 'was'} given")
    return sentence + (NOT_COMPARED.format(what=" and ".join(missing)) if missing else "")


def _not_proven(certificate: Certificate, known: KnownOtherwise) -> Iterator[str]:
    commitment = known.commitment or certificate.commitment
    if commitment is None:
        yield (
            "that frame, plan, sizes and name of the draw were fixed before the seed: PRN/1 has "
            "no commitment"
        )
    else:
        posted = certificate.anchor
        where = f" (said to be at {posted.address}, {posted.at})" if posted else ""
        yield (
            f"that the commitment was posted before the seed, and no other one beside it: look "
            f"at the posting{where}"
        )
    if not known.seed:
        yield f"that the seed is what its source gave: {_where_to_look(certificate)}"
    if certificate.losses or certificate.loss_list:
        if not known.loss_heads:
            yield (
                "that losses, their reasons and dates are those recorded at the time: compare "
                "the heads that were posted then"
            )
        late = sum(entry.timing is LossTiming.AFTER_ANSWERS for entry in certificate.loss_list)
        if late:
            yield f"why {late} of the losses came after answers had been recorded on the case"
    elif not known.loss_heads:
        yield "that no case was lost: none is listed"
    yield from _about_extensions(certificate)


def _where_to_look(certificate: Certificate) -> str:
    source = certificate.seed_source
    return f"look it up, {source}" if source else "it names no source"


def _about_extensions(certificate: Certificate) -> Iterator[str]:
    after = sum(one.basis == ExtensionBasis.AFTER_ANSWERS for one in certificate.extensions)
    if after:
        yield f"why {after} of the extensions came after answers had been recorded"
    if certificate.commitment is not None and certificate.commitment.extension_rule is not None:
        by_rule = [one for one in certificate.extensions if one.basis == ExtensionBasis.RULE]
        if by_rule and certificate.commitment.extension_rule.until_width:
            yield "that the interval was still wider than the committed rule allows"
