"""The plan of the sample review: `review.yaml`."""

from __future__ import annotations

from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.readers.documents.yaml import parse_yaml
from sample_data.generate.authorities import AUTHORITIES
from sample_data.generate.draw import LONG_TERM_MONTHS, OLDEST_ELIGIBLE, REVIEW_ID

TITLE = "Professional responses to neglect"
SUBTITLE = (
    "Arrangements to safeguard children who experience neglect, with particular attention to "
    "children aged 10 and under"
)
NOTICE = "Demonstration with invented data. Not an Ofsted product."
IMPRINT = (
    "You may use and re-use this text, free of charge, in any form, under the Open "
    "Government Licence (www.nationalarchives.gov.uk/doc/open-government-licence), if "
    "you name the source.",
    "This report is there as PDF, as a page for the screen and as a workbook with its "
    "tables; the PDF has the numbers of each table and figure attached. To ask for "
    "large print, Braille or Easy Read, or to tell of an error, write to "
    "enquiries@sample-inspectorate.example.",
)
KEEP = (
    "age", "unborn", "gender", "disability", "category_of_abuse", "primary_need",
    "category_of_need", "case_status", "months_open", "previous_plans", "sibling_group",
    "referral_date", "referrals_12m", "assessment_end", "strategy_date", "icpc_date",
    "care_start", "seen_alone",
)  # fmt: skip

# Initials only. All are invented.
TEAM = (
    ("ab", "A. B.", ()),
    ("cd", "C. D.", ("IRK",)),
    ("ef", "E. F.", ()),
    ("gh", "G. H.", ()),
    ("ij", "I. J.", ()),
    ("kl", "K. L.", ()),
    ("mn", "M. N.", ("QUE",)),
    ("op", "O. P.", ()),
    ("qr", "Q. R.", ()),
    ("st", "S. T.", ()),
    ("uv", "U. V.", ()),
    ("wx", "W. X.", ()),
)

ELIGIBLE = f"""\
  # Age 10 and under. Neglect is the latest category of a protection plan; among children in need
  # and in care it cannot be told from abuse (code N1); early help has no such code.
  eligible:
    all:
      - {{field: age, lte: {OLDEST_ELIGIBLE}}}
      - any:
          - {{field: case_type, is: early_help}}
          - all:
              - {{field: case_type, is: child_in_need}}
              - {{field: case_status, is: child_in_need_plan}}
              - {{field: primary_need, is: N1}}
          - all:
              - {{field: case_type, is: child_protection}}
              - {{field: category_of_abuse, is: neglect}}
          - all:
              - {{field: case_type, is: in_care}}
              - {{field: category_of_need, is: N1}}
  fields:
    long_term: {{field: months_open, gte: {LONG_TERM_MONTHS}}}  # printed in the methodology
"""

SAMPLE = """\
sample:
  size: 124
  strata: [authority, case_type]
  allocation: {method: power, exponent: 0.5, minimum: 2, per: {authority: {minimum: 11}}}
  reserves: 1.0  # reserves for each case drawn
  purposive: {allow: false}
second_reads: {share: 0.10, strata: [authority, inspector]}
"""

REPORTING = f"""\
reporting:
  wording: ofsted-2014
  smallest_count: 5  # smaller counts are held back in the public edition
  percentages_from: 20
  publisher: Sample inspectorate
  published: 2014-03-26
  reference: SAMPLE-01
  notice: "{NOTICE}"
  imprint:
    - "{IMPRINT[0]}"
    - "{IMPRINT[1]}"
"""


def plan_text() -> str:
    """The text of `review.yaml`."""
    return "".join(
        (
            "# The plan of the sample review. Authorities, children and people are invented.\n",
            "# Made by `python -m sample_data.generate`; change it there.\n",
            f"review: {REVIEW_ID}\n",
            f'title: "{TITLE}"\n',
            f'subtitle: "{SUBTITLE}"\n',
            "framework: framework.yaml\n",
            "dates: {frame: 2013-09-30, fieldwork: [2013-10-14, 2013-12-13]}\n",
            _authorities(),
            "case_types: [early_help, child_in_need, child_protection, in_care]"
            "  # most acute last\n",
            "population:\n",
            f"  keep:\n    [{_wrapped(KEEP)}]\n",
            ELIGIBLE,
            SAMPLE,
            _team(),
            REPORTING,
        )
    )


def _wrapped(names: tuple[str, ...]) -> str:
    lines = [", ".join(names[at : at + 6]) for at in range(0, len(names), 6)]
    return ",\n     ".join(lines)


def _authorities() -> str:
    lines = ["authorities:"]
    for one in AUTHORITIES:
        changed = one.single_assessment_from
        single = f", single_assessment_from: {changed}" if changed else ""
        lines.append(
            f"  - {{code: {one.code}, name: {one.name}, region: {one.region}, type: {one.type}"
            f"{single}}}"
        )
    return "\n".join(lines) + "\n"


def _team() -> str:
    lines = ["team:"]
    for person, name, not_for in TEAM:
        conflict = f", not_for: [{', '.join(not_for)}]" if not_for else ""
        lines.append(f'  - {{id: {person}, name: "{name}", roles: [inspector]{conflict}}}')
    lines.append('  - {id: yz, name: "Y. Z.", roles: [lead]}')
    lines.append('  - {id: zy, name: "Z. Y.", roles: [writer]}')
    return "\n".join(lines) + "\n"


def sample_plan() -> ReviewPlan:
    """The plan as the tool's model."""
    return ReviewPlan.model_validate(parse_yaml(plan_text(), file="review.yaml").value)
