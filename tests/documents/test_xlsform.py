"""A framework becomes a form that ODK's own converter accepts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import which

import pytest
from pyxform.xls2xform import convert

from inspect_tool.documents.xlsform import xlsform_workbook
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.framework.xlsform import XlsForm, xlsform_of
from inspect_tool.domain.framework.xlsform_names import OTHER_WORDS, id_of, name_of
from inspect_tool.readers.documents.framework import load_framework
from tests.factories import a_framework
from tests.kinds_of_question import KINDS

TEMPLATES = Path(__file__).parents[2] / "templates" / "frameworks"


def shipped(name: str) -> Framework:
    loaded = load_framework(TEMPLATES / f"{name}.yaml", with_proofs=False)
    assert loaded.framework is not None
    return loaded.framework


def forms() -> Iterator[tuple[str, XlsForm]]:
    for name in ("neglect", "teaching"):
        framework = shipped(name)
        for kind in dict.fromkeys(domain.subject for domain in framework.domains):
            yield f"{name} {kind}", xlsform_of(framework, kind)
    yield "kinds case", xlsform_of(KINDS, SubjectKind.CASE)
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content["domains"][0]["subject"] = "focus_group"
    groups = Framework.model_validate(content)
    yield "focus groups", xlsform_of(groups, SubjectKind.FOCUS_GROUP)


FORMS = dict(forms())


@pytest.mark.parametrize("name", FORMS)
def test_pyxform_accepts_the_form_without_a_warning(name: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform_workbook(FORMS[name]))
    converted = convert(path, validate=False)
    assert converted.warnings == []
    assert "<h:html" in converted.xform


@pytest.mark.proof(part=0)
@pytest.mark.skipif(which("java") is None, reason="ODK Validate needs Java")
@pytest.mark.parametrize("name", FORMS)
def test_odk_validate_accepts_the_form(name: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform_workbook(FORMS[name]))
    assert convert(path, validate=True).warnings == []


def relevant(framework: Framework, item: str) -> str:
    form = xlsform_of(framework, SubjectKind.CASE)
    return next(row.relevant for row in form.survey if row.name == name_of(item))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            {"question": "HARM.1.a", "is": "no"},
            "${HARM_1_a} = 'no' or ${HARM_1_a} = 'not_recorded'",
        ),
        (
            {"not": {"question": "HARM.1.a", "is": "no"}},
            "${HARM_1_a} != '' and ${HARM_1_a} != 'not_applicable' and "
            "not(${HARM_1_a} = 'no' or ${HARM_1_a} = 'not_recorded')",
        ),
        (
            {"all": [{"field": "long_term", "is": True}, {"judgement": "HARM.1", "met": True}]},
            "(${field_long_term} = 'yes') and "
            "(${J_HARM_1} = 'good' or ${J_HARM_1} = 'outstanding')",
        ),
        (
            {"not": {"any": [{"field": "age", "gte": 5}, {"field": "age", "lte": 1}]}},
            "(${field_age} != '' and ${field_age} < 5) and "
            "(${field_age} != '' and ${field_age} > 1)",
        ),
        (
            {"question": "HARM.1.a", "answered": True},
            "${HARM_1_a} != '' and not(${HARM_1_a} = 'not_applicable')",
        ),
        ({"question": "HARM.1.a", "answered": False}, "${HARM_1_a} = 'not_applicable'"),
        (
            {"question": "HARM.1.a", "not": "yes"},
            "${HARM_1_a} != '' and ${HARM_1_a} != 'not_applicable' and not(${HARM_1_a} = 'yes')",
        ),
        ({"question": "HARM.1.c", "answered": True}, "${HARM_1_c} != ''"),
        ({"question": "HARM.1.c", "answered": False}, "${HARM_1_c_absence} != ''"),
        (
            {"question": "HARM.1.c", "gte": date(2013, 10, 1)},
            "${HARM_1_c} != '' and ${HARM_1_c} >= date('2013-10-01')",
        ),
    ],
)
def test_a_condition_holds_in_the_form_where_it_holds_here(
    condition: dict[str, object], expected: str
) -> None:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    questions = content["domains"][0]["criteria"][0]["questions"]
    questions[1]["show_if"] = condition
    questions.append({"id": "HARM.1.c", "type": "date", "text": "When?", "required": False})
    assert relevant(Framework.model_validate(content), "HARM.1.b") == expected


def test_a_list_without_none_or_other_and_a_retired_question_are_asked_as_they_are() -> None:
    content = KINDS.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    del content["lists"]["forms_of_neglect"]["none"], content["lists"]["forms_of_neglect"]["other"]
    first, second = (criterion["questions"] for criterion in content["domains"][0]["criteria"])
    del first[4]["precision"]  # a day, held against a rough date
    made = {"id": "NEG.2.x", "type": "date", "text": "When was the plan made?"}
    second.append({**made, "check": {"not_before": "NEG.1.e"}})  # a day against a day
    second[0]["questions"][1]["retired"] = True
    second[0]["questions"][2].pop("show_if")
    second.pop(1)
    for part in ("measures", "medians"):
        content[part] = {}
    for criterion in content["domains"][0]["criteria"]:
        del criterion["judgement"]["calculated"]
    form = xlsform_of(Framework.model_validate(content), SubjectKind.CASE)
    rows = {row.name: row for row in form.survey}
    assert rows[name_of("NEG.1.a")].constraint == ""
    assert f"{name_of('NEG.1.a')}{OTHER_WORDS}" not in rows
    assert name_of("NEG.2.b") in rows
    assert name_of("NEG.2.c") not in rows
    assert name_of("NEG.1.e") in rows[name_of("NEG.2.x")].constraint
    assert name_of("NEG.1.d") in "".join(row.relevant for row in form.survey)


def test_names_find_their_way_back_to_ids() -> None:
    framework = shipped("neglect")
    ids = [one.id for one in framework.questions()]
    ids += [one.id for one in framework.criteria()]
    assert [id_of(name_of(one)) for one in ids] == ids


def test_a_subject_that_nothing_is_asked_about_has_no_form() -> None:
    with pytest.raises(ValueError, match="asks nothing about interview"):
        xlsform_of(a_framework(), SubjectKind.INTERVIEW)
