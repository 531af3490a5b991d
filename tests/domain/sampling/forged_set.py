"""The published list of forgeries, each made for a certificate of PRN/1 and one of PRN/2.

The forger has the specification: every digest is made again, the commitment inside included. What
was published elsewhere (commitment, seed, heads of the list of losses) stays as it was.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from inspect_tool.domain.sampling.certificate import (
    CertificateEdition,
    Occasion,
    Since,
    certificate_json,
    make_certificate,
)
from inspect_tool.domain.sampling.commitment import (
    DrawCommitment,
    EarlierCommitment,
    ExtensionRule,
    commitment_json,
)
from inspect_tool.domain.sampling.digest import frame_digest
from inspect_tool.domain.sampling.draw import Draw, Extension, Loss
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.loss_list import (
    LossEntry,
    LossEvent,
    RecordedLoss,
    entry_digest,
    group_of,
    next_entry,
    sealed_reason,
)
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.domain.sampling.sampling import extend_draw, purposive_unit
from tests.domain.sampling.forged_certificates import FRAME, SEED, reseal

COMMITTED, DUE, SEEDED = (f"2026-07-0{day}T10:00:00+00:00" for day in (1, 2, 2))
LOST, CORRECTED, GROWN = (f"2026-07-0{day}T09:00:00+00:00" for day in (3, 4, 5))
SOURCE = "the lottery of 2 July"
PLAN = "5" * 64
SIZES = {"ASH/0": (2, 2), "ASH/1": (1, 1), "BRA/0": (2, 0)}
RULE = ExtensionRule(to_size=6)
ZEROS = "0" * 20


@dataclass
class Published:
    """A certificate with its frame, and what was published elsewhere.

    Args:
        commitment: The text of the file that was posted before the seed.
    """

    record: dict[str, Any]
    frame: list[FrameUnit]
    commitment: str
    seed: str = SEED
    heads: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Story:
    """How a draw was made, so that a forger can make it again otherwise.

    Args:
        is_bound: Whether the certificate is one of PRN/2.
        grows: What was added later, by stratum.
    """

    is_bound: bool = True
    frame: tuple[FrameUnit, ...] = tuple(FRAME)
    sizes: tuple[tuple[str, tuple[int, int]], ...] = tuple(SIZES.items())
    draw_id: str = "d-1"
    seed: str = SEED
    plan: str = PLAN
    rule: ExtensionRule | None = RULE
    grows: tuple[tuple[str, int], ...] = ()
    basis: str = "rule"
    lost: tuple[tuple[int, str], ...] = ((0, "file_not_available"),)
    edition: CertificateEdition = CertificateEdition.INTERNAL
    earlier: tuple[EarlierCommitment, ...] = ()

    def commitment(self) -> DrawCommitment:
        """What is published before the seed in this story."""
        first = self._first()
        return DrawCommitment(
            spec="PRN/2",
            draw_id=self.draw_id,
            committed_at=COMMITTED,
            frame_digest=frame_digest(self.frame),
            plan_digest=self.plan,
            strata=first.strata,
            seed_source=SOURCE,
            seed_due_at=DUE,
            loss_reasons=tuple(sorted(LossReason)),
            extension_rule=self.rule,
            tool_version="1.0",
            salt_digests={"ASH": "a" * 64},
            earlier=self.earlier,
        ).sealed()

    def _first(self) -> Draw:
        return draw_stratified(self.frame, dict(self.sizes), draw_id=self.draw_id, seed=self.seed)

    def draw(self) -> Draw:
        """The draw as it stands."""
        first = self._first()
        if not self.grows:
            return first
        return extend_draw(first, self.frame, by=dict(self.grows), reserves_per_case=1)

    def losses(self, draw: Draw) -> list[LossEntry]:
        """The list of losses, a minute apart."""
        entries: list[LossEntry] = []
        for number, (place, reason) in enumerate(self.lost):
            recorded = RecordedLoss(
                place=draw.units[place].place,
                event=LossEvent.LOST,
                at=LOST.replace("09:00", f"09:0{number}"),
                reason=reason,
            )
            entries.append(next_entry(entries, recorded, salt=f"{number}" * 32, signing_key=b"k"))
        return entries

    def record(self) -> dict[str, Any]:
        """The certificate, as JSON has it."""
        draw = self.draw()
        entries = self.losses(draw)
        beside = [unit for unit in self.frame if unit.stratum == "BRA/1"][1::-1]
        made = make_certificate(
            draw,
            occasion=Occasion(
                seed_source=SOURCE,
                seeded_at=SEEDED,
                committed_at=COMMITTED,
                plan_digest=self.plan,
                tool_version="1.0",
                commitment=self.commitment() if self.is_bound else None,
                edition=self.edition,
            ),
            since=Since(
                losses=[Loss(*one.place, one.reason, one.at) for one in entries],
                loss_list=entries,
                extensions=[Extension(GROWN, dict(self.grows), "more", self.basis)]
                if self.grows
                else [],
                purposive=[] if self.grows else [purposive_unit(draw, one) for one in beside],
            ),
        )
        record: dict[str, Any] = json.loads(certificate_json(made))
        return record

    def published(self) -> Published:
        """Everything as an honest lead publishes it."""
        heads = [one.digest for one in self.losses(self.draw())]
        return Published(
            record=self.record(),
            frame=list(self.frame),
            commitment=commitment_json(self.commitment()),
            seed=self.seed,
            heads=heads if self.is_bound else [],
        )

    def otherwise(self, **changes: Any) -> Published:
        """A forger's certificate of another story, beside what was published of this one."""
        other = dataclasses.replace(self, **changes)
        frame = list(other.frame)
        return dataclasses.replace(self.published(), record=other.record(), frame=frame)

    def changed(self, change: Callable[[dict[str, Any]], None]) -> Published:
        """The certificate with something changed in it, and every digest made again."""
        published = self.published()
        record = copy.deepcopy(published.record)
        change(record)
        return dataclasses.replace(published, record=remade(record))


