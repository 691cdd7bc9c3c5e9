"""Files that nobody should trust, made here, each with what the gate is to say of it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO

import xlsxwriter
from openpyxl import Workbook

from tests.builders import as_bytes, submission

ACCEPTED, IGNORED = "accepted", "FILE-10"
OLE = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1024
SHEET, BOOK, TYPES = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
MIB = 1 << 20

Members = dict[str, bytes]
Made = Iterator[tuple[str, str, bytes]]


@cache
def bad_files() -> dict[str, tuple[str, bytes]]:
    """File name -> the check it is refused by (or ACCEPTED, IGNORED), and its bytes."""
    made: dict[str, tuple[str, bytes]] = {}
    families = (
        *(_other_kinds, _cut_off, _directory, _names, _lies, _too_much, _missing_parts),
        *(_entities, _sheets, _far_and_wide, _macros_and_links),
    )
    for family in families:
        for name, check, content in family():
            file = name if "." in name else f"{name}.xlsx"
            assert file not in made
            made[file] = (check, content)
    return made


def members(content: bytes | None = None) -> Members:
    """The parts of a good submission."""
    with zipfile.ZipFile(BytesIO(content or submission())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], *more: tuple[str, bytes], method: int = 8) -> bytes:
    """A zip of parts; ``more`` come last and may repeat a name."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in (*parts.items(), *more):
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is, also where ZipInfo would mend it
            info.compress_type = method
            if name in archive.NameToInfo:
                del archive.NameToInfo[name]  # no warning of a name that comes twice
            archive.writestr(info, content)
    return target.getvalue()


def changed(part: str, old: bytes, new: bytes) -> bytes:
    """A submission with one thing replaced in one part."""
    parts = members()
    assert old in parts[part], (part, old)
    return packed(parts | {part: parts[part].replace(old, new, 1)})


def with_rows(rows: bytes) -> bytes:
    """A submission with rows put after the last of โครงการ."""
    return changed(SHEET, b"</sheetData>", rows + b"</sheetData>")


def _other_kinds() -> Made:
    yield "pdf", "FILE-01", b"%PDF-1.7\n%\xe2\xe3"
    yield "html", "FILE-01", b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>"
    yield "csv", "FILE-01", "รหัส,ชื่อ\n1,ก".encode()
    yield "csv-windows", "FILE-01", "รหัส,ชื่อ\n1,ก".encode("cp874")
    yield "tabs-utf16", "FILE-01", "รหัส\tชื่อ\n".encode("utf-16")
    yield "rtf", "FILE-01", b"{\\rtf1 a}"
    yield "picture", "FILE-01", b"\x89PNG\r\n\x1a\n" + bytes(64)
    yield "rar", "FILE-01", b"Rar!\x1a\x07\x00" + bytes(64)
    yield "gzip", "FILE-01", b"\x1f\x8b\x08\x00" + bytes(64)
    yield "seven-zip", "FILE-01", b"7z\xbc\xaf\x27\x1c" + bytes(64)
    yield "all-bytes", "FILE-01", bytes(range(1, 256)) * 4
    yield "lock-like", "FILE-01", b"\x05user " + b" " * 49 + b"\0u\0s\0e\0r" + b" \0" * 50
    yield "other-zip", "FILE-01", packed({"readme.txt": b"x"})
    yield "empty-zip", "FILE-01", packed({})
    yield "word", "FILE-01", packed({TYPES: b"<Types/>", "word/document.xml": b"<w/>"})
    yield "slides", "FILE-01", packed({TYPES: b"<Types/>", "ppt/presentation.xml": b"<p/>"})
    yield "word-97", "FILE-01", OLE + "WordDocument".encode("utf-16-le")
    yield "by-name.csv", "FILE-01", submission()
    yield "password", "FILE-02", OLE + "EncryptedPackage".encode("utf-16-le")
    yield "xls", "FILE-03", OLE + "Workbook".encode("utf-16-le")
    yield "ole-stub", "FILE-03", OLE
    yield "by-name.xls", "FILE-03", OLE
    yield "xlsb", "FILE-03", packed({TYPES: b"<Types/>", "xl/workbook.bin": b"x"})
    yield "ods", "FILE-03", packed({"mimetype": b"x", "content.xml": b"<office/>"})
    flat = b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    yield "flat-ods", "FILE-03", b'<?xml version="1.0"?>' + flat
    yield "xml-2003", "FILE-03", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    yield "strict", "FILE-07", changed(BOOK, TRANSITIONAL, STRICT)
    yield "no-cell", "FILE-08", as_bytes(Workbook())
    yield "xlsm-by-name.xlsm", ACCEPTED, submission()


