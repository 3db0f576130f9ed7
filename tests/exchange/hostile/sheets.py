"""Workbooks whose XML lies: entities in every part, references to nowhere, numbers that are none."""

from tests.exchange.hostile.building import (
    MB,
    NAMESPACE,
    OFFICE,
    PACKAGE,
    SMALL,
    Case,
    Make,
    book,
    sheet_of,
    with_parts,
)

DAMAGED, CELLS = "file_workbook_damaged", "file_cells_too_many"
LONG, HEADLESS = "file_cell_too_long", "file_header_missing"

XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
OUTER = b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY l0 "ha">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><a>&l11;</a>"
)
PARTS = (
    *("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"),
    *("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml"),
    *("xl/externalLinks/externalLink1.xml", "xl/comments1.xml", "customXml/item1.xml"),
)
ENTITIES = [
    Case("table", f"{what} in {part}", with_parts({part: content}), DAMAGED)
    for part in PARTS
    for what, content in (("a file read", XXE), ("an address fetched", OUTER), ("a billion laughs", LAUGHS))
]


def cells(*inside: str, head: str = "", tail: str = "") -> Make:
    """What writes a workbook with a header cell and, from row 2 on, these rows."""
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>'
    return book(sheet=sheet_of(first, *inside, head=head, tail=tail))


def one(kind: str, value: str, reference: str = "A2") -> Make:
    """What writes a workbook with one cell below the header."""
    return cells(f'<row r="2"><c r="{reference}" {kind}><v>{value}</v></c></row>')


def tabs(inside: str) -> bytes:
    return f'<workbook {NAMESPACE} xmlns:r="{OFFICE}"><sheets>{inside}</sheets></workbook>'.encode()


