"""Notes as inspectors write them: short, about the case, without names.

All are invented. `{…}` takes a detail that varies from case to case (see `details` in
`case_answers.py`), so that two cases seldom read alike.
"""

from __future__ import annotations

from typing import TypeAlias

Notes: TypeAlias = dict[tuple[str, str], tuple[str, ...]]

REFERRAL_NOTES: Notes = {
    ("REC.1.b", "no"): (
        "The referral is about the {adult}'s {trouble}; the child comes in the last line.",
        "\"Home conditions remain poor.\" Nothing on food, sleep or who cares for the child.",
        "Reported as an incident of {month}. No account of daily life.",
        "Form filled in by a duty officer from a telephone call; effect on the child left blank.",
    ),
    ("REC.1.b", "partly"): (
        "Good detail on the home; says less about what it means for a child of this age.",
        "Health is well described, school and play are not.",
        "Dates are given for {count} missed appointments, without what followed from them.",
        "Clear about the older child; this one is described only as \"fine\".",
    ),
    ("REC.1.c", "yes"): (
        "{agency} noted hunger and tiredness from {month} on; passed on {months} months later.",
        "{count} entries about hygiene in the {agency} record before anybody put them together.",
        "A sibling's file shows the same concerns two years earlier; closed with advice.",
        "Immunisations and dental checks missed for {months} months; each letter was filed.",
        "Attendance fell below 80% in {month}; left to the attendance officer alone.",
        "Neighbour rang twice. Both contacts were closed on the day.",
    ),
    ("REC.2.b", "no"): (
        "Each of {count} referrals was closed on its own merits; none refers to an earlier one.",
        "The worker confirmed that earlier contacts sit in another module and were not opened.",
        "The same threshold decision, in the same words, {count} times.",
    ),
    ("REC.2.b", "partly"): (
        "The last two were read together, the earlier ones were not.",
        "A list of contacts was printed; no analysis of what they add up to.",
        "Manager's note mentions \"some history\".",
    ),
    ("REC.2.c", "no"): (
        "Passed to a service that could not reduce the risk; back within {months} months.",
        "A letter to the parents stood in for an enquiry.",
        "Stepped down on the day on which {agency} reported that things were worse.",
    ),
    ("REC.2.c", "partly"): (
        "Right in the end, after {agency} asked for it to be looked at again.",
        "An assessment was right; a strategy discussion should have been held too.",
        "Proportionate for the baby, too low for the older children.",
    ),
}  # fmt: skip

ASSESSMENT_NOTES: Notes = {
    ("ASM.1.a", "no"): (
        "Started in {month} and never finished; the case moved on without it.",
        "Only a referral form with a signature. The worker thought that the nursery had assessed.",
        "Early help offered on the strength of a conversation; nothing written.",
        "The assessment on file is of a sibling.",
    ),
    ("ASM.2.a", "no"): (
        "Chronology of {count} pages attached, not used. Two earlier plans are not mentioned.",
        "Begins with this referral. The {adult}'s own time in care appears once, as a date.",
        "\"Fresh start\" for a family with {count} earlier periods of support.",
        "Older children live with relatives; the assessment does not ask why.",
        "History listed under its heading and absent from the analysis.",
        "The earlier authority's file was asked for and not chased.",
    ),
    ("ASM.2.b", "no"): (
        "\"Emotional needs not consistently met\" is all that is said about this child.",
        "Weight, teeth and speech are in the health record and nowhere in the assessment.",
        "Nearly all about the {adult}'s {trouble}. The child could be any child.",
        "Four children assessed in one paragraph.",
        "Conditions are described room by room; what it is like to live in them is not.",
        "No account of who gets the child up, feeds the child or puts the child to bed.",
    ),
    ("ASM.2.c", "no"): (
        "None later than {month}.",
        "A list of system entries, not a chronology.",
        "Exists in {agency} only; social care had not seen it.",
    ),
    ("ASM.3.a", "no"): (
        "Eleven pages on the adults and half a page on the child.",
        "The plan that follows is a plan for the {adult}.",
        "Child seen once, for ten minutes, with both parents in the room.",
    ),
    ("ASM.3.a", "partly"): (
        "The child comes to life in the observations and is gone from the analysis.",
        "Balanced until the conclusion, which is about attendance at appointments.",
        "Good on the baby; the {adult}'s {trouble} takes over for the rest.",
    ),
}  # fmt: skip

