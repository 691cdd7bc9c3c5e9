"""Every kind of cell that Excel and others write, one by one, with what it must be read as.

The workbooks are made of bare XML, so that a case is exactly what stands here.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import NamedTuple

from pipeline.raw import ErrorCell, FormulaCell, PercentCell, SerialCell
from tests.bad_files import packed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

CODES = {
    164: "[$-107041E]d mmm yy",
    165: "ว ดดด ปปปป",
    166: '0.00" %"',
    167: "0.0%;[Red]-0.0%",
    168: "dd/mm/yyyy;@",
    169: r"0\d",
    170: "[h]:mm:ss",
    171: "[$-D00041E]0",
}
STYLES = (0, 14, 21, 22, 46, 9, 10, 67, 68, 71, 72, 81, 49, 4, *CODES)
"""The number format of each style: ``s="1"`` is a date, 14."""

WHY_CAREFUL = {
    "error": "calamine gives a blank, and gives up on the newer errors",
    "unstored": "calamine gives a blank",
    "format": "calamine does not know the format",
    "shape": "calamine does not tell what is hidden or merged",
    "xml": "calamine passes over what Excel does not write",
}

DIFFERENT = {
    "a date before 1900": "calamine says 0:00:00, openpyxl 1899: no date of ours",
    "a date after 9999": "calamine keeps the number, openpyxl shows Excel's ####; both are said",
    "a space around a number": "calamine keeps the text, which is read as a number all the same",
    "unkept spaces": "calamine trims the text, as whoever shows it does",
    "an escape in two runs": "calamine reads each run for itself; Excel writes an escape in one",
    "an escaped escape": "openpyxl drops x005F_ from shared texts before we see it",
    "no number": "openpyxl gives up, calamine keeps the text",
}
"""Cells on which the readers differ, and why that harms nobody."""


class Case(NamedTuple):
    """One cell C3: its attributes and what is inside it; ``careful`` and ``differs`` say why."""

    name: str
    attributes: str
    inside: str
    value: object
    careful: str | None = None
    differs: str | None = None


SHARED: dict[str, tuple[str, str]] = {
    "a text": ("<t>ข้อความ</t>", "ข้อความ"),
    "spaces": ('<t xml:space="preserve">  ก  ข  </t>', "  ก  ข  "),
    "runs": ("<r><t>ตัว</t></r><r><rPr><b/></rPr><t>หนา</t></r>", "ตัวหนา"),
    "lines": ("<t>บรรทัด 1\nบรรทัด 2</t>", "บรรทัด 1\nบรรทัด 2"),
    "entities": ("<t>ก &lt;b&gt; &amp; &quot;ข&quot; &#3585;</t>", 'ก <b> & "ข" ก'),
    "escape": ("<t>ก_x000D_ข</t>", "ก\rข"),
    "no escape": ("<t>ก_x000_ข _xZZZZ_</t>", "ก_x000_ข _xZZZZ_"),
    "half a pair": ("<t>_xD83D__xDE00_</t>", "_xD83D__xDE00_"),
    "an empty text": ("<t></t>", ""),
    "no text": ("<t/>", ""),
    "a blank text": ('<t xml:space="preserve">   </t>', ""),
    "reading aid": ('<t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh>', "漢"),
    "an equals sign": ("<t>=1+1</t>", "=1+1"),
    "two-part sara am": ("<t>น\u0e4d\u0e49\u0e32</t>", "น\u0e4d\u0e49\u0e32"),
    "beyond the plane": ("<t>\U0001f600</t>", "\U0001f600"),
    "CDATA": ("<t><![CDATA[ก < ข]]></t>", "ก < ข"),
    "a run with spaces": ('<r><t xml:space="preserve">ก </t></r><r><t>ข</t></r>', "ก ข"),
    "NA": ("<t>NA</t>", "NA"),
    "leading zeros": ("<t>00012</t>", "00012"),
    "invisible": ("<t>ก\u200bข</t>", "ก\u200bข"),
    "tab": ("<t>ก\tข</t>", "ก\tข"),
    "Thai digits": ("<t>๑,๒๕๐</t>", "๑,๒๕๐"),
    "an escaped escape": ("<t>ก_x005F_x000D_ข</t>", "ก_x000D_ข"),
}
"""Name -> shared string, and the text that it is."""


def _shared_cases() -> list[Case]:
    return [
        Case(
            f"shared: {name}",
            ' t="s"',
            f"<v>{place}</v>",
            text or None,
            differs=name if name in DIFFERENT else None,
        )
        for place, (name, (_, text)) in enumerate(SHARED.items())
    ]


def _styled(code: int) -> str:
    return f' s="{STYLES.index(code)}"'


def _errors() -> list[Case]:
    errors = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!")
    return [
        Case(f"error {one}", ' t="e"', f"<v>{one}</v>", ErrorCell(one), "error")
        for one in (*errors, "#CALC!", "#GETTING_DATA")
    ]


def _under_formats() -> list[Case]:
    day, noon = datetime(2023, 2, 24), datetime(2023, 2, 24, 12)
    plain = [
        (14, "44981", day),
        (14, "44981.5", noon),
        (14, "44980.999999999", day),
        (14, "0.5", "12:00:00"),
        (14, "59", datetime(1900, 2, 28)),
        (14, "61", datetime(1900, 3, 1)),
        (14, "242000", datetime(2562, 7, 27)),
        (21, "0.4375", "10:30:00"),
        (22, "44981.5", noon),
        (46, "1.5", "1 day, 12:00:00"),
        (170, "1.5", "1 day, 12:00:00"),
        (164, "44981", day),
        (168, "44981", day),
        (169, "7", 7),
        (171, "7", 7),
        (166, "0.5", 0.5),
        (49, "5", 5),
        (4, "1250000.5", 1_250_000.5),
    ]
    cases = [Case(f"{code} {v}", _styled(code), f"<v>{v}</v>", value) for code, v, value in plain]
    for code in (9, 10, 67, 68, 167):
        cases.append(
            Case(f"percent {code}", _styled(code), "<v>0.5</v>", PercentCell(0.5), "format")
        )
    for code in (71, 72, 81, 165):
        inside = "<v>44981</v>"
        cases.append(Case(f"Thai {code}", _styled(code), inside, SerialCell(44981.0), "format"))
    return cases


CASES: tuple[Case, ...] = (
    *_shared_cases(),
    Case("whole", "", "<v>5</v>", 5),
    Case("whole with type", ' t="n"', "<v>5</v>", 5),
    Case("decimals", "", "<v>1.25</v>", 1.25),
    Case("negative", "", "<v>-5</v>", -5),
    Case("zero", "", "<v>0</v>", 0),
    Case("exponent", "", "<v>1E3</v>", 1000),
    Case("small exponent", "", "<v>1e-3</v>", 0.001),
    Case("binary fraction", "", "<v>0.30000000000000004</v>", 0.1 + 0.2),
    Case("twenty digits", "", "<v>12345678901234567890</v>", 12345678901234567890.0),
    Case("largest", "", "<v>1.7976931348623157E308</v>", 1.7976931348623157e308),
    Case("beyond the largest", "", "<v>1E400</v>", "inf"),
    Case("smallest", "", "<v>4.9E-324</v>", 5e-324),
    Case("no value", "", "<v></v>", None),
    Case("nothing inside", "", "", None),
    Case("true", ' t="b"', "<v>1</v>", True),
    Case("false", ' t="b"', "<v>0</v>", False),
    Case("formula and text", ' t="str"', "<f>A1</f><v>ก</v>", "ก"),
    Case("formula and empty text", ' t="str"', "<f>A1</f><v></v>", None),
    Case("formula and number", "", "<f>1+1</f><v>2</v>", 2),
    Case("formula and true", ' t="b"', "<f>TRUE()</f><v>1</v>", True),
    Case("shared formula", "", '<f t="shared" si="0" ref="C3:C4">1</f><v>3</v>', 3),
    Case("array formula", "", '<f t="array" ref="C3">1</f><v>3</v>', 3),
    Case("formula and error", ' t="e"', "<f>1/0</f><v>#DIV/0!</v>", ErrorCell("#DIV/0!"), "error"),
    Case("formula without value", "", "<f>1+1</f>", FormulaCell("=1+1"), "unstored"),
    Case("formula, empty value", "", "<f>1+1</f><v></v>", FormulaCell("=1+1"), "unstored"),
    Case("inline", ' t="inlineStr"', "<is><t>ใน</t></is>", "ใน"),
    Case("inline runs", ' t="inlineStr"', "<is><r><t>ก</t></r><r><t>ข</t></r></is>", "กข"),
    Case("inline escape", ' t="inlineStr"', "<is><t>ก_x000d_ข</t></is>", "ก\rข"),
    Case("inline empty", ' t="inlineStr"', "<is/>", None),
    Case("text of a formula, escape", ' t="str"', "<f>A1</f><v>ก_x000D_ข</v>", "ก\rข"),
    Case("day as text", ' t="d"', "<v>2023-02-24</v>", datetime(2023, 2, 24)),
    Case("moment as text", ' t="d"', "<v>2023-02-24T10:30:00</v>", datetime(2023, 2, 24, 10, 30)),
    *_errors(),
    *_under_formats(),
    Case("text under a date format", ' t="s"' + _styled(14), "<v>0</v>", "ข้อความ"),
    Case("comment inside", "", "<v>1<!-- 0 -->2</v>", 12, "xml"),
    Case("date -1", _styled(14), "<v>-1</v>", "0:00:00", differs="a date before 1900"),
    Case("date 1E7", _styled(14), "<v>1E7</v>", 1e7, differs="a date after 9999"),
    Case("spaced", "", "<v> 12 </v>", " 12 ", differs="a space around a number"),
    Case("no number", "", "<v>1,000</v>", "1,000", differs="no number"),
    Case("NaN", "", "<v>NaN</v>", "nan", differs="no number"),
    Case("trimmed", ' t="inlineStr"', "<is><t> ก </t></is>", "ก", differs="unkept spaces"),
    Case(
        "escape in two runs",
        ' t="inlineStr"',
        "<is><r><t>ก_x000</t></r><r><t>D_ข</t></r></is>",
        "ก_x000D_ข",
        differs="an escape in two runs",
    ),
)


def torture(*cases: Case, date1904: bool = False) -> bytes:
    """A workbook of one sheet with the cells of the cases in C3, C4, …"""
    rows = "".join(
        f'<row r="{row}"><c r="C{row}"{case.attributes}>{case.inside}</c></row>'
        for row, case in enumerate(cases, 3)
    )
    return workbook(sheet(f"<sheetData>{rows}</sheetData>"), date1904)


def sheet(inside: str) -> str:
    """The XML of a sheet."""
    return f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def workbook(sheet: str, date1904: bool = False, state: str = "visible") -> bytes:
    """A workbook around the XML of one sheet, called A."""
    system = '<workbookPr date1904="1"/>' if date1904 else ""
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations("officeDocument=xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{system}<sheets>'
            f'<sheet name="A" sheetId="1" state="{state}" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            "worksheet=worksheets/sheet1.xml",
            "styles=styles.xml",
            "sharedStrings=sharedStrings.xml",
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": _styles(),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{MAIN}">{"".join(f"<si>{xml}</si>" for xml, _ in SHARED.values())}</sst>'
        ),
    }
    return packed({name: part.encode() for name, part in parts.items()})


def _types() -> str:
    types = {"workbook": "sheet.main", "worksheets/sheet1": "worksheet", "styles": "styles"}
    types |= {"sharedStrings": "sharedStrings"}
    overrides = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{SHEET_TYPE}.{kind}+xml"/>'
        for part, kind in types.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*pairs: str) -> str:
    made = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate((pair.split("=") for pair in pairs), 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{made}</Relationships>'


def _styles() -> str:
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code)}"/>'
        for number, code in CODES.items()
    )
    formats = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number in STYLES)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        f"<cellStyleXfs><xf/></cellStyleXfs><cellXfs>{formats}</cellXfs></styleSheet>"
    )
