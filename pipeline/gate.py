"""Stage 1, the gate: the bytes of a file -> why it cannot be a workbook, or None."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from pipeline.findings import Finding
from schemas.rule import ERROR

ZIP, OLE, PDF = b"PK\x03\x04", bytes.fromhex("D0CF11E0A1B11AE1"), b"%PDF"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def refusal(content: bytes, file: str) -> Finding | None:
    """Tell the cause from the first bytes and the zip directory (design 8-hostile-input)."""
    if content.startswith(OLE):
        return _ole(content, file)
    if content.startswith(ZIP):
        return _zip(content, file)
    if not content:
        return Finding("FILE-04", ERROR, file, words={"found": "แฟ้มมีขนาด 0 ไบต์"})
    return Finding("FILE-01", ERROR, file, words={"found": _kind(content)})


def _ole(content: bytes, file: str) -> Finding:
    if ENCRYPTED in content:
        return Finding("FILE-02", ERROR, file)
    return Finding("FILE-03", ERROR, file, words={"found": "Excel 97-2003 (.xls)"})


def _zip(content: bytes, file: str) -> Finding | None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = set(archive.namelist())
    except BadZipFile:
        return Finding("FILE-04", ERROR, file, words={"found": "ส่วนท้ายของแฟ้มหายไป"})
    if "xl/workbook.xml" in members:
        return None
    if "xl/workbook.bin" in members:
        return Finding("FILE-03", ERROR, file, words={"found": "Excel แบบไบนารี (.xlsb)"})
    if "content.xml" in members:
        return Finding("FILE-03", ERROR, file, words={"found": "OpenDocument (.ods)"})
    return Finding("FILE-01", ERROR, file, words={"found": "แฟ้มบีบอัดอื่น"})


def _kind(content: bytes) -> str:
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(PDF.lower()):
        return "เอกสาร PDF"
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        return "หน้าเว็บ (HTML)"
    if b"\x00" in start:
        return "ข้อมูลชนิดอื่น"
    return "ข้อความธรรมดา (เช่น CSV)"