PLAN_NOTES: Notes = {
    ("PLAN.1.a", "no"): (
        "Last written plan dates from {month}; the one in force is described as \"verbal\".",
        "Minutes of a meeting are filed as the plan.",
        "Lead professional left and the plan was not taken over.",
    ),
    ("PLAN.1.b", "no"): (
        "{count} actions, all of them services. Nothing that has to be different for the child.",
        "\"Parents to engage\" stands {count} times. No dates, no consequence.",
        "The same plan as in {month} with a new date on it.",
    ),
    ("PLAN.1.b", "partly"): (
        "Says what must change, not by when.",
        "Clear aims for school; nothing for evenings and weekends.",
        "Good contingency in the minutes that did not reach the plan the parents have.",
        "Aims could be seen in the child's life; who checks them could not.",
    ),
    ("PLAN.2.a", "no"): (
        "Review reports appointments kept; weight and speech not mentioned since {month}.",
        "Three reviews in a row \"note progress\" and name none.",
        "The core group believed that lateness had stopped; the school register shows otherwise.",
    ),
    ("PLAN.2.a", "partly"): (
        "School brings figures, the others bring impressions.",
        "Change is measured for the baby and assumed for the older children.",
        "The scale was completed once, in {month}, and not again.",
    ),
    ("PLAN.2.b", "no"): (
        "Family support ended with the plan in {month}; self-referral since.",
        "Six sessions, then closed. The {adult} said that it had begun to help.",
        "Nothing after the course. {agency} is expected to \"monitor\".",
        "The worker agreed that this would be back and had nothing to offer meanwhile.",
    ),
    ("PLAN.3.a", "yes"): (
        "Opened and closed {count} times; {months} months without change for the child.",
        "Third plan for neglect. Each ended at the first improvement.",
        "Awaiting a specialist report from {month} on; no interim decision.",
        "{count} social workers in the period, each of whom began again.",
        "Legal advice was sought in {month} and acted on {months} months later.",
    ),
    ("TIM.3.d", "no"): (
        "Discussed at {count} reviews before the night on which police removed the children.",
        "Legal advice in {month}; application {months} months later, on the same facts.",
        "The plan ruled out home in {month}. The child stayed at home.",
    ),
    ("TIM.3.d", "partly"): (
        "Right once it was made; a viability assessment of the {adult} was waited for.",
        "The younger child was protected at birth, this one {months} months later.",
        "Section 20 was used for longer than it should have been.",
    ),
    ("HARM.1.a", "yes"): (
        "By {month} each agency knew enough; firm action came {months} months later.",
        "Described in the same words at {count} visits; nobody decided that it was enough.",
        "The {adult}'s {trouble} was given time that the child did not have.",
        "Weight fell across two centiles while the plan was continued at two reviews.",
        "The child was caring for younger siblings throughout; known, recorded and left.",
        "Action followed a police visit at night. Nothing that they found was new.",
    ),
}  # fmt: skip