def remade(record: dict[str, Any]) -> dict[str, Any]:
    """A record with its list of losses chained, its commitment and itself sealed again."""
    previous = "0" * 64
    for entry in record.get("loss_list", []):
        entry["previous"] = previous
        whole = LossEntry(**entry)
        previous = entry["digest"] = entry_digest(whole)
    commitment = record.get("commitment")
    if isinstance(commitment, dict):
        commitment["digest"] = reseal(commitment)["digest"]
    return reseal(record)


# ------------------------------------------------------------------ changes of one certificate

Change = Callable[[dict[str, Any]], None]


def swapped_units(record: dict[str, Any]) -> None:
    first, second = record["units"][:2]
    first["unit_id"], second["unit_id"] = second["unit_id"], first["unit_id"]


def swapped_sample_and_reserve(record: dict[str, Any]) -> None:
    own = record["units"][:4]
    record["units"][:4] = [
        {**unit, "rank": rank, "role": "sample" if rank <= 2 else "reserve"}
        for rank, unit in enumerate([*own[2:], *own[:2]], start=1)
    ]


def no_break_space(record: dict[str, Any]) -> None:
    record["units"][0]["unit_id"] += "\u00a0"


def times_removed(record: dict[str, Any]) -> None:
    record["committed_at"] = record["seeded_at"] = ""


def seed_time_empty(record: dict[str, Any]) -> None:
    record["seeded_at"], record["committed_at"] = "", "2999-01-01T00:00:00+00:00"


def commit_after_seed(record: dict[str, Any]) -> None:
    record["committed_at"] = "2026-07-02T11:00:00+00:00"


def loss_field(name: str, value: str) -> Change:
    """Losses with another value, in the list as well, sealed with it."""

    def change(record: dict[str, Any]) -> None:
        record["losses"][0][name] = value
        for entry in record.get("loss_list", [])[:1]:
            entry[name] = value
            if name == "reason":
                known = value in set(LossReason)
                entry["group"] = group_of(value) if known else "out_of_scope"
                entry["sealed"] = sealed_reason(entry["salt"], value, entry["why"])

    return change


def loss_twice(record: dict[str, Any]) -> None:
    record["losses"].append(record["losses"][0])
    if "loss_list" in record:
        record["loss_list"].append({**record["loss_list"][0], "number": 2})


def loss_of_a_stranger(record: dict[str, Any]) -> None:
    record["losses"][0]["unit_id"] = "ash99"
    for entry in record.get("loss_list", []):
        entry["unit_id"] = "ash99"


def active_reordered(record: dict[str, Any]) -> None:
    record["active"].reverse()


def units_reordered(record: dict[str, Any]) -> None:
    record["units"].reverse()


def stratum_left_out(record: dict[str, Any]) -> None:
    left = {unit["unit_id"] for unit in record["units"] if unit["stratum"] == "BRA/0"}
    record["strata"] = [one for one in record["strata"] if one["stratum"] != "BRA/0"]
    record["units"] = [one for one in record["units"] if one["unit_id"] not in left]
    record["active"] = [one for one in record["active"] if one["unit_id"] not in left]


def purposive_disguised(record: dict[str, Any]) -> None:
    record["units"][-1]["role"] = "sample"


def purposive_stranger(record: dict[str, Any]) -> None:
    record["units"][-1]["unit_id"] = "zz99"


def relabelled(record: dict[str, Any]) -> None:
    own, rest = record["units"][:4], record["units"][4:]
    moved = {**own[0], "rank": 0, "role": "purposive"}
    for rank, unit in enumerate(own[1:], start=1):
        unit["rank"], unit["role"] = rank, "sample" if rank <= 2 else "reserve"
    record["units"] = [*own[1:], *rest, moved]


def extended(at: str, by: int) -> Change:
    """An extension that is said to have been made."""

    def change(record: dict[str, Any]) -> None:
        record["extensions"] = [{"at": at, "added": {"ASH/0": by}, "why": "more"}]
        if record["spec"] == "PRN/2":
            record["extensions"][0]["basis"] = "before_answers"

    return change


