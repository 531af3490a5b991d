"""Quantities in prose that no claim holds against the evidence.

A quantity is a number, a share, a quantifier with something that a review counts, a superlative or
comparison of such things, or an average. Exempt, by rule, are what `_EXEMPT` lists (dates, times
and ages, numbers of sections), what stands between quotation marks, and a single "one". Vague words
(some, several, many, often, usually, rarely) name no quantity.
Docs: docs/how-tos/write-the-narrative.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from inspect_tool.domain.claims.sentences import CLOSE, OPEN

_WORD_NUMBER: Final = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five"
    r"|six|seven|eight|nine))?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|hundreds?|thousands?|millions?|dozens?)"
)
_NUMBER: Final = rf"(?:\d[\d,]*(?:\.\d+)?|{_WORD_NUMBER})"
_COUNTED: Final = (
    r"(?:cases?|child(?:ren)?|young people|famil(?:y|ies)|parents?|carers?|mothers?|fathers?|boys?"
    r"|girls?|siblings?|brothers?|sisters?|authorit(?:y|ies)|areas?|boards?|councils?|plans?"
    r"|assessments?|conferences?|reviews?|records?|files?|interviews?|professionals|workers?"
    r"|managers?|inspectors?|visits?|referrals?|teams?|chairs?|schools?|audits?|chronolog(?:y|ies)"
    r"|core groups?|deaths?|reports?|agenc(?:y|ies)|people|staff)"
)
_BETWEEN: Final = r"(?:(?!than\b)[a-z’-]+ ){0,3}?"
_BEST: Final = (
    r"(?:weakest|strongest|best(?! interests?\b)|worst|highest|lowest|largest|smallest|poorest"
    r"|fewest|greatest|(?:most|least) \w+)"
)
_SMALL: Final = r"(?:and|or|to|in|of|from|on|at|with|by|for|were|was|is|are|had|has|have)\b"
_FRACTION: Final = (
    r"(?:[\u00bc-\u00be\u2150-\u215e\u2189]"
    r"|(?:an?|one|two|three|four|five|seven|nine)[ -](?:third|quarter|fifth|sixth|eighth|tenth)s?"
    r"(?! (?:party|person|of an? hour))|half (?:of|the|all|these|those)|(?:over|under|than|about"
    r"|exactly|nearly|almost) half|half (?:was|were|had|has|have|is|are|did|showed|said))"
)
# Few of something that is counted, in words that are numbers.
_GROUP: Final = r"(?:couple|pair|handful|score|scores|half[ -]dozen|dozens?)"
_VERB: Final = r"(?:was|were|are|is|had|has|have|did)"
_WIDE: Final = r"(?:commonplace|widespread|rife|endemic|pervasive|prevalent|universal)"
_DID: Final = (
    r"(?:had|has|was|were|did|\w+ed|saw|knew|made|took|spoke|told|met|gave|went|came|kept|wrote"
    r"|got|left|thought|felt|said|found)"
)
_FOREMOST: Final = r"(?:main|chief|commonest|biggest|principal|prime|single most)"
_CHANGED: Final = (
    r"(?:risen|rose|fallen|fell|increased|decreased|declined|dropped|grown|grew|improved"
    r"|deteriorated|worsened|doubled|(?:got|become|became) (?:better|worse|more \w+|less \w+))"
)
_HOW_MUCH: Final = r"(?:numbers?|proportions?|figures?|rates?|shares?|levels?|percentages?)"
_OF_WHAT: Final = r"(?: of (?:\w+ ){0,3}?\w+)?"
_NAME: Final = r"(?-i:[A-Z])\w+"
_ROMAN: Final = r"(?-i:II|III|IV|VI{0,3}|IX|X{1,3}(?:IX|IV|V?I{0,3}))"
_UNIT: Final = (
    r"(?:working |calendar |school )?(?:years?|months?|weeks?|days?|hours?|minutes?|terms?)"
)
_MONTH: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# What is a number and no quantity of the review.
_EXEMPT: Final = re.compile(
    "|".join(
        (
            rf"{OPEN}[^{CLOSE}]*{CLOSE}(?: of (?:all )?(?:the |these |those )?{_NUMBER}\b)?",
            r"“[^”]*”",
            r"\ba few\b|\ba (?:small |large |good |great )?number of\b",
            rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: \d{{4}})?|\b{_MONTH} \d{{4}}",
            r"\b(?:in|of|since|before|until|by|from|during|after|to) (?:19|20)\d\d"
            r"(?:[-–/]\d{2,4})?\b",
            r"\b(?:19|20)\d\d(?:[-–/]\d{2,4})?(?= Act\b)",
            r"\b(?:Act|Regulations?|Order|Rules|Code|Strategy) (?:19|20)\d\d\b|\((?:19|20)\d\d\)",
            rf"\b(?:he|she) (?:was|is|turned) {_NUMBER}\b(?= (?:when|at|and|years)\b|[.,;])",
            rf"\b(?:{_NUMBER}|one)(?: to | or | and |-){_NUMBER}[ -]{_UNIT}\b",
            rf"\b(?:{_NUMBER}|half|each|every|a)[ -](?:a |an |the )?(?:\w+ )?{_UNIT}\b",
            rf"\bage[ds]? {_NUMBER}(?: (?:and|to|or) (?:under|over|{_NUMBER}))?",
            rf"\b(?:child|children|baby|boy|girl) of {_NUMBER}(?: (?:and|or|to) {_NUMBER})?",
            rf"\b(?:section|paragraph|chapter|table|figure|annex|list|question|regulation|part|day"
            rf"|rule|article|version) {_NUMBER}\b",
            r"\b\d{1,2}[:.]\d{2}(?: ?[ap]m)?\b",
            rf"\b{_NUMBER} times (?:before|a)\b",
        )
    ),
    re.IGNORECASE,
)
# In a recommendation these say what should be, not what was found.
_OF_ADVICE: Final = re.compile(
    r"(?:every|each|all|both|no|any|the most|the least|not)\b|(?<=\bthe )most\b", re.IGNORECASE
)
_WAS: Final = re.compile(r"\s*(?:was|were|had|did)\b", re.IGNORECASE)
# Letters and figures of full width, as their plain ones.
_PLAIN_WIDTH: Final = {0xFF01 + at: 0x21 + at for at in range(94)}


def _kinds(counted: str) -> tuple[str, ...]:
    """What states a quantity, given what a review counts."""
    return (
        rf"{_NUMBER}\s?(?:%|per ?cent\b)",
        rf"\b(?:{_NUMBER}|one) (?:in|of|out of|in every) (?:all )?(?:of )?"
        rf"(?:the |these |those )?{_NUMBER}\b",
        rf"(?<!\w){_FRACTION}(?!\w)(?: of\b)?",
        rf"\b(?:more than|at least|at most|fewer than|less than|only|just|barely) (?:an?|one)"
        rf" (?:in|of|{_BETWEEN}{counted})\b",
        rf"\b(?:zero|nil|nought|{_ROMAN}) {_BETWEEN}{counted}\b",
        rf"\b{_GROUP} of (?:the |these |those |them\b)?(?:{_BETWEEN}{counted}\b)?",
        rf"\b{_VERB} (?:all|both|none|nearly all|almost all|mostly)\b(?! (?:the|that|too)\b)",
        rf"\bno(?:t a)? single one of (?:the |these |those )?{_BETWEEN}{counted}\b",
        r"\b(?:mostly|mainly|chiefly|uniformly|unanimously)\b|\bthe (?:norm|exception)\b",
        rf"\b(?:but|and) (?:always|never) (?:for|in|of|with|among)\b"
        rf"|\b{counted} {_VERB} (?:always|never)\b",
        rf"\bonly (?:in )?(?-i:[A-Z][a-z]+) {_VERB}\b|(?-i:\b[A-Z][a-z]+) alone {_VERB}\b",
        r"\b(?:majority|minority)\b(?: of\b)?",
        r"\b(?:proportion|number|share) of (?:\w+ ){0,3}?" + counted + r"\b",
        r"\bjust as (?:many|much|few|often|likely)\b"
        r"|\b(?:twice|double|half|three times|four times) as \w+\b",
        rf"\b(?:{_NUMBER}[ -]?|two|three|four|five|six|seven|eight|nine|ten|hundred|many)fold\b",
        r"\b(?:(?:almost|nearly|virtually) )?everywhere\b|\b(?:nowhere|anywhere else)\b",
        r"\b(?:hardly|scarcely|barely) (?:any(?:where|one|body)?|an?)\b",
        r"\b(?:both|neither) (?:was|were|is|are|did|do|showed|said|(?:had|have|has)(?! to\b))\b",
        r"\b(?:outnumber|outweigh|outdid|outstrip)\w*|\bc[ao]me (?:last|top|bottom)\b",
        r"\b(?:doubled|trebled|tripled|quadrupled|halved|quadruple|triple|treble)\b",
        rf"\b(?:twice|{_NUMBER} times) (?:the|that|those|what)\b",
        rf"\b(?:more|fewer|less) {_BETWEEN}{counted} {_BETWEEN}than\b",
        r"\b(?:more|less) (?:likely|often|common|frequent) (?:\w+ ){0,6}?than\b",
        r"\b(?:on average|averag(?:e|ed|es|ing)|median|the mean|an? typical)\b",
        r"\b(?:all|most|none|few) (?:had|have|has|were|was|are|is|did|showed|said)\b",
        rf"\b(?:worse|better|weaker|stronger|higher|lower|larger|smaller) than"
        rf" (?:all|any|every|the)\b(?: other)? (?:others?|{counted})\b",
        rf"\b(?:almost |nearly |not |virtually )?(?:all|every|each|both|neither|no|none of|most|few"
        rf"|not one|a single) (?:but \w+ )?(?:of )?(?:the |these |those |its |their )?"
        rf"{_BETWEEN}{counted}\b",
        rf"\b{_BEST} (?:[a-z]+ ){{0,2}}?(?:in|of|among) (?:the |all )?(?:[A-Z]\w+|{counted})\b",
        rf"\bthe {_BEST} {_BETWEEN}{counted}\b",
        r"\b(?:virtually|practically|almost|nearly) (?:all|every|everyone|everybody|everything|none"
        r"|nobody|no one)\b",
        r"\bthe (?:\w+ )?(?:bulk of\b|lion[’']s share\b)"
        r"|\b(?:most|all|few|both|neither) of (?:them|whom)\b"
        rf"|\bnone of (?:them|whom)(?: {_DID}\b|(?=[.,;]))",
        *_kinds_of_comparing(counted),
        *_kinds_of_sharing(counted),
        rf"\b{_NUMBER}\b(?: (?:{_BETWEEN}{counted}\b|(?!{_SMALL})[a-z’-]+))?",
    )  # fmt: skip


def _kinds_of_sharing(counted: str) -> tuple[str, ...]:
    """What says of how many, or how widely, without a number."""
    return (
        rf"\b(?:was|were) {_WIDE}\b|\b(?:more often than not|as often as not)\b",
        rf"(?<!\w )\b(?:nobody|no one|none|everybody|everyone) (?:ever )?{_DID}\b",
        rf"\b(?:countless|innumerable|too many|too few|not enough) {_BETWEEN}{counted}\b",
        rf"\bwith (?:{_NUMBER}|one|an?|few|some|rare|the) exceptions?\b",
        rf"\b(?!{_UNIT}\b)(\w+) (?:after|upon) (?:an? )?(?:\1|another)\b",
        r"\bthe (?:rest|remainder) of (?!(?:the |their |his |her )?family\b)"
        rf"(?:the |these |those )?{_BETWEEN}{counted}\b",
        r"\b(?:all|most|half|none|much) of what\b|\b(?:more|fewer) did\b"
        r"|\beverything (?:that )?we\b",
        r"(?<!behind )\b(?:all (?:of )?the|the) (?:others|rest|remainder)"
        r"(?: (?:was|were|had|did)\b|(?=[.,;]))",
        r"\b(?:by and large|for the most part|in the main|across the board|without exception"
        r"|invariably|universally|overwhelmingly|predominantly|without fail|time and again|all told"
        r"|not once|never once)\b|\bthroughout(?=[.,;])",
        r"\bmost of the (?:time|delay|work|day|way|information|evidence)\b",
    )


def _kinds_of_comparing(counted: str) -> tuple[str, ...]:
    """What sets one group, place or time beside another, or names the foremost of something."""
    return (
        r"\b(?:more|less) (?:likely|common|frequent)\b|\bsecond to none\b",
        r"\b(?:more|less) (?:\w+ ){0,4}?than (?:in|for|among|they|we)\b",
        r"\b(?:more and more|fewer and fewer|less and less)\b",
        r"\b(?:\w+er|more \w+|less \w+) than (?:elsewhere|others?|anywhere|average|before"
        rf"|in (?:other|any|most|all|{_NAME})|its neighbours"
        rf"|(?:other|any|most|all) (?:other )?{counted})\b",
        r"\b(?:topped the|led the (?:field|way)|lagged behind|trailed|outperform\w*|surpass\w*)\b",
        r"\bthe (?:second |third )?(?:most|least)"
        r" (?:common|frequent|usual|likely|typical|serious)\b",
        rf"\bthe {_FOREMOST} (?:reason|cause|fault|problem|weakness|barrier|difficulty|shortcoming"
        r"|strength|factor|obstacle)s?\b",
        rf"\b{_HOW_MUCH}{_OF_WHAT} (?:had |has |have )?{_CHANGED}\b",
        rf"\b(?:practice|performance|standards|quality|timeliness) (?:had|has|have) {_CHANGED}\b",
        rf"\b{_HOW_MUCH}{_OF_WHAT} {_VERB} (?:\w+ )?(?:high|low|rising|falling)\b",
        rf"\b(?:had|has|have) {_CHANGED} (?:\w+ ){{0,3}}?"
        r"(?:(?:since|over the|compared|in recent)\b|\x00)",  # or a date, which is a mark by now
        r"\bon the (?:rise|increase|decline|wane)\b|\bincreasingly (?:common|frequent|rare)\b",
        r"\bequally \w+ (?:in|for|among) (?:both|all|every)\b",
        rf"\bas \w+ (?:in|for|among) {_NAME} as (?:in|for|among)\b",
        r"\bthe (?:longest|shortest|slowest|quickest|fastest)\b"
        r"|(?:(?<=\bwas )|(?<=\bwere ))(?:\w+est|best|worst) (?:in|among|for)\b",
        r"\b(?:performed|did|fared|scored) (?!\w+ best)(?:\w+ )?(?:best|worst)\b",
        rf"\b(?:better|worse) than {_NAME}",
        r"\bvaried (?:widely|greatly|considerably|markedly|little|hugely)\b",
    )


@lru_cache
def _quantity(own: frozenset[str]) -> re.Pattern[str]:
    """What states a quantity, of what every review counts and of what one calls by own words."""
    words = "|".join(re.escape(word) for word in sorted(own, key=lambda word: (-len(word), word)))
    counted = f"(?:{words}|{_COUNTED})" if words else _COUNTED
    return re.compile("|".join(f"(?:{kind})" for kind in _kinds(counted)), re.IGNORECASE)


@dataclass(frozen=True)
class Unclaimed:
    """A quantity that nothing holds against the evidence.

    Args:
        start: Where it stands in its paragraph.
    """

    phrase: str
    start: int


def unclaimed_in(
    text: str, *, is_advice: bool = False, own: frozenset[str] = frozenset()
) -> tuple[Unclaimed, ...]:
    """The quantities of a paragraph that are neither claims nor exempt, in their order.

    Args:
        text: With its claims between `sentences.OPEN` and `CLOSE`.
        is_advice: Whether it is a recommendation.
        own: What the review calls its cases and those who have to do with them.
    """
    # What is exempt becomes a mark that no quantity runs over, of the same length.
    plain = _EXEMPT.sub(lambda found: "\x00" * len(found[0]), text.translate(_PLAIN_WIDTH))
    found: list[Unclaimed] = []
    for match in _quantity(own).finditer(plain):
        is_exempt = _OF_ADVICE.match(plain, match.start()) and not _WAS.match(plain, match.end())
        if not (is_advice and is_exempt):
            phrase = text[match.start() : match.end()]
            found.append(Unclaimed(phrase.strip(), match.start()))
    return tuple(found)