WORK_NOTES: Notes = {
    ("ENG.1.a", "no"): (
        "The {adult} learned of the worry about care proceedings from the conference report.",
        "Letters speak of \"support with routines\". The record speaks of significant harm.",
        "Nobody has said what would have to be different for the plan to end.",
    ),
    ("ENG.1.a", "partly"): (
        "Plain with the mother, never with the father.",
        "Said at conference, softened at every visit since.",
        "A written agreement that the {adult} could not read.",
    ),
    ("ENG.1.b", "no"): (
        "Father's address is on file; nobody has written to him.",
        "A new partner has lived there since {month}, not seen.",
        "Grandmother does most of the care and has not been to a meeting.",
    ),
    ("ENG.2.a", "yes"): (
        "{count} of 14 clinic appointments kept, all in the fortnight before a review.",
        "House tidy for announced visits; the unannounced one in {month} found otherwise.",
        "Agrees with everything and has done none of it since {month}.",
        "Children kept at home on visiting days.",
        "Door not opened at {count} visits; curtains drawn and television on.",
    ),
    ("ENG.2.b", "yes"): (
        "Plan extended twice on the strength of promises, {months} months in all.",
        "The decision to seek legal advice was put off each time an appointment was kept.",
        "{agency} and social care held different halves of the picture until {month}.",
    ),
    ("ENG.2.c", "no"): (
        "Recorded as engagement throughout.",
        "The worker suspected it, and did not want to lose the family's trust.",
        "Core group minutes: \"parents working well with professionals\".",
    ),
    ("ENG.2.c", "partly"): (
        "Named in supervision, not with the parents.",
        "Unannounced visits began in {month}, after the third review.",
        "{agency} challenged; others thought it harsh.",
    ),
    ("MGT.1.a", "no"): (
        "No supervision note on this child since {month}.",
        "Notes are a list of tasks carried over from month to month.",
        "Three managers in the period. None refers to what another decided.",
    ),
    ("MGT.1.a", "partly"): (
        "Monthly and on time; what the worker thinks is happening to the child is not in it.",
        "Good until the team manager left in {month}.",
        "Reflective at the start, then tasks.",
    ),
    ("MGT.1.b", "no"): (
        "Chair continued the plan for six months, noting \"limited progress\".",
        "Signed off without comment at each stage.",
        "Manager's decisions repeat the worker's recommendation word for word.",
    ),
    ("MGT.1.b", "partly"): (
        "The chair asked the right question; nobody came back to it.",
        "Challenged once, in {month}, and accepted a promise.",
        "Manager asked for a chronology. It was not done and not asked for again.",
    ),
    ("MGT.1.c", "no"): (
        "{agency} disagreed with the step down and did not know how to take it further.",
        "Discussed as a case for legal advice since {month}; not taken there.",
        "Two agencies stopped attending. Nobody asked why.",
    ),
    ("VOI.1.a", "no"): (
        "Seen with a parent in the room at each of {count} visits.",
        "\"Presented well\" is all that is said.",
        "Asleep at {count} visits; the time of visiting was not changed.",
        "A baby described only by clothes and temperature of the room.",
    ),
    ("VOI.1.b", "no"): (
        "I could not say from the record who cooks or where the child sleeps.",
        "The child is a name and a date of birth.",
        "Described through the {adult}'s account throughout.",
    ),
    ("VOI.1.b", "partly"): (
        "School days are clear, weekends are a blank.",
        "Vivid in {month}; nothing since the change of worker.",
        "The older sister comes alive on the page. This child does not.",
    ),
    ("VOI.1.c", "no"): (
        "Said in {month} what would help. Nothing was done, and nobody went back to say so.",
        "Direct work done by a student, filed, not used.",
        "Drawings are in the file; the plan is as before.",
    ),
}  # fmt: skip