def _cut_off() -> Made:
    content = submission()
    yield "zero-bytes", "FILE-04", b""
    yield "only-zeros", "FILE-04", bytes(5000)
    for place in (1, 3, 4, 30, 100, 1000, len(content) // 2, *(len(content) - n for n in (60, 21))):
        yield f"cut-at-{place}", "FILE-04", content[:place]
    yield "cut-inside-the-end", "FILE-04", content[:-1]
    yield "tail-of-zeros", "FILE-04", content[: len(content) // 2].ljust(len(content), b"\0")
    yield "head-lost", "FILE-01", content[10:]
    yield "junk-after-the-end", ACCEPTED, content + b"\r\n--boundary--\r\n"
    yield "a-hole-inside", "FILE-04", _with(content, len(content) // 3, bytes(500))


def _directory() -> Made:
    """One value changed in the directory of the zip, in the entry of the first part."""
    fields = {
        "signature": (0, "<I", 1, "FILE-04"),
        "version": (6, "<H", 0xFFFF, "FILE-04"),
        "encrypted": (8, "<H", 1, "FILE-02"),
        "method-lzma": (10, "<H", 14, "FILE-04"),
        "method-unknown": (10, "<H", 77, "FILE-04"),
        "date": (14, "<H", 0, ACCEPTED),
        "crc": (16, "<I", 1, "FILE-04"),
        "packed-size-small": (20, "<I", 5, "FILE-04"),
        "packed-size-huge": (20, "<I", 0x7FFFFFFF, "FILE-04"),
        "size-small": (24, "<I", 5, "FILE-06"),
        "size-large": (24, "<I", 60_000, "FILE-04"),
        "size-huge": (24, "<I", 0x7FFFFFFF, "FILE-05"),
        "name-length": (28, "<H", 0xFFF0, "FILE-04"),
        "offset": (42, "<I", 3, "FILE-04"),
        "offset-huge": (42, "<I", 0x7FFFFFFF, "FILE-04"),
        "name": (46, "<B", ord("x"), "FILE-06"),
    }
    content = submission()
    entry = content.index(b"PK\x01\x02")
    for name, (at, kind, value, check) in fields.items():
        yield f"directory-{name}", check, _with(content, entry + at, struct.pack(kind, value))
    end = content.rindex(b"PK\x05\x06")
    for name, at in (("count", 10), ("length", 12), ("place", 16)):
        yield f"end-{name}", "FILE-04", _with(content, end + at, b"\x01\x00")


def _with(content: bytes, at: int, new: bytes) -> bytes:
    return content[:at] + new + content[at + len(new) :]


def _names() -> Made:
    parts = members()
    unsafe = {
        "climbs": "../evil.xml",
        "climbs-inside": "xl/../../evil.xml",
        "absolute": "/etc/passwd",
        "backslash": "xl\\evil.xml",
        "drive": "C:/evil.xml",
        "dot": "xl/./evil.xml",
        "empty-step": "xl//evil.xml",
        "control": "xl/e\nvil.xml",
        "huge": "xl/" + "ก" * 300 + ".xml",
    }
    for name, member in unsafe.items():
        yield f"name-{name}", "FILE-06", packed(parts, (member, b"<a/>"))
    nul = packed(parts, ("xl/evil_x.xml", b"<a/>")).replace(b"evil_x", b"evil\0x")
    yield "name-nul", "FILE-06", nul
    yield "name-twice", "FILE-06", packed(parts, (SHEET, parts[SHEET]))
    yield "name-other-case", "FILE-06", packed(parts, (SHEET.upper(), parts[SHEET]))
    slashes = {name.replace("/", "\\"): part for name, part in parts.items()}
    yield "name-all-backslashes", "FILE-06", packed(slashes)
    yield "name-of-a-folder", ACCEPTED, packed(parts, ("xl/folder/", b""))
    yield "name-thai", ACCEPTED, packed(parts, ("customXml/เอกสาร.xml", b"<a/>"))


def _lies() -> Made:
    content = submission()
    twice = bytearray(content)
    entries = [at for at in range(len(content)) if content.startswith(b"PK\x01\x02", at)]
    twice[entries[1] + 42 : entries[1] + 46] = twice[entries[0] + 42 : entries[0] + 46]
    yield "two-entries-one-place", "FILE-06", bytes(twice)
    yield "two-archives", "FILE-06", packed({"a.txt": b"x"}) + content
    bomb = packed(members() | {"xl/big.xml": b"<a>" + b" " * (5 * MIB) + b"</a>"})
    at = bomb.rindex(b"xl/big.xml") - 46  # the last of the directory
    small = zlib.crc32(b"<a>" + b" " * 97)
    lying = _with(_with(bomb, at + 24, struct.pack("<I", 100)), at + 16, struct.pack("<I", small))
    yield "bomb-that-says-it-is-small", "FILE-06", lying
    yield "stored", ACCEPTED, packed(members(), method=zipfile.ZIP_STORED)
    yield "packed-with-bzip2", "FILE-04", packed(members(), method=zipfile.ZIP_BZIP2)


def _too_much() -> Made:
    parts = members()
    yield "file-too-large", "FILE-05", submission() + bytes(20 * MIB)
    many = [(f"xl/media/{number}.png", b"") for number in range(2_001)]
    yield "members-too-many", "FILE-05", packed(parts, *many)
    yield "bomb", "FILE-05", packed(parts, ("xl/media/a.bin", bytes(3 * MIB)))
    yield "bomb-of-many", "FILE-05", _with_sizes(packed(parts), 60 * MIB)
    yield "small-and-dense", ACCEPTED, packed(parts, ("xl/media/a.bin", bytes(MIB)))
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(90, 1_048_577))
    yield "million-styled-rows", "FILE-05", with_rows(rows)
    yield "million-cells", "FILE-05", with_rows(b'<row r="90">' + b"<c />" * 1_000_001 + b"</row>")
    plain = b"".join(
        b'<row r="%d">' % row + b"<c><v>1</v></c>" * 10 + b"</row>" for row in range(90, 30_090)
    )
    error = b'<row r="40000"><c t="e"><v>#REF!</v></c></row>'
    yield "many-cells-and-an-error", "FILE-05", with_rows(plain + error)
    tags = b"<a>" + b"<b/>" * 10_000_001 + b"</a>"
    noise = bytes(range(1, 251)) * 2_000  # else the ratio speaks first
    yield "ten-million-tags", "FILE-05", packed(parts, ("docProps/a.xml", tags + _mixed(noise)))
    table = "".join(f"<t>{number}</t>" for number in range(100_000)).encode()
    yield "large-but-harmless-part", ACCEPTED, packed(parts, ("customXml/a.xml", b"<a>" + table))


def _mixed(noise: bytes) -> bytes:
    """Bytes that do not pack well and hold no tag."""
    state, out = 1, bytearray()
    for _ in range(len(noise) // 2):
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        out.append(97 + (state >> 16) % 26)
    return bytes(out)


def _with_sizes(content: bytes, size: int) -> bytes:
    """Three entries of the directory say that they unpack to ``size``."""
    at = 0
    for _ in range(3):
        at = content.index(b"PK\x01\x02", at + 1)
        content = _with(content, at + 24, struct.pack("<I", size))
    return content


def _missing_parts() -> Made:
    parts = members()
    harmless = ("docProps/", "xl/theme/")
    for lost in parts:
        check = ACCEPTED if lost.startswith(harmless) else "FILE-04"
        left = {name: part for name, part in parts.items() if name != lost}
        yield f"without-{lost.replace('/', '-').replace('.', '-')}", check, packed(left)
    for name in (BOOK, RELATIONS, SHEET, TYPES, "xl/styles.xml"):
        half = parts[name][: len(parts[name]) // 2]
        yield (
            f"half-{name.rsplit('/', 1)[-1].replace('.', '-')}",
            "FILE-04",
            packed(parts | {name: half}),
        )
    shared = members(_with_shared_strings())
    del shared["xl/sharedStrings.xml"]
    yield "without-shared-strings", "FILE-04", packed(shared)


def _with_shared_strings() -> bytes:
    """A workbook as Excel keeps texts: openpyxl writes them into the cells."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("โครงการ").write_string("A1", "รหัสโครงการ")
    return target.getvalue()


def _entities() -> Made:
    parts = members()
    xxe = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    for name, part in (("sheet", SHEET), ("book", BOOK), ("types", TYPES), ("rels", RELATIONS)):
        yield f"entity-{name}", "FILE-06", packed(parts | {part: xxe + parts[part]})
    text = parts[SHEET].decode()
    yield "entity-laughs", "FILE-06", packed(parts | {SHEET: laughs + parts[SHEET]})
    yield (
        "entity-after-bom",
        "FILE-06",
        packed(parts | {SHEET: b"\xef\xbb\xbf" + xxe + parts[SHEET]}),
    )
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        hidden = (xxe.decode() + text).encode(codec)
        yield f"entity-{codec}", "FILE-06", packed(parts | {SHEET: hidden})
    yield "entity-in-custom-part", "FILE-06", packed(parts, ("customXml/a.xml", xxe + b"<a/>"))
    odd = b'<?xml version="1.0" encoding="cp037"?>' + text.encode("cp037", "replace")
    yield "encoding-that-hides", "FILE-06", packed(parts | {SHEET: odd})
    yield "utf-16-part", ACCEPTED, packed(parts | {SHEET: text.encode("utf-16")})
    svg = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    yield "svg-picture", ACCEPTED, packed(parts, ("xl/media/image1.svg", svg))
    yield "utf-32-part", "FILE-04", packed(parts | {SHEET: text.encode("utf-32")})


def _sheets() -> Made:
    parts = members()
    book = Workbook()
    for number in range(60):
        book.create_sheet(f"แท็บ {number}")
    book.active["A1"] = 1
    yield "sheets-too-many", "FILE-05", as_bytes(book)
    yield (
        "sheets-5000",
        "FILE-05",
        changed(
            BOOK,
            b"</sheets>",
            b"".join(
                b'<sheet name="%d" sheetId="%d" r:id="r%d"/>' % (n, n, n) for n in range(99, 5099)
            )
            + b"</sheets>",
        ),
    )
    start, end = parts[BOOK].index(b"<sheets>"), parts[BOOK].index(b"</sheets>")
    none = parts[BOOK][: start + 8] + parts[BOOK][end:]
    yield "sheets-none", "FILE-08", packed(parts | {BOOK: none})
    yield "sheets-same-part", "FILE-06", changed(RELATIONS, b"sheet3.xml", b"sheet2.xml")
    yield (
        "sheets-same-name",
        "FILE-06",
        changed(BOOK, 'name="แผนงาน"'.encode(), 'name="โครงการ"'.encode()),
    )
    yield "sheet-elsewhere", "FILE-04", changed(RELATIONS, b"sheet2.xml", b"../../../x.xml")
    yield "sheet-without-relation", "FILE-04", changed(BOOK, b'r:id="rId2"', b'r:id="rId99"')


def _far_and_wide() -> Made:
    yield "far-cell", ACCEPTED, with_rows(_cell(b"XFD1048576"))
    for name, ref in (
        ("column", b"XFE90"),
        ("column-four-letters", b"AAAA90"),
        ("row", b"A1048577"),
        ("row-zero", b"A0"),
        ("no-row", b"A"),
        ("no-column", b"90"),
        ("backwards", b"9A"),
        ("dollar", b"$A$90"),
        ("entity", b"&#65;90"),
        ("huge-row", b"A" + b"9" * 5000),
    ):
        yield f"cell-{name}", "FILE-06", with_rows(b'<row r="90"><c r="' + ref + b'"/></row>')
    yield "cell-prefixed", "FILE-06", with_rows(b'<row r="90"><x:c r="XFE90"/></row>')
    yield "cell-twice", "FILE-06", with_rows(b'<row r="90"><c r="A90"/><c r="A90"/></row>')
    yield "row-beyond", "FILE-06", with_rows(b'<row r="1048577"/>')
    yield "row-malformed", "FILE-06", with_rows(b'<row r="-1"/>')
    yield "rows-falling", "FILE-06", with_rows(b'<row r="91"/><row r="90"/>')
    yield "row-twice", "FILE-06", with_rows(b'<row r="90"/><row r="90"/>')
    far = b"".join(_cell(b"XFD%d" % row) for row in range(90, 490))
    yield "many-far-cells", "FILE-05", with_rows(far)
    yield "merge-whole-sheet", "FILE-05", _after(_merge(b"A50:XFD1048576"))
    yield "merge-in-pieces", "FILE-05", _after(_merge(b"A50:Z5000", b"A5001:Z10000"))
    yield "merge-beyond", "FILE-06", _after(_merge(b"A50:XFE51"))
    yield "merge-malformed", "FILE-06", _after(_merge(b"A50:??"))
    yield "merge-backwards", "FILE-06", _after(_merge(b"C52:A50"))
    yield "merge-small", ACCEPTED, _after(_merge(b"A50:C52"))
    link = b'<hyperlinks><hyperlink ref="A50:XFD1048576" location="a"/></hyperlinks>'
    yield "link-over-whole-sheet", "FILE-05", _after(link)
    note = b'<comments xmlns="%s"><commentList><comment ref="A1:XFD1048576"/>' % TRANSITIONAL
    yield "comment-over-whole-sheet", "FILE-05", packed(members(), ("xl/comments9.xml", note))
    wrong = b'<dimension ref="A1:XFD1048576"/><sheetViews>'
    yield "dimension-too-large", ACCEPTED, changed(SHEET, b"<sheetViews>", wrong)


def _cell(ref: bytes) -> bytes:
    row = ref.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return b'<row r="' + row + b'"><c r="' + ref + b'"><v>1</v></c></row>'


def _merge(*refs: bytes) -> bytes:
    return (
        b"<mergeCells>"
        + b"".join(b'<mergeCell ref="%s"/>' % ref for ref in refs)
        + b"</mergeCells>"
    )


def _after(element: bytes) -> bytes:
    return changed(SHEET, b"</sheetData>", b"</sheetData>" + element)


def _macros_and_links() -> Made:
    parts = members()
    macro = ("xl/vbaProject.bin", OLE)
    link = ("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    yield "macros.xlsm", IGNORED, packed(parts, macro)
    yield "macros-under-another-name", IGNORED, packed(parts, macro)
    yield "macros-other-case", IGNORED, packed(parts, ("xl/VBAproject.bin", OLE))
    yield "links-to-others", IGNORED, packed(parts, link)
    yield "macros-and-links", IGNORED, packed(parts, macro, link)
    typed = (
        parts[TYPES]
        .replace(b"sheet.main+xml", b"sheet.main+xml", 1)
        .replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    )
    yield "macro-enabled.xlsm", IGNORED, packed(parts | {TYPES: typed}, macro)
