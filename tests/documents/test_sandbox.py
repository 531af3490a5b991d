"""A report's templates are data: whatever one of them tries, nothing is run and nothing hangs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.documents import sandbox
from inspect_tool.documents.html import render_html
from inspect_tool.documents.own_styles import check_own_styles
from inspect_tool.documents.sandbox import ReportEnvironment, TemplateFaultError
from inspect_tool.documents.template_folders import TemplateFolders
from tests.documents.pdf.pdf_reading import SHIPPED, TEMPLATES
from tests.documents.report_factory import report_content

HOSTILE = {
    "popen": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "popen by item": "{{ ''['__class__'] }}",
    "module of a macro": "{% macro m() %}{% endmacro %}{{ m.__globals__ }}",
    "caller of a macro": "{% macro m() %}{% endmacro %}{{ m._func }}",
    "attr filter": "{{ ''|attr('__class__') }}",
    "map filter": "{{ [report]|map(attribute='__class__')|list }}",
    "globals": "{{ self.__init__.__globals__ }}",
    "self": "{{ self._TemplateReference__context }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler": "{{ cycler.__init__.__globals__ }}",
    "namespace": "{{ namespace() }}",
    "config": "{{ config }}",
    "module of the report": "{{ report.__module__ }}",
    "class of the report": "{{ report.__class__ }}",
    "fields of the report": "{{ report.__dataclass_fields__ }}",
    "a function of an enum": "{{ report.edition.__class__ }}",
    "a method of a text": "{{ report.title.replace('a', 'b') }}",
    "format of a text": "{{ '{0.__class__}'.format(report) }}",
    "a method of a date": "{{ report.created.today() }}",
    "a method of a list": "{{ [].append(1) }}",
    "text multiplied": "{{ 'a' * 10**9 }}",
    "text added": "{{ 'a' + 'b' }}",
    "text formatted": "{{ '%1000000000d' % 1 }}",
    "text joined": "{{ 'a' ~ 'b' }}",
    "power": "{{ 9**9**9 }}",
    "small power": "{{ 2**3 }}",
    "text multiplied by little": "{{ 'a' * 2 }}",
    "large number": "{{ 999999999999 * 999999999999 }}",
    "number of 5,000 digits": "{{ " + "9" * 5_000 + " }}",
    "division by nothing": "{{ 1 // 0 }}",
    "center filter": "{{ 'a'|center(1000000000) }}",
    "indent filter": "{{ 'a'|indent(1000000000) }}",
    "range": "{% for number in range(10) %}{% endfor %}",
    "recursive loop": "{% for a in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}",
    "macro that calls itself": "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "block set": "{% set a %}x{% endset %}{{ a }}",
    "call block": "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}x{% endcall %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "brings itself in": "{% include 'report.html.j2' %}{% include 'report.html.j2' %}",
    "file above": "{% include '../screen.css' %}",
    "file of the system": "{% include '/etc/hostname' %}",
    "file that is not there": "{% include 'other.j2' %}",
    "deep brackets": "{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}",
    "deep nesting": "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000,
    "unfinished": "{% for",
    "unknown tag": "{% import_python os %}",
    "debug": "{% debug %}",
    "do": "{% do [].append(1) %}",
}


def folder_with(tmp_path: Path, text: str) -> TemplateFolders:
    shutil.copytree(SHIPPED / "report", tmp_path / "report", dirs_exist_ok=True)
    (tmp_path / "report" / "report.html.j2").write_text(text, encoding="utf-8")
    return TemplateFolders((tmp_path,))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_template_that_reaches_for_more_than_the_report_is_refused(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(TemplateFaultError, match=r"^[^\n]*report\.html\.j2[^\n]*templates"):
        render_html(report_content(), templates=folder_with(tmp_path, text), for_print=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{% for a in entries %}{% for b in entries %}x{% endfor %}{% endfor %}", "steps"),
        (
            "{% for a in [1, 2, 3, 4] %}{% for b in [1, 2, 3, 4, 5] %}{% endfor %}{% endfor %}",
            "steps",
        ),
        ("{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{ m(m(m(m(m('xxxxxxxx'))))) }}", "char"),
        ("{{ [1, 2, 3]|join('" + "x" * 60 + "') }}", "characters"),
    ],
)
def test_loops_and_texts_have_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, what: str
) -> None:
    monkeypatch.setattr(sandbox, "MOST_STEPS", 20)
    monkeypatch.setattr(sandbox, "MOST_TEXT", 100)
    with pytest.raises(TemplateFaultError, match=what):
        render_html(report_content(), templates=folder_with(tmp_path, text), for_print=False)


def test_a_fault_names_its_template_and_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "<p>\n\n{{ report.nothing }}")
    with pytest.raises(TemplateFaultError, match=r"^report/report\.html\.j2, line 3: .*nothing"):
        render_html(report_content(), templates=folder, for_print=False)


def test_a_link_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")
    folder = folder_with(tmp_path / "templates", "{% include 'spans.html.j2' %}")
    spans = folder.file("report/spans.html.j2")
    spans.unlink()
    spans.symlink_to(secret)
    with pytest.raises(TemplateFaultError, match="not in its folder"):
        render_html(report_content(), templates=folder, for_print=False)


def test_what_the_review_lacks_is_taken_from_the_tool_file_by_file(tmp_path: Path) -> None:
    own = tmp_path / "report"
    own.mkdir()
    (own / "spans.html.j2").write_text(
        "{% macro spans(parts, for_print) %}OURS{% endmacro %}", encoding="utf-8"
    )
    both = TemplateFolders((tmp_path, SHIPPED))
    page = render_html(report_content(), templates=both, for_print=False)
    assert "OURS" in page
    assert '<main id="main-content">' in page


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("h1 { color: red }\n}\n", r"report/print\.css, line 2"),
        ("@media print {\n  h1 { color red }\n}", r"report/print\.css, line 2"),
        ("h1 { color: red }\nh2", r"report/print\.css, line 2"),
    ],
)
def test_a_style_sheet_that_is_not_well_formed_is_named_with_its_line(
    tmp_path: Path, style: str, said: str
) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "print.css").write_text(style, encoding="utf-8")
    with pytest.raises(TemplateFaultError, match=f"^{said}: .*not well formed"):
        check_own_styles(TemplateFolders((tmp_path, SHIPPED)))


def test_style_sheets_of_the_tool_are_well_formed() -> None:
    check_own_styles(TemplateFolders((SHIPPED, SHIPPED)))


def test_the_shipped_templates_are_far_from_the_limits() -> None:
    environment = ReportEnvironment(SHIPPED / "report")
    assert environment.undefined.__name__ == "StrictUndefined"
    page = render_html(report_content(), templates=TEMPLATES, for_print=False)
    assert 0 < len(page) < sandbox.MOST_TEXT // 10
