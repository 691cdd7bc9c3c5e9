"""Every sentence that the program itself says, in Thai and English: reasons, console, outputs."""

from __future__ import annotations

from pipeline.findings import LANGUAGES
from schemas.check import Words

# Why a project has its colour.
HELD = "ถูกพักไว้เพราะมีข้อผิดพลาดที่ต้องแก้ไข"
NOT_RECEIVED = "ไม่อยู่ในรายงานของไตรมาสนี้"
NEVER_REPORTED = "ยังไม่เคยรายงานความก้าวหน้าในปีงบประมาณนี้"
FAR_BEHIND = "ล่าช้ากว่าแผนมาก ({deviation} จุด)"
PAST_END = "พ้นวันสิ้นสุด {end_date} แต่ความก้าวหน้ายังไม่ถึงร้อยละ 100"
STALLED_LONG = "ความก้าวหน้าคงที่ตั้งแต่ {since} รวม {days} วัน (เกิน {limit} วัน)"
STALLED = "ความก้าวหน้าคงที่ตั้งแต่ {since} รวม {days} วัน"
BEHIND = "ล่าช้ากว่าแผน ({deviation} จุด)"
NO_REPORT = "ไม่มีรายงานในไตรมาสนี้"
SPENDING_UNDER_PLAN = "เบิกจ่ายต่ำกว่าแผน {gap} จุด"
SLOWED = "รายงานสถานะว่าชะลอ"
PROBLEM = "มีปัญหาหรืออุปสรรคที่ยังไม่มีแนวทางแก้ไข"
DECISION = "หน่วยงานขอให้ผู้บริหารตัดสินใจ"
NO_PLAN_NO_END = "ไม่มีแผนและไม่มีวันสิ้นสุด จึงบอกไม่ได้ว่าช้าหรือเร็ว"

# Why a measure cannot be computed.
NOT_COMPUTED: dict[str, str] = {
    "schedule": "เทียบแผนไม่ได้: ไม่มีแผนความก้าวหน้าของไตรมาสนี้",
    "spending_no_budget": "คำนวณอัตราเบิกจ่ายไม่ได้: ไม่มีงบประมาณหลังปรับโอน",
    "spending_no_spent": "คำนวณอัตราเบิกจ่ายไม่ได้: ไม่มียอดเบิกจ่ายในรายงานล่าสุด",
    "kpis_missing": "ตัวชี้วัดประเมินไม่ได้ {count} ตัว: ไม่มีผลงานหรือค่าเป้าหมายที่เป็นตัวเลข",
    "kpis_none": "ไม่มีตัวชี้วัด",
    "forecast": "ประมาณวันเสร็จไม่ได้: ต้องมีรายงานอย่างน้อยสองวันและความก้าวหน้าเพิ่มขึ้นอย่างน้อย {rise} จุด",
    "forecast_far": "เกินระยะที่ประมาณได้ ({years} ปี)",
    "finished": "ยังบอกไม่ได้ว่าสำเร็จตามเป้าหมาย: รอผลงานของตัวชี้วัด",
    "actual": "ไม่มีรายงานความก้าวหน้า",
}

SUBMISSION_STATUS: dict[str, Words] = {
    "accepted": ("รับแล้ว", "accepted"),
    "accepted_with_warnings": ("รับแล้ว มีข้อควรตรวจ", "accepted with warnings"),
    "partly_accepted": ("รับบางส่วน", "partly accepted"),
    "rejected": ("ไม่รับ ต้องส่งใหม่", "rejected"),
    "superseded": ("มีฉบับใหม่แทนแล้ว", "superseded"),
    "duplicate": ("ซ้ำกับแฟ้มอื่น", "duplicate"),
    "not_received": ("ยังไม่ส่ง", "not received"),
}
SEVERITY: dict[str, Words] = {
    "error": ("ต้องแก้ไข", "error"),
    "warning": ("ควรตรวจ", "warning"),
    "info": ("แจ้งให้ทราบ", "info"),
}


def say(words: Words, language: str = "th", **values: object) -> str:
    """The sentence in that language, its names filled in."""
    return words[LANGUAGES.index(language)].format(**values)


STANDING: dict[str, str] = {
    "current": "นับในไตรมาสนี้",
    "held": "พักไว้",
    "not_received": "ไม่อยู่ในรายงานไตรมาสนี้",
    "superseded": "มีฉบับใหม่แทนแล้ว",
    "duplicate": "ซ้ำ",
    "rejected": "ไม่รับ",
}
SAMPLE = "ตัวอย่าง"
SAMPLE_NOTE = "ตัวเลขในเอกสารนี้มาจากชุดตัวอย่าง มิใช่ผลงานจริงของหน่วยงาน"
NO_DEADLINE = "ยังไม่กำหนดวันครบกำหนด"
NEED: dict[str, str] = {"R": "ต้องกรอก", "W": "ควรกรอก", "O": "กรอกเมื่อมี"}
YES, NO = "ใช่", "ไม่ใช่"

