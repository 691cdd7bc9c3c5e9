"""Stage 1, the gate: the bytes of a file -> why it cannot be taken, or what of it is ignored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from zipfile import ZipInfo

from pipeline.archive import MIB, directory, unpacked
from pipeline.findings import Finding
from pipeline.scan import Cause, Scanner
from schemas.check import ERROR, WARNING

FILE_SIZE = 20 * MIB
READ_AT_MOST = FILE_SIZE + 1
"""What is read of a file: one byte more than it may have tells that it is too large."""

CAREFUL_CELLS = 300_000
"""The careful reader takes 14 s and 500 MB for a million cells, for so many some 4 s."""

ZIP, OLE = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1")
KINDS = (
    (b"%pdf", "เอกสาร PDF"),
    (b"{\\rtf", "เอกสาร RTF"),
    (b"\x89png", "รูปภาพ"),
    (b"\xff\xd8\xff", "รูปภาพ"),
    (b"gif8", "รูปภาพ"),
    (b"rar!", "แฟ้มบีบอัดอื่น"),
    (b"7z\xbc\xaf", "แฟ้มบีบอัดอื่น"),
    (b"\x1f\x8b", "แฟ้มบีบอัดอื่น"),
    (b"pk", "แฟ้มบีบอัดอื่น"),
    *(
        (start, "หน้าเว็บ (HTML)")
        for start in (b"<!doctype html", b"<html", b"<table", b"mime-version")
    ),
)
DOCUMENTS = (("word/", "เอกสาร Word (.docx)"), ("ppt/", "งานนำเสนอ PowerPoint (.pptx)"))
REQUIRED = ("[Content_Types].xml", "_rels/.rels")
WORKBOOK = re.compile(r"xl/workbook\d*\.xml")
IGNORED = (
    ("xl/vbaproject.bin", "มาโคร"),
    ("xl/macrosheets/", "มาโคร"),
    ("xl/externallinks/", "ลิงก์ไปยังสมุดงานอื่น"),
)


@dataclass(frozen=True)
class Scan:
    """What the gate saw: why the file is not read (``refused``), what of it is ignored, and the
    signs that it takes the careful reader.
    """

    refused: Finding | None = None
    warnings: tuple[Finding, ...] = ()
    signs: frozenset[str] = frozenset()


def scan(content: bytes, file: str) -> Scan:
    """Tell the cause from the first bytes, the zip directory and the parts (8-hostile-input).

    Never raises, unpacks nothing to disk, and holds one part at a time.
    """
    if len(content) > FILE_SIZE:
        return _refused(Cause("FILE-05", f"แฟ้มใหญ่เกิน {FILE_SIZE // MIB} MB"), file)
    if not content.startswith(ZIP):
        return _refused(_kind(content), file)
    entries = directory(content)
    if isinstance(entries, Cause):
        return _refused(entries, file)
    scanner = Scanner()
    cause = _no_workbook(entries) or _parts(content, entries, scanner)
    if cause:
        return _refused(cause, file)
    signs = scanner.signs.found(scanner.never_read)
    if signs and scanner.held["cells"] > CAREFUL_CELLS:
        return _refused(_too_many(scanner.held["cells"]), file)
    return Scan(warnings=_ignored(entries, file), signs=signs)


def _refused(cause: Cause, file: str) -> Scan:
    return Scan(Finding(cause.check, ERROR, file, words={"found": cause.found}))


def _too_many(cells: int) -> Cause:
    kind = "แฟ้มที่มีค่าผิดพลาด สูตรที่ไม่มีค่า หรือช่องที่ซ่อนหรือผสานไว้"
    return Cause("FILE-05", f"มีเซลล์ {cells:,} เกิน {CAREFUL_CELLS:,} สำหรับ{kind}")


def _kind(content: bytes) -> Cause:
    if content.startswith(OLE):
        return _ole(content)
    if not content.strip(b"\0"):
        size = f"{len(content):,} ไบต์"
        return Cause("FILE-04", f"แฟ้มมีขนาด {size}" if not content else f"มีแต่ไบต์ว่าง {size}")
    if ZIP.startswith(content):
        return Cause("FILE-04", "เหลือเพียงต้นแฟ้ม")
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start or b"excel.sheet" in start:
        return Cause("FILE-03", "Excel 2003 แบบ XML")
    if b"opendocument" in start:
        return Cause("FILE-03", "OpenDocument (.fods)")
    named = next((name for magic, name in KINDS if start.startswith(magic)), None)
    rest = "ข้อมูลชนิดอื่น" if b"\0" in start else "ข้อความธรรมดา (เช่น CSV)"
    return Cause("FILE-01", named or rest)


def _ole(content: bytes) -> Cause:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Cause("FILE-02", "")
    if "WordDocument".encode("utf-16-le") in content:
        return Cause("FILE-01", "เอกสาร Word (.doc)")
    return Cause("FILE-03", "Excel 97-2003 (.xls)")


def _no_workbook(entries: list[ZipInfo]) -> Cause | None:
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        return Cause("FILE-03", "Excel แบบไบนารี (.xlsb)")
    if "content.xml" in names:
        return Cause("FILE-03", "OpenDocument (.ods)")
    for folder, document in DOCUMENTS:
        if any(name.startswith(folder) for name in names):
            return Cause("FILE-01", document)
    if not any(name.startswith("xl/") for name in names):
        return Cause("FILE-01", "แฟ้มบีบอัดอื่น")
    if not any(WORKBOOK.fullmatch(name) for name in names):
        return Cause("FILE-04", "ไม่พบส่วน xl/workbook.xml")
    missing = [name for name in REQUIRED if name not in names]
    return Cause("FILE-04", f"ไม่พบส่วน {missing[0]}") if missing else None


def _parts(content: bytes, entries: list[ZipInfo], scanner: Scanner) -> Cause | None:
    for entry in sorted(entries, key=lambda entry: "style" not in entry.filename):  # those first
        part = unpacked(content, entry)
        cause = part if isinstance(part, Cause) else scanner.part(entry.filename, part)
        if cause:
            return cause
    names = {entry.filename for entry in entries}
    return scanner.workbook(min(filter(WORKBOOK.fullmatch, names)), names)


def _ignored(entries: list[ZipInfo], file: str) -> tuple[Finding, ...]:
    names = [entry.filename.lower() for entry in entries]
    found = {told for start, told in IGNORED if any(name.startswith(start) for name in names)}
    words = {"found": " และ".join(sorted(found))}
    return (Finding("FILE-10", WARNING, file, words=words),) if found else ()
