"""Stage 1, the gate: the zip directory of a workbook -> why it is not unpacked, else its entries.

Nothing is unpacked to disk, and no entry further than the directory says.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pipeline.scan import Cause

MIB = 1 << 20
MEMBERS = 2_000
PART_SIZE = 100 * MIB
ALL_SIZE = 150 * MIB
RATIO = 200
NAME_LENGTH = 255

ENTRY, END = b"PK\x01\x02", b"PK\x05\x06"
HEADER = struct.Struct("<4s5H3I2H")
ENCRYPTED, UTF8 = 0x1, 0x800
# What zipfile is known to raise on a directory with a wrong byte.
UNREADABLE = (BadZipFile, NotImplementedError, struct.error, ValueError, EOFError, OSError)
DAMAGED = Cause("FILE-04", "สารบัญของแฟ้มเสียหายหรือขาดหาย")


def directory(content: bytes) -> list[ZipInfo] | Cause:
    """The entries of a zip whose names, sizes and places are safe, or why they are not."""
    if (count := content.count(ENTRY)) > MEMBERS:  # zipfile would first make them all
        return Cause("FILE-05", f"มีส่วนประกอบ {count:,} ส่วน เกิน {MEMBERS:,}")
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except UNREADABLE:
        return DAMAGED
    if _counted(content) not in (len(entries), 0xFFFF):
        return DAMAGED
    return (
        _names(entries)
        or _packing(entries)
        or _sizes(entries)
        or _places(content, entries)
        or entries
    )


def unpacked(content: bytes, entry: ZipInfo) -> bytes | Cause:
    """The bytes of an entry; a Cause where they are not what the directory says."""
    start = _start(content, entry)
    packed = content[start : start + entry.compress_size]
    try:
        part = packed if entry.compress_type == ZIP_STORED else _inflated(packed, entry.file_size)
    except zlib.error:
        return Cause("FILE-04", f"คลายส่วน {entry.filename} ไม่ได้")
    if len(part) > entry.file_size:
        return Cause("FILE-06", f"ส่วน {entry.filename} ใหญ่กว่าที่แจ้งไว้")
    if len(part) < entry.file_size or zlib.crc32(part) != entry.CRC:
        return Cause("FILE-04", f"ส่วน {entry.filename} ไม่ครบหรือเสียหาย")
    return part


def _counted(content: bytes) -> int:
    """How many entries the end of the directory says that there are."""
    (count,) = struct.unpack_from("<H", content, content.rfind(END) + 10)
    return int(count)


def _names(entries: list[ZipInfo]) -> Cause | None:
    names = [entry.orig_filename for entry in entries]
    for name in names:
        if _is_unsafe(name):
            return Cause("FILE-06", f"ชื่อส่วนประกอบไม่ปลอดภัย “{_shown(name)}”")
    if len({name.casefold() for name in names}) < len(names):
        return Cause("FILE-06", "มีส่วนประกอบชื่อซ้ำกัน")
    return None


def _is_unsafe(name: str) -> bool:
    steps = name.removesuffix("/").split("/")
    climbs = any(step in ("", ".", "..") for step in steps)
    return climbs or "\\" in name or ":" in name or len(name) > NAME_LENGTH or not _prints(name)


def _prints(name: str) -> bool:
    return min(name, default=" ") >= " "


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])


def _packing(entries: list[ZipInfo]) -> Cause | None:
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        return Cause("FILE-02", "")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        return Cause("FILE-04", "บีบอัดด้วยวิธีที่ Excel ไม่ใช้")
    return None


def _sizes(entries: list[ZipInfo]) -> Cause | None:
    whole = sum(entry.file_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    if largest > PART_SIZE or whole > ALL_SIZE:
        return Cause("FILE-05", f"เมื่อคลายแล้วมีขนาด {whole // MIB:,} MB เกิน {ALL_SIZE // MIB} MB")
    for entry in entries:
        if entry.file_size > max(MIB, RATIO * entry.compress_size):
            return Cause("FILE-05", f"ส่วน {_shown(entry.filename)} คลายแล้วใหญ่กว่า {RATIO} เท่า")
    return None


def _places(content: bytes, entries: list[ZipInfo]) -> Cause | None:
    """Each entry stands where the directory says, after the one before, from the first byte on."""
    if any(_header(content, entry) is None for entry in entries):
        return DAMAGED
    if any(_end(content, entry) > len(content) for entry in entries):
        return DAMAGED
    if any(_header(content, entry) != _raw_name(entry) for entry in entries):
        return Cause("FILE-06", "ชื่อส่วนประกอบในสารบัญไม่ตรงกับเนื้อแฟ้ม")
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    hidden = any(entry.header_offset > 0 for entry in placed[:1])
    if hidden or any(_end(content, one) > other.header_offset for one, other in pairwise(placed)):
        return Cause("FILE-06", "ส่วนประกอบซ้อนทับกันหรืออยู่นอกสารบัญ")
    return None


def _header(content: bytes, entry: ZipInfo) -> bytes | None:
    """The name in the header before an entry's bytes; None where no header stands there."""
    at = entry.header_offset
    if at < 0 or not content.startswith(b"PK\x03\x04", at) or at + HEADER.size > len(content):
        return None
    length = HEADER.unpack_from(content, at)[-2]
    return content[at + HEADER.size : at + HEADER.size + length]


def _raw_name(entry: ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8 else "cp437")


def _start(content: bytes, entry: ZipInfo) -> int:
    *_, name, extra = HEADER.unpack_from(content, entry.header_offset)
    return int(entry.header_offset + HEADER.size + name + extra)


def _end(content: bytes, entry: ZipInfo) -> int:
    return _start(content, entry) + entry.compress_size


def _inflated(packed: bytes, size: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