LINEAGE: dict[str, Words] = {
    "read": ("อ่านเป็น {value}", "read as {value}"),
    "then": ("ในข้อมูลหลักเป็น {value}", "in the master it is {value}"),
    "filled": (
        "ช่องว่าง ใช้ค่าของช่องที่ผสานไว้: {value}",
        "blank: the value of the merged cell, {value}",
    ),
    "gone": (
        "ไม่พบแฟ้ม {file} ใน inputs/ แล้ว จึงแสดงได้เพียงแท็บและแถว",
        "{file} is no longer in inputs/: only sheet and row can be shown",
    ),
    "changed": (
        "แฟ้ม {file} ถูกแก้ไขหลังประมวลผล (sha256 ไม่ตรง) จึงแสดงได้เพียงแท็บและแถว สั่ง make quarterly ใหม่",
        "{file} was changed since the run (its sha256 differs): only sheet and row can be shown; run make quarterly again",
    ),
    "no_column": ("แท็บไม่มีคอลัมน์นี้", "the sheet lacks this column"),
    "no_outputs": (
        "ไม่พบผลลัพธ์ใน {folder} สั่ง make quarterly ก่อน",
        "no outputs in {folder}: run make quarterly first",
    ),
    "damaged": (
        "อ่านผลลัพธ์ใน {folder} ไม่ได้ ({why}) สั่ง make quarterly ใหม่",
        "the outputs in {folder} cannot be read ({why}): run make quarterly again",
    ),
    "unknown": (
        "ไม่รู้จัก {code} ในผลของ {period} ระบุรหัสโครงการ เช่น 50100000-3670 หรือรหัสหน่วยงาน กลุ่มเขต ส่วนราชการ หรือ all",
        "{code} is not known in {period}: give a project code, e.g. 50100000-3670, or an agency's code, a group, a section, or all",
    ),
    "no_field": (
        "{code} ไม่มีรายการ “{field}” ระบุชื่อตามหัวตารางของ evaluation.xlsx หรือชื่อใน docs/form.md",
        "{code} has no “{field}”: give a heading of evaluation.xlsx or a name of docs/form.md",
    ),
    "counted": ("นับโครงการที่มีคำนี้", "counts the projects with this word"),
    "row": ("แถว {row}", "row {row}"),
    "typed": ("พิมพ์ว่า “{typed}”", "typed “{typed}”"),
    "blank": ("ช่องว่าง", "blank"),
    "how": ("วิธีคิด: {how}", "how: {how}"),
    "from": ("จาก {number} โครงการ", "from {number} projects"),
    "ask": (
        "ระบุ FIELD=ชื่อรายการ เพื่อดูทุกโครงการที่รวมอยู่ในตัวเลข",
        "give FIELD=… to list the projects in a figure",
    ),
    "files": ("แฟ้ม", "files"),
}
"""What ``make trace`` says."""

CLUSTER: dict[str, Words] = {
    "missing": (
        "ยังไม่ได้ติดตั้ง {what} สั่ง make cluster หนึ่งครั้งแล้วสั่งใหม่ หรือสั่งโดยไม่ระบุ CLUSTER (--cluster)",
        "{what} is not installed: run make cluster once and try again, or leave CLUSTER (--cluster) out",
    ),
    "silent": (
        "ติดต่อ {what} ไม่ได้ ตรวจชื่อเครื่องและพอร์ตของ dask scheduler เช่น tcp://host:8786 แล้วสั่งใหม่ หรือสั่งโดยไม่ระบุ CLUSTER (--cluster)",
        "{what} does not answer: check host and port of the Dask scheduler, e.g. tcp://host:8786, or leave CLUSTER (--cluster) out",
    ),
    "empty": (
        "{what} ยังไม่มีเครื่องทำงาน (worker) เปิด dask worker อย่างน้อยหนึ่งเครื่องแล้วสั่งใหม่",
        "{what} has no worker: start a dask worker and try again",
    ),
    "unseen": (
        "เครื่องทำงานไม่เห็นแฟ้มเดียวกับเครื่องนี้: {what} ทุกเครื่องต้องเปิดโฟลเดอร์แฟ้มของหน่วยงานได้ที่ตำแหน่งเดียวกัน",
        "a worker does not see the files that this machine sees: {what}; the inputs must be at the same path on every machine",
    ),
    "other_code": (
        "{what} ไม่มีโปรแกรมนี้หรือใช้คนละรุ่นกับเครื่องนี้ ติดตั้งรุ่นเดียวกัน แล้วเปิด dask scheduler และ worker ใหม่ในโฟลเดอร์ของโปรแกรม",
        "{what} lacks this software or has another version of it: install the same one, and start scheduler and workers again in its folder",
    ),
    "lost": (
        "การติดต่อกับ {what} ขาดระหว่างประมวลผล จึงไม่ออกรายงาน ผลลัพธ์เดิมยังอยู่ครบ สั่งใหม่ หรือสั่งโดยไม่ให้เครื่องอื่นช่วย",
        "{what} was lost during the run; nothing was put out, the earlier outputs stand: run again, or without it",
    ),
}
"""Why a cluster cannot be used, by the words of pipeline/cluster.py."""

