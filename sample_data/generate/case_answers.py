"""A first reader's answers on each case, made from what was "found" in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from inspect_tool.domain.clocks.clock import version_in_force
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.records.records import Answer
from sample_data.generate.authorities import TERMS
from sample_data.generate.calendar_days import FRAME_DATE, add_working_days, working_day_from
from sample_data.generate.chance import Chance, Weighted
from sample_data.generate.draw import DrawnCase
from sample_data.generate.evidence_notes import (
    ABSENCE_NOTES,
    ASSESSMENT_NOTES,
    PLAN_NOTES,
    REFERRAL_NOTES,
    WORK_NOTES,
)
from sample_data.generate.practice import Practice

NOTES = REFERRAL_NOTES | ASSESSMENT_NOTES | PLAN_NOTES | WORK_NOTES
REFERRERS = Weighted.of(
    (("school", 30), ("health", 24), ("police", 16), ("early_years", 8), ("early_help", 8),
     ("family", 7), ("public", 5), ("other", 2))
)  # fmt: skip
ADULTS = ("mother", "father", "stepfather", "grandmother")
TROUBLES = ("drinking", "depression", "debts", "relationship", "drug use", "illness")
AGENCIES = ("health visitor", "school", "nursery", "school nurse", "housing officer", "GP")
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine")
CAUSES = Weighted.of(
    (("stop_start", 34), ("over_optimism", 24), ("change_of_worker", 18),
     ("waiting_for_service", 12), ("parents", 12))
)  # fmt: skip
NO_SIGNS_HELP_DAYS = 60
INITIAL_IN_TIME = 0.76
INITIAL_NOT_SEEN = 0.04  # old files in which only the core assessment is left


@dataclass
class CaseAnswers:
    """Answers to the questions and, once calculated, the judgements of one case."""

    case: DrawnCase
    practice: Practice
    answers: dict[str, Answer] = field(default_factory=dict)
    judgements: dict[str, Answer] = field(default_factory=dict)


class CaseReader:
    """Answers the questions of one case, in the order of the framework."""

    def __init__(self, case: DrawnCase, practice: Practice) -> None:
        self._case = case
        self._found = practice
        self._chance = Chance(case.case_ref, "answers")
        self._read = CaseAnswers(case, practice)
        self._used: set[str] = set()

    def read(self) -> CaseAnswers:
        """The answers to every question that applies."""
        self._referral()
        if self._case.case_type != "early_help":
            self._dates()
        if self._case.case_type == "child_protection":
            self._conference_dates()
        if self._case.case_type == "in_care":
            self._care_dates()
        self._assessment()
        self._planning()
        self._parents()
        self._oversight()
        self._voice()
        return self._read

    # ---------------------------------------------------------------- one answer at a time

    def _say(self, question: str, value: str | int | date) -> None:
        note = self._note(question, str(value)) if isinstance(value, str) else ""
        self._read.answers[question] = Answer(value=value, note=note)

    def _lack(self, question: str, absence: str) -> None:
        key = "child_too_young" if question == "VOI.1.a" else absence
        note = self._chance.one_of(ABSENCE_NOTES[key])
        self._read.answers[question] = Answer(absence=absence, note=note)

    def _note(self, question: str, value: str) -> str:
        notes = [one for one in NOTES.get((question, value), ()) if one not in self._used]
        if not notes:
            return ""
        chosen = self._chance.one_of(notes)
        self._used.add(chosen)
        text = chosen.format(
            adult=self._chance.one_of(ADULTS),
            trouble=self._chance.one_of(TROUBLES),
            agency=self._chance.one_of(AGENCIES),
            count=self._chance.one_of(NUMBERS[:5]),
            months=self._chance.one_of(NUMBERS[1:]),
            month=self._month(),
        )
        return text[0].upper() + text[1:]

    def _month(self) -> str:
        """A month in which the case was open, as an inspector writes it."""
        need = self._case.history.need
        start = need.started if need is not None else self._case.history.early_help[0].started
        latest = FRAME_DATE - timedelta(days=20)
        return self._chance.day(min(max(start, date(2012, 1, 1)), latest), latest).strftime("%B %Y")

    def _degree(self, question: str, *, lean: float = 0.0) -> str:
        """No, partly or yes, the worse the weaker the case; says it and returns it."""
        at = self._found.weakness + lean + 0.55 * (self._chance.whole(0, 1000) / 1000 - 0.5)
        value = "no" if at > 1.35 else "partly" if at > 0.9 else "yes"
        self._say(question, value)
        return value

    # ---------------------------------------------------------------- domain by domain

    def _referral(self) -> None:
        self._say("REC.1.a", self._chance.pick(REFERRERS))
        self._degree("REC.1.b", lean=0.25 if self._found.signs_missed else -0.2)
        self._say("REC.1.c", "yes" if self._found.signs_missed else "no")
        referrals = self._referrals_before()
        self._say("REC.2.a", referrals)
        if referrals:
            self._degree("REC.2.b")
        self._degree("REC.2.c", lean=-0.3)

    def _referrals_before(self) -> int:
        listed = self._case.history.referrals
        if listed:
            return max(listed, key=lambda one: one.received).in_twelve_months
        return self._chance.pick(Weighted.of(((0, 60), (1, 24), (2, 11), (3, 5))))

    def _dates(self) -> None:
        received = self._referral_date()
        quick = self._chance.happens(0.88 - 0.12 * self._found.weakness)
        decided = add_working_days(received, int(self._chance.happens(0.7)) if quick else 3)
        self._say("TIM.1.a", received)
        self._say("TIM.1.b", decided)
        taken = self._chance.whole(12, 44)
        if self._chance.happens(0.08 + 0.16 * self._found.weakness):
            taken = self._chance.whole(46, 74)
        concluded = add_working_days(max(received, decided), taken)
        if concluded > FRAME_DATE + timedelta(days=NO_SIGNS_HELP_DAYS):
            self._lack("TIM.1.d", "not_recorded")
        else:
            self._say("TIM.1.d", concluded)
            self._initial_assessment(received, concluded)

    def _initial_assessment(self, received: date, concluded: date) -> None:
        """Where the authority still made one; its share in time is that of `events.py`."""
        limit = version_in_force(RULES["IA-10"], received, TERMS[self._case.authority])
        if limit is None:
            return
        # A stream of its own, so that the other answers stay as they were without the question.
        chance = Chance(self._case.case_ref, "initial assessment")
        in_time = chance.happens(INITIAL_IN_TIME)
        taken = (
            chance.whole(3, limit.limit)
            if in_time
            else chance.whole(limit.limit + 1, limit.limit + 15)
        )
        if chance.happens(INITIAL_NOT_SEEN):
            note = chance.one_of(ABSENCE_NOTES["initial_not_seen"])
            self._read.answers["TIM.1.f"] = Answer(absence="not_seen", note=note)
        else:
            self._say("TIM.1.f", min(add_working_days(received, taken), concluded))

    def _referral_date(self) -> date:
        """The listed referral, or the one that the file shows for the current work."""
        listed = [one.received for one in self._case.history.referrals]
        if listed:
            return max(listed)
        need = self._case.history.need
        started = need.started if need is not None else FRAME_DATE
        # In long cases the assessment behind the current plan often followed a newer referral.
        if self._case.is_long_term and self._chance.happens(0.45):
            return working_day_from(self._chance.day(date(2013, 4, 16), date(2013, 6, 28)))
        return working_day_from(started)

    def _conference_dates(self) -> None:
        plan = self._case.history.plan
        if plan is None:
            return
        conference = plan.started
        late = self._chance.happens(0.18 + 0.18 * self._found.weakness)
        lead = self._chance.whole(17, 27) if late else self._chance.whole(8, 15)
        strategy = working_day_from(conference - timedelta(days=round(lead * 1.45)))
        self._say("TIM.2.a", strategy)
        self._say("TIM.2.b", conference)
        met = self._chance.whole(5, 10) if self._chance.happens(0.8) else 14
        self._say("TIM.2.d", add_working_days(conference, met))
        review = working_day_from(conference + timedelta(days=self._chance.whole(70, 89)))
        if review > FRAME_DATE + timedelta(days=NO_SIGNS_HELP_DAYS):
            self._lack("TIM.2.f", "not_applicable")
        else:
            self._say("TIM.2.f", review)

    def _care_dates(self) -> None:
        care = self._case.history.care
        if care is None:
            return
        self._say("TIM.3.a", care.started)
        taken = 26 if self._chance.happens(0.1) else self._chance.whole(12, 20)
        self._say("TIM.3.b", add_working_days(care.started, taken))
        self._degree("TIM.3.d", lean=0.3 if self._found.left_too_long else -0.2)

    def _assessment(self) -> None:
        found = self._found
        self._say("ASM.1.a", "yes" if found.has_assessment else "no")
        if not found.has_assessment:
            return
        self._yes_or_lacking("ASM.2.a", weak=found.history_weak)
        self._yes_or_lacking("ASM.2.b", weak=found.impact_weak)
        is_sound = not (found.history_weak or found.impact_weak)
        if found.chronology_missing:
            self._say("ASM.2.c", "no")
        elif is_sound:
            self._say("ASM.2.c", "yes" if self._chance.happens(0.6) else "partly")
        else:
            self._degree("ASM.2.c")
        self._degree("ASM.3.a", lean=0.2 if found.impact_weak else -0.15)
        self._say("ASM.3.b", "yes" if self._chance.happens(0.75 - 0.4 * found.weakness) else "no")

    def _yes_or_lacking(self, question: str, *, weak: bool) -> None:
        # "Nothing is recorded" counts as a no.
        if weak and self._chance.happens(0.08):
            self._lack(question, "not_recorded")
        else:
            self._say(question, "no" if weak else "yes")

    def _planning(self) -> None:
        found = self._found
        if found.plan_good:
            self._say("PLAN.1.a", "yes")
            self._say("PLAN.1.b", "yes")
        elif self._chance.happens(0.12):
            self._say("PLAN.1.a", "no")
        else:
            self._say("PLAN.1.a", "yes")
            self._say("PLAN.1.b", "no" if found.weakness > 1.25 else "partly")
        stuck = found.left_too_long or found.drift
        self._degree("PLAN.2.a", lean=0.3 if stuck else -0.15)
        if found.lasting_support:
            self._say("PLAN.2.b", "yes")
        else:
            self._say("PLAN.2.b", "partly" if self._chance.happens(0.35) else "no")
        self._say("PLAN.3.a", "yes" if found.drift else "no")
        if found.drift:
            cause = "parents" if found.feigned and self._chance.happens(0.45) else None
            self._say("PLAN.3.b", cause or self._chance.pick(CAUSES))
        self._say("HARM.1.a", "yes" if found.left_too_long else "no")
        if found.left_too_long:
            self._say("HARM.1.b", self._chance.whole(3, 20))
        self._say("HARM.1.c", "no")

    def _parents(self) -> None:
        found = self._found
        self._degree("ENG.1.a", lean=-0.1)
        self._degree("ENG.1.b", lean=-0.1)
        lacking = found.feigned or self._chance.happens(0.18)
        self._say("ENG.2.a", "yes" if lacking else "no")
        if lacking:
            self._say("ENG.2.b", "yes" if found.feigned else "no")
            self._degree("ENG.2.c", lean=0.2 if found.feigned else -0.2)

    def _oversight(self) -> None:
        found = self._found
        if not found.oversight_weak:
            self._say("MGT.1.a", "yes")
            self._say("MGT.1.b", "yes")
        else:
            worst = found.left_too_long or found.weakness > 1.3
            supervised = self._chance.pick(Weighted.of((("no", 30), ("partly", 50), ("yes", 20))))
            self._say("MGT.1.a", supervised)
            challenge = "no" if worst and self._chance.happens(0.7) else "partly"
            self._say("MGT.1.b", challenge)
        if self._chance.happens(0.35) and not found.left_too_long:
            self._lack("MGT.1.c", "not_applicable")
        elif found.oversight_weak:
            self._say("MGT.1.c", "no" if self._chance.happens(0.6) else "partly")
        else:
            self._say("MGT.1.c", "yes" if self._chance.happens(0.75) else "partly")

    def _voice(self) -> None:
        found = self._found
        if found.seen == "not_applicable":
            self._lack("VOI.1.a", "not_applicable")
        else:
            self._say("VOI.1.a", found.seen)
        if found.voice_good:
            self._say("VOI.1.b", "yes")
            self._say("VOI.1.c", "yes" if self._chance.happens(0.55) else "partly")
            return
        value = "no" if found.weakness > 1.2 and self._chance.happens(0.6) else "partly"
        self._say("VOI.1.b", value)
        self._say("VOI.1.c", "no" if value == "no" or self._chance.happens(0.3) else "partly")