def leading_to(target: str, more: str = "") -> Make:
    """What writes a workbook whose sheet is said to be at ``target``."""
    relation = f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="{target}" {more}/>'
    return book(rels=f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'.encode())


REFERENCES = [
    Case("table", f"a cell called {reference!r}", one("", "1", reference), DAMAGED)
    for reference in ("A0", "A-1", "1A", "2", "ZZZZ1", "$A$2", "A2:B3", "A１", "A99999999", " A2")
]
SHARED = [
    Case("table", f"shared text {index!r}", one('t="s"', index), DAMAGED)
    for index in ("-1", "99999999999999999999", "1.5", "", "0x0", "NaN", "1e0")
]
ROWS = [
    Case("table", "a row of number -1", cells('<row r="-1"><c><v>1</v></c></row>'), DAMAGED),
    Case("table", "a row of number 0", cells('<row r="0"><c><v>1</v></c></row>'), DAMAGED),
    Case("table", "a row of number 2^63", cells('<row r="9223372036854775808"><c><v>1</v></c></row>'), DAMAGED),
    Case(
        "table",
        "rows backwards",
        cells('<row r="3"><c r="A3"><v>3</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'),
    ),
    Case("table", "a cell twice", cells('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>')),
    Case("table", "a million empty rows of a workbook", cells("<row/>" * 1_000_000), slow=True),
    Case("table", "a million cells without value", cells(*("<row>" + "<c/>" * 1_000 + "</row>",) * 1_000), slow=True),
    Case(
        "table",
        "500,001 cells",
        cells('<row r="2"><c r="A2"><v>1</v></c></row><row r="500002"><c r="A500002"><v>1</v></c></row>'),
        CELLS,
        500_002,
    ),
    Case("table", "a dimension of the whole sheet", cells(head='<dimension ref="A1:XFD1048576"/>')),
    Case("table", "a dimension below nothing", cells(head='<dimension ref="A-1:B-2"/>'), DAMAGED),
    Case("table", "a dimension of rubbish", cells(head=f'<dimension ref="{"9" * 9_999}"/>'), DAMAGED),
    Case("table", "a dimension backwards", cells(head='<dimension ref="XFD1048576:A1"/>')),
]
VALUES = [
    Case("table", "a date of the year 10^300", one('s="1"', "1e300"), "file_digits_lost", 2),
    Case("table", "a number beyond all", one("", "1e999"), "file_digits_lost", 2),
    Case("table", "not a number", one("", "NaN"), "file_digits_lost", 2),
    Case("table", "a number of a megabyte", one("", "9" * MB), "file_digits_lost", 2),
    Case("table", "a number of 16 digits", one("", "1234567890123456"), "file_digits_lost", 2),
    Case("table", "words for a number", one("", "abc")),
    Case("table", "a truth of 2", one('t="b"', "2"), DAMAGED),
    Case("table", "a type that is none", one('t="zzz"', "1"), DAMAGED),
    Case("table", "a day that is none", one('t="d"', "2026-99-99")),
    Case("table", "an error", one('t="e"', "#REF!"), "file_formula_error", 2),
    Case(
        "table", "a formula without result", cells('<row r="2"><c r="A2"><f>1+1</f></c></row>'), "file_formula_error", 2
    ),
    Case(
        "table",
        "a formula that calls a program",
        cells("<row r='2'><c r='A2' t='str'><f>cmd|'/C calc'!A0</f><v>0</v></c></row>"),
    ),
    Case(
        "customers",
        "a text like a formula",
        cells('<row r="2"><c r="A2" t="inlineStr"><is><t>=1+1</t></is></c></row>'),
        "file_formula",
        2,
    ),
    Case("table", "a NUL by number", one('t="str"', "&#0;"), DAMAGED),
    Case("table", "a lone surrogate by number", one('t="str"', "&#xD800;"), DAMAGED),
    Case("table", "an entity that is not there", one('t="str"', "&nbsp;"), DAMAGED),
    Case(
        "table",
        "a shared text of two megabytes",
        book(strings=f"<sst {NAMESPACE}><si><t>{'x' * 2 * MB}</t></si></sst>".encode()),
        LONG,
        1,
    ),
    Case(
        "table",
        "two million shared texts",
        book(strings=f"<sst {NAMESPACE}>{'<si/>' * 2_000_000}</sst>".encode()),
        HEADLESS,
        1,
        slow=True,
    ),
    Case(
        "table",
        "a shared text of 300,000 runs",
        book(strings=f"<sst {NAMESPACE}><si>{'<r><t>x</t></r>' * 300_000}</si></sst>".encode()),
        code=LONG,
        row=1,
        slow=True,
    ),
    Case(
        "table",
        "a cell of 40,000 characters",
        cells(f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>'),
        LONG,
        2,
    ),
]
TABS = [
    Case("table", "no sheets", book(workbook=tabs("")), DAMAGED),
    Case("table", "no sheet at the place", book(sheet=None), DAMAGED),
    Case("table", "no relations", book(rels=None), DAMAGED),
    Case("table", "no types", book(types=None)),
    Case("table", "no beginning", book(root=None), DAMAGED),
    Case("table", "no shared texts", book(strings=None), DAMAGED),
    Case("table", "a sheet of number -1", book(workbook=tabs('<sheet name="A" sheetId="-1" r:id="r1"/>'))),
    Case("table", "a sheet of number 10^30", book(workbook=tabs(f'<sheet name="A" sheetId="{10**30}" r:id="r1"/>'))),
    Case("table", "a sheet without relation", book(workbook=tabs('<sheet name="A" sheetId="1"/>')), DAMAGED),
    Case(
        "table", "a sheet of another relation", book(workbook=tabs('<sheet name="A" sheetId="1" r:id="r9"/>')), DAMAGED
    ),
    Case("table", "20,000 sheets", book(workbook=tabs('<sheet name="A" sheetId="1" r:id="r1"/>' * 20_000)), slow=True),
    Case("table", "a hidden sheet", book(workbook=tabs('<sheet name="A" sheetId="1" state="veryHidden" r:id="r1"/>'))),
    Case("table", "a sheet outside", leading_to("../../../etc/passwd"), DAMAGED),
    Case("table", "a sheet of the computer", leading_to("file:///etc/passwd"), DAMAGED),
    Case(
        "table", "a sheet of the network", leading_to("http://127.0.0.1:9/sheet.xml", 'TargetMode="External"'), DAMAGED
    ),
    Case("table", "the workbook as its own sheet", leading_to("workbook.xml"), HEADLESS, 1),
    Case("table", "the shared texts as sheet", leading_to("sharedStrings.xml"), HEADLESS, 1),
    Case(
        "table",
        "a link to another workbook",
        with_parts(
            {
                "xl/externalLinks/_rels/externalLink1.xml.rels": (
                    f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
                    f'Type="{OFFICE}/externalLinkPath" '
                    'Target="http://127.0.0.1:9/a.xlsx" TargetMode="External"/></Relationships>'
                ).encode()
            }
        ),
    ),
    Case(
        "table",
        "a million merged cells",
        cells(tail="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1_000_000 + "</mergeCells>"),
        slow=True,
    ),
    Case(
        "table",
        "a comment of 30 MB",
        with_parts({"xl/styles.xml": b"<a><!--" + b"x" * (30 * MB) + b"--></a>"}),
        DAMAGED,
    ),
    Case("table", "a part in UTF-16", book(sheet=SMALL["xl/worksheets/sheet1.xml"].decode().encode("utf-16")), DAMAGED),
    Case("table", "a part that ends early", book(sheet=sheet_of()[:-20]), DAMAGED),
    Case("table", "a part that is no XML", book(sheet=b"\x89PNG\r\n\x1a\n"), DAMAGED),
    Case(
        "table",
        "another file included",
        cells(tail='<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    ),
]
CASES = [*ENTITIES, *REFERENCES, *SHARED, *ROWS, *VALUES, *TABS]