def picked_from_the_first_draw(record: dict[str, Any]) -> None:
    record["picked"] = [{name: record["units"][0][name] for name in ("list_id", "unit_id")}]


def extra_field(record: dict[str, Any]) -> None:
    record["note"] = "x"


def float_size(record: dict[str, Any]) -> None:
    record["strata"][0]["N_h"] = float(record["strata"][0]["N_h"])


def other_version(record: dict[str, Any]) -> None:
    record["tool_version"] = "9.9"


# ------------------------------------------------------------------ the published list


@cache
def forgeries(story: Story) -> dict[str, Published]:
    """Each forgery of the list, by the name that it has there."""
    honest = story.published()
    drawn = honest.record["units"][0]["unit_id"]
    without = tuple(unit for unit in FRAME if unit.unit_id != drawn)
    more = (*FRAME, FrameUnit("ASH", "unknown", "ASH/0"))
    double = [*FRAME, FrameUnit("ASH", f"{drawn} ", "ASH/0")]
    larger = (("ASH/0", (3, 1)), *tuple(SIZES.items())[1:])
    moved = (("ASH/0", (1, 2)), ("ASH/1", (2, 1)), ("BRA/0", (2, 0)))
    grown = {"sizes": tuple(SIZES.items()), "grows": (("ASH/0", 1),), "basis": "before_answers"}
    digestless = {**copy.deepcopy(honest.record), "seed_source": "elsewhere"}
    no_loss = {"lost": ()}
    return {
        "honest": honest,
        "digest not recomputed after a change of seed_source": dataclasses.replace(
            honest, record=digestless
        ),
        "swap two units (keep ranks/tickets in place)": story.changed(swapped_units),
        "swap sample and reserve wholesale, re-ranked": story.changed(swapped_sample_and_reserve),
        "unit dropped from the frame file only": dataclasses.replace(honest, frame=list(without)),
        "drawn unit dropped from frame; frame digest and draw redone (frame committed otherwise)": (
            story.otherwise(frame=without, **no_loss)
        ),
        "unit duplicated with trailing space, digest redone by hand": dataclasses.replace(
            honest, frame=double
        ),
        "extra child (unknown token) added to frame; draw redone": story.otherwise(frame=more),
        "unit_id in certificate with NBSP at end (same ticket)": story.changed(no_break_space),
        "commit time after seed time": story.changed(commit_after_seed),
        "commit/seed times removed": story.changed(times_removed),
        "seed time empty, commit in the future": story.changed(seed_time_empty),
        "other seed, whole draw redone (seed ground)": story.otherwise(seed="7" * 20),
        "other draw_id, whole draw redone (draw_id ground after seed)": story.otherwise(
            draw_id="d-32"
        ),
        "n_h of a stratum raised by one without an extension (first reserve added)": (
            story.otherwise(sizes=larger)
        ),
        "moved one case from stratum ASH/child_in_need to ASH/in_care (sizes)": story.otherwise(
            sizes=moved
        ),
        "loss re-coded (file_not_available -> not_the_theme)": story.changed(
            loss_field("reason", "not_the_theme")
        ),
        "loss with an invented reason code": story.changed(loss_field("reason", "inconvenient")),
        "loss with a date that is no date": story.changed(loss_field("at", "yesterday")),
        "loss listed twice": story.changed(loss_twice),
        "loss invented for an active case, active redone (reserve takes over)": story.otherwise(
            lost=((1, "moved_away"), (0, "file_not_available"))
        ),
        "loss of a unit never drawn": story.changed(loss_of_a_stranger),
        "active reordered": story.changed(active_reordered),
        "units reordered": story.changed(units_reordered),
        "stratum left out altogether (units, active too)": story.changed(stratum_left_out),
        "purposive disguised: role sample for a unit off the order": story.changed(
            purposive_disguised
        ),
        "purposive case of a child not on the frame": story.changed(purposive_stranger),
        "drawn case re-labelled purposive, next ones move up": story.changed(relabelled),
        "extension before the seed": story.changed(extended("2026-07-01T11:00:00+00:00", 1)),
        "extension invented, to explain a larger n_h": story.otherwise(**grown),
        "extension larger than n_h": story.changed(extended(GROWN, 7)),
        "picked unit was in the first draw": story.changed(picked_from_the_first_draw),
        "extra field at the top": story.changed(extra_field),
        "seed with letters and 20 digits": story.changed(
            lambda record: record.update(public_seed=f"{SEED}ab")
        ),
        "seed of 20 zeros": dataclasses.replace(story, seed=ZEROS).published(),
        "tool_version changed": story.changed(other_version),
        "plan_digest replaced by another": story.otherwise(plan="6" * 64),
        "N_h as float 147.0": story.changed(float_size),
    }


def commitment_with(published: str, **changes: Any) -> str:
    """A commitment with something changed in it, sealed again."""
    record = {**json.loads(published), **changes}
    return json.dumps({**record, "digest": reseal(record)["digest"]})
