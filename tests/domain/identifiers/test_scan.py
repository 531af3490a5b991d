"""What is found in a text, what is not, and what is said of it."""

from __future__ import annotations

import pytest

from inspect_tool.domain.identifiers.finding import Finding, IdentifierKind
from inspect_tool.domain.identifiers.numbers import nhs_check_digit, upn_check_letter
from inspect_tool.domain.identifiers.scan import blot_out, find_identifiers, replaced

NHS, UPN = IdentifierKind.NHS_NUMBER, IdentifierKind.UPN
BIRTH, POSTCODE, ADDRESS = IdentifierKind.BIRTH, IdentifierKind.POSTCODE, IdentifierKind.ADDRESS
TELEPHONE, E_MAIL = IdentifierKind.TELEPHONE, IdentifierKind.E_MAIL
HANDLE, PLATE, NAME = IdentifierKind.HANDLE, IdentifierKind.PLATE, IdentifierKind.NAME

FOUND = [
    # The example of the NHS Data Dictionary, and one whose check digit would be 10.
    ("NHS number 943 476 5919 seen", NHS, "943 476 5919"),
    ("record 9434765919 seen", NHS, "9434765919"),
    ("NHS number 943 476 5910, mistyped", NHS, "943 476 5910"),
    ("UPN H801200001001 on the list", UPN, "H801200001001"),
    ("temporary U80120000100A", UPN, "U80120000100A"),
    ("born on 3/4/2006 at home", BIRTH, "3/4/2006"),
    ("dob: 3rd of April 06", BIRTH, "3rd of April 06"),
    ("D. O. B. 3/4/2006", BIRTH, "3/4/2006"),
    ("on 3/4/2006, he turned 12 on 5/4/2018", BIRTH, "5/4/2018"),
    ("(12.05.2009 date of birth)", BIRTH, "12.05.2009"),
    ("her birthday was April 3, 2006", BIRTH, "April 3, 2006"),
    ("moved to LS6 1AN in May", POSTCODE, "LS6 1AN"),
    ("moved to ls6 1an in May", POSTCODE, "ls6 1an"),
    ("at 14 Larkspur Close", ADDRESS, "14 Larkspur Close"),
    ("Flat 3, 27 Church View was cold", ADDRESS, "Flat 3, 27 Church View"),
    ("they live at 27 Church View", ADDRESS, "27 Church View"),
    ("seen in Bramble Lane", ADDRESS, "Bramble Lane"),
    ("12 station road", ADDRESS, "12 station road"),
    ("12 ſtation ſtreet", ADDRESS, "12 ſtation ſtreet"),  # no sign in small letters
    ("rang 07700 900123", TELEPHONE, "07700 900123"),
    ("rang +44 (0)20 7946 0123", TELEPHONE, "+44 (0)20 7946 0123"),
    ("rang (0161) 496 0123", TELEPHONE, "(0161) 496 0123"),
    ("wrote from a.b@example.org", E_MAIL, "a.b@example.org"),
    ("on Instagram as @sunny.days", HANDLE, "@sunny.days"),
    ("her Snapchat name is sunny_days", HANDLE, "sunny_days"),
    ("see facebook.com/sunny.days", HANDLE, "facebook.com/sunny.days"),
    ("a van, AB51 CDE, outside", PLATE, "AB51 CDE"),
    ("car reg P123 ABC", PLATE, "P123 ABC"),
    ("Mr. J. Tinderwell refused", NAME, "Mr. J. Tinderwell"),
    ("PC 4411 Dunleavy came", NAME, "Dunleavy"),
    ("the Mossbank family", NAME, "Mossbank"),
    ("Family of Quillfeather", NAME, "Quillfeather"),
    ("Kayleigh was seen", NAME, "Kayleigh"),
    ("kayleigh was seen", NAME, "kayleigh"),
    ("told Zoë of it", NAME, "Zoë"),
    ("told Grace of it", NAME, "Grace"),
    ("Grace Tinderwell came", NAME, "Grace Tinderwell"),
    ("Kayleigh Ann Tinderwell came", NAME, "Kayleigh Ann Tinderwell"),
    ("told Emeka Adebanwi Okonjo-Bell", NAME, "Emeka Adebanwi Okonjo-Bell"),
    ("told Ndidika Wolanski", NAME, "Ndidika Wolanski"),
    ("told Ndidika Baker", NAME, "Ndidika Baker"),
    ("Kayleigh's bruise", NAME, "Kayleigh"),
    ("Lily-Mae's bruise", NAME, "Lily-Mae"),
    ("the uncle, Ndidika, drinks", NAME, "Ndidika"),
    ("the uncle is called Ndidika", NAME, "Ndidika"),
    ("Ndidika, the uncle, drinks", NAME, "Ndidika"),
    ("Grace, her grandmother, helps", NAME, "Grace"),
    ("MOSSBANK SMITH did not come. KAYLEIGH SMITH did", NAME, "MOSSBANK SMITH"),
]
NOT_FOUND = [
    "",
    "Seen on 3/4/2006 and on 12.05.2013.",
    "Born at term, seen on 3/4/2006.",
    "Number 943 476 5910 of the invoice.",
    "Number 100 000 0010 of the invoice.",  # its check digit would be 10
    "Item A801200001001 of the store.",
    "Item A80120000100I of the store.",
    "S47 2nd enquiry; s20 2nd agreement.",
    "Under section 31 Family Court and 8 Private Court.",
    "Great Ormond Street wrote.",
    "Case ASH-017 of 124; £1,250; 09:30.",
    "The Child Protection Conference met in May.",
    "St Mary's wrote.",
    "St. Mary's wrote.",
    "Hope House and the Pupil Premium Grant.",
    "Mark on the left arm. Will the plan hold?",
    "In April the mother came; in Victoria the aunt did.",
    "HENRY was offered; CAMHS closed.",
    "The mother's Polish letter; the father Friday.",
    "The mother is the carer. The mother, May 2013.",
    "The father is at work, and the carer is in Leeds.",
    "The aunt is called the carer.",
    "Young children at home; the Polish family.",
    "Her teacher GP.",
    "max and tim",
    "Sunday, the worker came. Locally, the uncle, and so on.",
    "Told X. The child x.",
    "Tuesdays and psycho-social work.",
    "Hello, the cupboard",
    "PC Plan",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_what_may_identify_somebody_is_found_with_its_place(
    text: str, kind: IdentifierKind, words: str
) -> None:
    found = {(one.kind, text[one.start : one.end]) for one in find_identifiers(text)}
    assert (kind, words) in found


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_names_nobody_is_left_alone(text: str) -> None:
    assert find_identifiers(text) == ()


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert nhs_check_digit("943476591") == 9
    assert nhs_check_digit("100000001") is None


def test_a_pupil_number_has_the_letter_that_its_digits_give() -> None:
    assert upn_check_letter("801200001001") == "H"
    assert upn_check_letter("80120000100A") == "U"
    assert upn_check_letter("80120000100I") is None


def test_a_name_beside_a_word_of_relation_is_to_be_that_relation() -> None:
    (one,) = find_identifiers("Her mother Kayleigh Tinderwell was out.")
    assert one.role == "mother"
    assert one.words == "characters 12 to 30 may be a name. Say “the mother” instead."
    (other,) = find_identifiers("Their social worker, Priya, left.")
    assert other.say == "“the social worker”"


def test_a_finding_never_repeats_the_words() -> None:
    for text, _, words in FOUND:
        for one in find_identifiers(text):
            assert words not in one.words


def test_words_that_were_kept_are_not_found_again_whatever_their_capitals() -> None:
    text = "The inquiry into Kayleigh Tinderwell."
    assert find_identifiers(text, ["KAYLEIGH TINDERWELL"]) == ()


def test_a_text_is_shown_with_the_kind_in_the_place_of_the_words() -> None:
    text = "Mother Kayleigh rang 07700 900123."
    assert blot_out(text) == "Mother [a name] rang [a telephone number]."


def test_other_words_take_the_place_of_one_finding() -> None:
    assert replaced("Kayleigh came.", Finding(0, 8, NAME), "The mother") == "The mother came."


@pytest.mark.parametrize("kind", IdentifierKind)
def test_every_kind_says_what_to_write_instead(kind: IdentifierKind) -> None:
    assert kind.say
    assert find_identifiers(kind.blot) == ()