GOOD_NOTES: dict[str, tuple[str, ...]] = {
    "REC.1": (
        "Referral with dates; can be acted on without ringing back.",
        "{agency} put {months} months of small things together before ringing.",
        "Says what the child eats, wears and misses. I could picture it.",
        "The nursery had tried three things first and says what came of each.",
    ),
    "REC.2": (
        "All earlier contacts read and summed up in one paragraph.",
        "Referrer told the outcome within two days, and what to do if things did not change.",
        "Third contact treated as one serious concern.",
        "Decision changed after the manager read the sibling's file.",
    ),
    "ASM.2": (
        "History changes the conclusion. I understood what a day is like for this child.",
        "Growth, speech and attendance with dates; says what will happen if nothing changes.",
        "Each child in the family has a page, and they differ.",
        "The {adult}'s own childhood is there for what it explains, not as an excuse.",
    ),
    "ASM.3": (
        "A second worker would come to the same conclusion.",
        "Tool used before and after; the difference carries the analysis.",
        "Father seen twice. His part is weighed like the mother's.",
    ),
    "PLAN.1": (
        "Short. The {adult} could tell me what is in it.",
        "Four aims, each with a date and a sign by which anybody could see it met.",
        "Says in plain words what happens in January if the house is as it is now.",
        "Written with the family; the child's own wish stands first.",
    ),
    "PLAN.2": (
        "Same scale at two dates; the plan was changed because of it.",
        "School brings a weekly count. Everybody looks at it first.",
        "Support tapers over a year and can be taken up again by ringing the same person.",
    ),
    "PLAN.3": (
        "Decisions follow each other in the child's time.",
        "No gap of more than five weeks without something having changed for the child.",
        "When the first plan did not work, the second was different.",
        "One worker throughout. Nothing had to be begun again.",
        "Ages at first concern, now and at the next review stand at the top.",
    ),
    "HARM.1": (
        "Understood early. When support did not work, the next step was taken at once.",
        "Risk was real and was held, with visits at breakfast and bedtime.",
        "The child has gained weight and words since the plan began.",
        "Concern was about what might come. It was acted on before it did.",
    ),
    "ENG.1": (
        "Kind and plain. The {adult} disagrees with the plan and knows what it is for.",
        "Grandmother and stepfather are part of it, and know their part.",
        '"She told me straight." The file shows the same.',
    ),
    "ENG.2": (
        "Tested by unannounced visits and by asking the school.",
        "What is promised is done. Three agencies say the same.",
        "Lapses were talked about in the week in which they happened.",
        "Ambivalent at first; named, and no longer so.",
    ),
    "MGT.1": (
        "Manager knows the story, sets dates and comes back to them.",
        '"What would the child say?" stands in every supervision note, with an answer.',
        "Chair compared this review with the last and wrote to the head of service.",
        "Disagreement with health settled in four days, by two managers who met.",
    ),
    "VOI.1": (
        "A boy who counts the tins in the cupboard. One can see him.",
        "Worker went back to say what had been done about it.",
        "Observed at nursery, at home and with grandparents; three different children.",
        "Her drawing is in the plan, with what was decided because of it.",
    ),
}

ABSENCE_NOTES: dict[str, tuple[str, ...]] = {
    "not_applicable": (
        "Does not arise in this case.",
        "Nothing of the kind was called for in the period.",
        "The question does not come up here.",
    ),
    "child_too_young": (
        "Not yet born, or too young for the visits so far to show it.",
        "A few weeks old; seen in hospital only.",
    ),
    "not_seen": (
        "That part of the file is kept by another agency and was not to hand.",
        "The worker had left and nobody else could say.",
        "Paper file in store; not retrieved within the visit.",
    ),
    "initial_not_seen": (
        "Only the core assessment is left on the file; the initial one was not migrated.",
        "The initial assessment is in the old system, which could not be opened.",
    ),
    "not_recorded": ("", "Nothing on file.", "The worker remembers it; it is not written down."),
}

DIFFERING_NOTES: dict[tuple[str, str], str] = {
    ("good", "outstanding"): (
        "Above what the answers show: the work was followed through for two years by the same "
        "worker, and each agency could describe its effect on the child."
    ),
    ("requires_improvement", "good"): (
        "The one weak answer concerns a matter of form; in substance the child was well served."
    ),
    ("requires_improvement", "inadequate"): (
        "Answers are mixed, but the one failing left the child without protection for weeks."
    ),
}

REFERRAL_REASONS = (
    (
        "The child is at home with a parent whose return had been ruled out by the plan. Not at "
        "immediate risk today: a relative is staying until Friday. No decision after that.",
        "Head of service reviewed the case on the same day; visits daily, strategy discussion held "
        "the next morning, plan changed.",
    ),
    (
        "Two agencies hold concerns about weight that have not reached the social worker, and the "
        "next review is ten weeks away.",
        "Review brought forward to the following week; paediatric appointment made and attended; "
        "weight now monitored weekly.",
    ),
)