CONSOLE: dict[str, Words] = {
    "title": ("ผลการประเมิน {period}", "Evaluation of {period}"),
    "status": ("สถานะ", "status"),
    "number": ("จำนวน", "number"),
    "agencies": ("หน่วยงาน", "agencies"),
    "other": ("พบแฟ้มของงวดอื่น {period}: {files}", "files of another period, {period}: {files}"),
    "ignored": ("ไม่ได้อ่าน (มิใช่แฟ้มรายงาน): {files}", "passed over: {files}"),
    "refused": ("ไม่รับแฟ้ม {file}: {why}", "refused {file}: {why}"),
    "projects": (
        "นับ {counted} โครงการ จากที่รู้จัก {known} โครงการ พักไว้ {held} โครงการ",
        "{counted} projects counted of {known} known, {held} held",
    ),
    "kept": (
        "แฟ้มผลลัพธ์ที่มีผู้แก้ไขถูกย้ายไปเก็บที่ {name}",
        "an output that somebody changed was moved to {name}",
    ),
    "where": (
        "ผลลัพธ์อยู่ที่ {folder} · แฟ้มส่งกลับหน่วยงาน {feedbacks} แฟ้มอยู่ใน feedback/",
        "outputs are in {folder}; {feedbacks} workbooks to send back are in feedback/",
    ),
    "nothing": (
        "ไม่พบแฟ้มรายงานที่ใช้ได้ใน {folder} วางแฟ้ม .xlsx ของหน่วยงานไว้ในโฟลเดอร์นี้แล้วสั่งใหม่",
        "no submission found in {folder}: put the agencies' .xlsx files there and run again",
    ),
    "no_period": (
        "ไม่พบแฟ้มรายงานของ {period} ใน {folder} งวดที่พบคือ {found}",
        "no submission of {period} in {folder}; periods found: {found}",
    ),
    "unchanged": (
        "ไม่มีแฟ้มหรือการตั้งค่าใดเปลี่ยนจากครั้งก่อน ผลลัพธ์ชุดเดิมยังอยู่ครบ ไม่ต้องทำใหม่: {folder}",
        "nothing has changed since the last run; its outputs are whole and stay as they are: {folder}",
    ),
    "busy": (
        "มีการประมวลผลอื่นกำลังเขียน {folder} อยู่ รอให้เสร็จแล้วสั่งใหม่",
        "another run is writing to {folder}: wait for it and run again",
    ),
    "no_child": (
        "เปิดโปรแกรมอ่านแฟ้มไม่ได้ ({why}) ผลลัพธ์เดิมยังอยู่ครบ ตรวจหน่วยความจำของเครื่องแล้วสั่งใหม่ หากยังไม่ได้ แจ้งผู้ดูแลระบบ",
        "the readers could not be started ({why}); the earlier outputs stand: check this machine's memory and run again",
    ),
    "unanswered": (
        "ทำแฟ้มส่งกลับของ {file} ไม่สำเร็จ (เกินเวลาหรือหน่วยความจำที่ให้ไว้) สั่งใหม่อีกครั้ง ระหว่างนี้ข้อค้นพบของแฟ้มนี้อยู่ในแท็บ “ข้อค้นพบ” ของ evaluation.xlsx และยังไม่มีอีเมลถึงหน่วยงาน",
        "no workbook to send back could be made of {file} (beyond its time or memory): run again; until then its findings are in evaluation.xlsx, and no mail to the agency is drafted",
    ),
    "changed": (
        "แฟ้ม {file} ถูกแก้ไขหรือย้ายไประหว่างประมวลผล จึงไม่ออกรายงาน ผลลัพธ์เดิมยังอยู่ครบ สั่งใหม่อีกครั้ง",
        "{file} was changed or moved during the run; nothing was put out, the earlier outputs stand: run again",
    ),
    "unbalanced": (
        "ยอดที่ออกไม่เท่ากับยอดที่เข้า จึงไม่ออกรายงาน ผลลัพธ์เดิมยังอยู่ครบ แจ้งผู้ดูแลระบบ: {figures}",
        "what would go out is not what came in; nothing was put out, the earlier outputs stand: {figures}",
    ),
    "cannot_write": (
        "เขียนผลลัพธ์ไม่สำเร็จ ({why}) ผลลัพธ์เดิมยังอยู่ครบ ตรวจที่ว่างและสิทธิ์ของโฟลเดอร์แล้วสั่งใหม่",
        "the outputs could not be written ({why}); the earlier ones stand: check space and permissions",
    ),
    "wrote": ("เขียน {number} แฟ้มไว้ที่ {folder}", "wrote {number} files to {folder}"),
    "sent": ("ส่งอีเมล {number} ฉบับผ่าน {host} แล้ว", "sent {number} mails by {host}"),
    "not_sent": (
        "ส่งอีเมลไม่สำเร็จ ({why}) ร่างยังอยู่ครบ ตรวจชื่อเครื่องและพอร์ตแล้วสั่งใหม่",
        "the mails could not be sent ({why}); the drafts are there: check host and port",
    ),
    "also": ("และอีก {number} ช่อง: {cells}", "and {number} more cells: {cells}"),
}
