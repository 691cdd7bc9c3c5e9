"""The checks that no rule over rows can make: of files, of the form, of single cells, of pages.

The stage that finds the mistake fills the names in braces; ``{value}`` is what was typed.
"""

from __future__ import annotations

from schemas.check import CHECKS as CHECKS
from schemas.check import ERROR, INFO, WARNING, declare

declare(
    "FILE-01",
    ERROR,
    ("เปิดเป็นแฟ้ม Excel ไม่ได้ เพราะเนื้อในเป็น{found}", "is not an Excel workbook"),
    (
        "เปิดแฟ้มด้วย Excel แล้วเลือก แฟ้ม > บันทึกเป็น > สมุดงาน Excel (.xlsx) เช่น 50100000-2566-Q2.xlsx แล้วส่งใหม่",
        "open it in Excel, choose File > Save As > Excel Workbook (.xlsx) and send it again",
    ),
)
declare(
    "FILE-02",
    ERROR,
    ("ตั้งรหัสผ่านไว้ จึงอ่านไม่ได้", "is protected by a password and cannot be read"),
    (
        "เปิดด้วยรหัสผ่าน เลือก แฟ้ม > ข้อมูล > ป้องกันสมุดงาน > เข้ารหัสลับด้วยรหัสผ่าน ลบรหัสผ่านให้ว่าง บันทึก แล้วส่งใหม่",
        "open it with the password, choose File > Info > Protect Workbook > Encrypt with Password, clear it, save and send it again",
    ),
)
declare(
    "FILE-03",
    ERROR,
    ("เป็นแฟ้มตารางรูปแบบอื่น ({found}) ซึ่งระบบไม่อ่าน", "is another spreadsheet format"),
    (
        "เปิดแฟ้ม เลือก แฟ้ม > บันทึกเป็น > สมุดงาน Excel (.xlsx) แล้วส่งแฟ้ม .xlsx",
        "open it, choose File > Save As > Excel Workbook (.xlsx) and send the .xlsx file",
    ),
)
declare(
    "FILE-04",
    ERROR,
    (
        "แฟ้มขาดหรือเสียหาย หรือยังคัดลอกไม่เสร็จ ({found})",
        "is cut off, corrupt or still being copied",
    ),
    (
        "รอให้คัดลอกเสร็จ หรือขอแฟ้มจากผู้ส่งอีกครั้ง หากเปิดใน Excel ได้ ให้บันทึกเป็นแฟ้ม .xlsx ใหม่แล้วส่งแฟ้มใหม่",
        "wait for the copy to finish or ask for the file again; if Excel opens it, save it as a new .xlsx file",
    ),
)
declare(
    "FILE-05",
    ERROR,
    ("ใหญ่เกินกว่าที่ระบบรับได้ ({found})", "is larger than the limits"),
    (
        "ลบรูปภาพ แท็บที่ไม่ใช้ และแถวว่างที่จัดรูปแบบไว้ใต้ตาราง (เลือกแถว > คลิกขวา > ลบ) หรือคัดลอกข้อมูลลงในแบบเปล่า เช่น 50100000.xlsx แล้วส่งใหม่",
        "delete pictures, unused sheets and formatted empty rows below the table (select the rows > right-click > Delete), or copy the figures into the blank form, e.g. 50100000.xlsx, and send that",
    ),
)
declare(
    "FILE-06",
    ERROR,
    (
        "มีโครงสร้างที่ไม่ปลอดภัย ระบบจึงไม่เปิดอ่าน ({found})",
        "has unsafe content and was not opened",
    ),
    (
        "ให้ผู้จัดทำกรอกข้อมูลลงในแบบที่ สยป. ส่งให้ เช่น 50100000.xlsx บันทึกด้วย Excel โดยตรง แล้วส่งใหม่ อย่าใช้แฟ้มที่โปรแกรมอื่นแก้ไข",
        "fill in the form sent by the planning office, e.g. 50100000.xlsx, save it with Excel itself and send that, not a file changed by another program",
    ),
)
declare(
    "FILE-07",
    ERROR,
    (
        "บันทึกเป็นชนิด Strict Open XML ซึ่งระบบไม่อ่าน",
        "is saved as a Strict Open XML workbook, which is not read",
    ),
    (
        "เปิดแฟ้ม เลือก แฟ้ม > บันทึกเป็น > เลือกชนิด “สมุดงาน Excel (.xlsx)” มิใช่ “สมุดงาน Strict Open XML (.xlsx)” เช่น 50100000-2566-Q2.xlsx แล้วส่งใหม่",
        "open it, choose File > Save As, the type “Excel Workbook (.xlsx)” and not “Strict Open XML Spreadsheet (.xlsx)”, e.g. 50100000-2566-Q2.xlsx, and send it again",
    ),
)
declare(
    "FILE-08",
    ERROR,
    ("เป็นสมุดงานว่าง ไม่มีข้อมูลในแท็บใดเลย", "is empty: no sheet holds a value"),
    (
        "ตรวจว่าส่งแฟ้มที่กรอกแล้ว บันทึกแฟ้มนั้น แล้วส่งใหม่",
        "check that this is the workbook that was filled in, save it and send it again",
    ),
)
declare(
    "FILE-09",
    ERROR,
    (
        "อ่านไม่สำเร็จ ({found}) ระบบจึงข้ามแฟ้มนี้และอ่านแฟ้มอื่นต่อ",
        "could not be read: the reader ran out of time or memory, or ended; the other files went on",
    ),
    (
        "เปิดด้วย Excel ลบแท็บและแถวที่ไม่ใช้ แล้วบันทึกเป็นแฟ้มใหม่ หากยังไม่ได้ ให้คัดลอกข้อมูลลงในแบบที่ สยป. ส่งให้ เช่น 50100000.xlsx แล้วส่งใหม่",
        "open it in Excel, delete the sheets and rows that are not used and save it as a new file; if that does not help, copy the figures into the form sent by the planning office, e.g. 50100000.xlsx, and send that",
    ),
)
declare(
    "FILE-10",
    WARNING,
    (
        "มี{found} ซึ่งระบบไม่ใช้ อ่านเฉพาะค่าที่บันทึกไว้ในเซลล์",
        "has macros or links to other workbooks: ignored, only the values stored in the cells are read",
    ),
    (
        "ตรวจว่าค่าในเซลล์ถูกต้อง หากไม่จำเป็น ให้ตัดออก เช่น ข้อมูล > แก้ไขการเชื่อมโยง > ตัดการเชื่อมโยง หรือบันทึกเป็นสมุดงาน Excel (.xlsx) ที่ไม่มีมาโคร",
        "check the values in the cells; if they are not needed take them out, e.g. Data > Edit Links > Break Link, or save as an Excel Workbook (.xlsx) without macros",
    ),
)
declare(
    "FILE-12",
    ERROR,
    ("เปิดแฟ้มไม่ได้ ({found})", "cannot be opened"),
    (
        "วางแฟ้มจริงแทนทางลัด และให้สิทธิ์อ่านแฟ้ม แล้วสั่งทำงานใหม่",
        "put the file itself there, not a link, allow it to be read, and run again",
    ),
)
declare(
    "FILE-11",
    INFO,
    (
        "มีเนื้อหาเดียวกับแฟ้ม {other} จึงใช้เพียงแฟ้มเดียว",
        "has the same content as {other}: only one of them is used",
    ),
    (
        "หากส่งซ้ำโดยไม่ตั้งใจ ไม่ต้องทำอะไร หากตั้งใจส่งฉบับแก้ไข ให้ส่งแฟ้มที่แก้แล้วและเพิ่ม “ครั้งที่ส่ง”",
        "nothing to do if it was sent twice by mistake; else send the corrected file with the next revision number",
    ),
)
SENT_AGAIN = declare(
    "FILE-11",
    WARNING,
    (
        "มีข้อมูลทุกแท็บเหมือนกับแฟ้ม {other} ของ {period} ต่างกันเพียงปก อาจส่งแฟ้มของไตรมาสก่อนมาโดยเปลี่ยนเพียงปก",
        "has the same rows as {other} of {period}; only the covers differ: an earlier quarter's file under a new cover?",
    ),
    (
        "กรอกข้อมูลของไตรมาสนี้ลงในแฟ้มแล้วส่งใหม่ เช่น เพิ่มแถวในแท็บความก้าวหน้า หากไม่มีอะไรเปลี่ยนจริง ให้เพิ่มรายงานที่ลงวันที่ในไตรมาสนี้",
        "fill in this quarter's figures and send it again, e.g. add rows to the sheet ความก้าวหน้า; if nothing has changed, add reports dated in this quarter",
    ),
)
SENT_BY_TWO = declare(
    "FILE-11",
    WARNING,
    (
        "มีข้อมูลทุกแท็บเหมือนกับแฟ้ม {other} ของ{agency} ต่างกันเพียงปก อาจใช้แฟ้มของหน่วยงานอื่นมาแก้ปก",
        "has the same rows as {other} of {agency}; only the covers differ: another agency's file under a new cover?",
    ),
    (
        "ตรวจว่าเป็นข้อมูลของหน่วยงานท่านจริง หากไม่ใช่ ให้ส่งแฟ้มที่ถูกต้อง เช่น ใช้แบบของหน่วยงานที่ สยป. ส่งให้",
        "check that the figures are your agency's; if not, send the right workbook, e.g. the form made for your agency",
    ),
)

declare(
    "FORM-01",
    ERROR,
    (
        "ไม่ใช่แบบรายงานของ กทม.: ไม่พบแท็บใดของแบบ (พบแท็บ {found})",
        "is not the report form: none of its sheets was found (found {found})",
    ),
    (
        "กรอกข้อมูลลงในแบบที่ สยป. ส่งให้ เช่น 50100000.xlsx ซึ่งมีแท็บ ปก โครงการ แผนงาน ความก้าวหน้า ตัวชี้วัด แล้วส่งใหม่",
        "fill in the form sent by the planning office, with its sheets ปก, โครงการ, แผนงาน, ความก้าวหน้า, ตัวชี้วัด",
    ),
)
declare(
    "FORM-02",
    ERROR,
    (
        "ใช้แบบรายงานรุ่น {found} ซึ่งระบบรุ่นนี้ไม่อ่าน (อ่านรุ่น {expected})",
        "is form version {found}, which this version does not read (it reads {expected})",
    ),
    (
        "ขอแบบรุ่นปัจจุบันจาก สยป. คัดลอกข้อมูลลงในแบบใหม่ แล้วส่งใหม่",
        "fetch the current form from the planning office, copy the figures into it and send that",
    ),
)
declare(
    "FORM-03",
    WARNING,
    ("ไม่พบแท็บ “{expected}”", "has no sheet “{expected}”"),
    (
        "คัดลอกแท็บ “{expected}” จากแบบมาไว้ในแฟ้ม หรือแก้ชื่อแท็บให้ตรง แล้วส่งใหม่",
        "copy the sheet “{expected}” from the form, or correct the sheet's name, and send it again",
    ),
)
declare(
    "FORM-04",
    WARNING,
    (
        "ไม่พบคอลัมน์ “{expected}” ในหัวตาราง",
        "has no column “{expected}” in its heading",
    ),
    (
        "หากเปลี่ยนชื่อหัวคอลัมน์ไว้ ให้แก้กลับเป็น “{expected}” หากลบไป ให้เพิ่มคอลัมน์ชื่อนี้แล้วกรอกข้อมูล เช่นเดียวกับในแบบ",
        "if the heading was renamed, make it “{expected}” again; if it was deleted, add the column and fill it in, as in the form",
    ),
)
declare(
    "FORM-05",
    WARNING,
    (
        "มีหัวคอลัมน์ “{expected}” มากกว่าหนึ่งคอลัมน์ ({found})",
        "has more than one column “{expected}” ({found})",
    ),
    (
        "ลบคอลัมน์ที่ไม่ใช้ให้เหลือ “{expected}” เพียงคอลัมน์เดียว",
        "delete the column that is not meant, so that one “{expected}” is left",
    ),
)
declare(
    "FORM-06",
    WARNING,
    (
        "มีคอลัมน์ “{value}” ซึ่งไม่มีในแบบ ระบบไม่ได้นำข้อมูล {found} ช่องใต้หัวนี้ไปใช้",
        "has a column “{value}” that the form does not have; its {found} cells were not used",
    ),
    (
        "หากเป็นข้อมูลตามแบบ ให้แก้หัวคอลัมน์ให้ตรง{expected} หากเป็นบันทึกของเขต ปล่อยไว้ได้",
        "correct the heading if it is a column of the form{expected}; a note of your own may stay",
    ),
)
declare(
    "FORM-07",
    INFO,
    (
        "ไม่มีในแบบ ระบบไม่ได้นำข้อมูล {found} ช่องในแท็บนี้ไปใช้",
        "is not a sheet of the form; its {found} cells were not used",
    ),
    (
        "หากเป็นแท็บของแบบที่เปลี่ยนชื่อไว้ ให้แก้ชื่อกลับตามแบบ หากเป็นบันทึกของเขต ปล่อยไว้ได้",
        "if it is a sheet of the form under another name, give it its name back; a sheet of your own may stay",
    ),
)
declare(
    "FORM-08",
    WARNING,
    (
        "มีข้อมูลซ่อนอยู่ ({found}) ระบบอ่านด้วย",
        "has hidden data, which was read too",
    ),
    (
        "เลิกซ่อนหรือล้างตัวกรองเพื่อตรวจ หากไม่ต้องการส่ง ให้ลบข้อมูลนั้นออก เช่น ลบทั้งแถว",
        "unhide it or clear the filter and check it; delete it if it is not meant, e.g. the whole row",
    ),
)
declare(
    "FORM-09",
    WARNING,
    (
        "มีเซลล์ผสานทับช่องข้อมูล ({found}) {expected}",
        "has merged cells over data ({found})",
    ),
    (
        "กรอกค่าในทุกแถว แฟ้มส่งกลับเลิกผสานเซลล์ให้แล้ว หากแก้ในแฟ้มเดิม ให้เลิกผสานก่อน เช่น เลือกเซลล์ > ผสานและจัดกึ่งกลาง > ยกเลิกการผสานเซลล์",
        "fill in every row; the workbook sent back is unmerged already, your own is not: e.g. Home > Merge & Center > Unmerge Cells",
    ),
)
declare(
    "FORM-10",
    INFO,
    (
        "แถวที่ {row} ขึ้นต้นด้วย “{value}” เป็นแถวผลรวม ระบบไม่นำมานับ",
        "row {row} begins with “{value}”: a total, not read",
    ),
    ("ไม่ต้องแก้ไข ระบบรวมยอดให้เอง", "nothing to repair: totals are computed"),
)
declare(
    "FORM-11",
    ERROR,
    (
        "แถวที่ {row} มีข้อมูลแต่ไม่มีรหัสโครงการที่ใช้ได้ จึงไม่ได้นำเข้า",
        "row {row} has values but no project code, so it was not taken in",
    ),
    (
        "กรอกรหัสโครงการที่ {code@} เช่น {example} หรือลบแถวนี้หากไม่ใช้",
        "type the project code into {code@}, e.g. {example}, or delete the row",
    ),
)

declare(
    "CELL-01",
    WARNING,
    ("ได้รับ “{value}” ซึ่งอ่านเป็นตัวเลขไม่ได้", "holds “{value}”, which cannot be read as a number"),
    (
        "พิมพ์เป็นตัวเลขเพียงค่าเดียว เช่น {example}",
        "type one number, e.g. {example}",
    ),
)
declare(
    "CELL-02",
    ERROR,
    ("ยังไม่ได้กรอก แต่ช่องนี้ต้องมีข้อมูล", "is blank, but it is required"),
    ("กรอกข้อมูล เช่น {example}", "fill it in, e.g. {example}"),
)
declare(
    "CELL-03",
    WARNING,
    ("ได้รับ “{value}” ซึ่งอ่านเป็นวันที่ไม่ได้", "holds “{value}”, which cannot be read as a date"),
    (
        "พิมพ์วัน เดือน ปี พ.ศ. ตามลำดับ เช่น {example} ใกล้เคียงกับปีงบประมาณที่รายงาน",
        "type day, month and year (B.E.), e.g. {example}, near the fiscal year reported",
    ),
)
declare(
    "CELL-04",
    WARNING,
    ("ได้รับ “{value}” ซึ่งไม่อยู่ในรายการ", "holds “{value}”, which is not in the list"),
    ("เลือกจากรายการ: {expected}", "choose from the list: {expected}"),
)
declare(
    "CELL-05",
    WARNING,
    (
        "ได้รับ {value} ซึ่งอยู่นอกช่วงที่เป็นไปได้ ({expected})",
        "holds {value}, outside the range ({expected})",
    ),
    (
        "แก้เป็นตัวเลขในช่วง {expected} เช่น {example}",
        "correct it to a number {expected}, e.g. {example}",
    ),
)
declare(
    "CELL-06",
    WARNING,
    ("ได้รับ “{value}” ซึ่งไม่ตรงรูปแบบ", "holds “{value}”, which does not have the right pattern"),
    ("พิมพ์ตามรูปแบบ เช่น {example}", "type it like {example}"),
)
declare(
    "CELL-07",
    WARNING,
    ("แสดงค่าผิดพลาดของ Excel “{value}”", "shows the Excel error “{value}”"),
    (
        "แก้สูตรในช่องนี้ หรือพิมพ์ค่าลงไปโดยตรง เช่น {example}",
        "repair the formula, or type the value itself, e.g. {example}",
    ),
)
declare(
    "CELL-08",
    WARNING,
    ("เป็นสูตรที่ไม่มีค่าบันทึกไว้ ({value})", "is a formula without a stored value ({value})"),
    (
        "เปิดแฟ้มด้วย Excel ให้คำนวณแล้วบันทึก หรือพิมพ์ค่าลงไปโดยตรง เช่น {example}",
        "open it in Excel, let it calculate and save, or type the value itself, e.g. {example}",
    ),
)
declare(
    "CELL-09",
    WARNING,
    (
        "ได้รับ {value} อ่านได้สองอย่าง คือ ร้อยละ {value} หรือ ร้อยละ {other} ระบบใช้ ร้อยละ {value} ตามที่พิมพ์",
        "holds {value}, which can be read as {value} % or as {other} %; it was taken as {value} %",
    ),
    (
        "หากหมายถึง ร้อยละ {other} ให้แก้เป็น {other} หากถูกต้องแล้ว ไม่ต้องแก้ไข",
        "type {other} if that is meant; leave it if {value} % is right",
    ),
)
declare(
    "CELL-10",
    INFO,
    (
        "ได้รับวันที่ “{value}” ระบบอ่านเป็น {expected}",
        "holds the date “{value}”, which was read as {expected}",
    ),
    (
        "หากไม่ใช่วันที่นี้ ให้พิมพ์ใหม่ เช่น {example} หากถูกต้องแล้ว ไม่ต้องแก้ไข",
        "type it again if another day is meant, e.g. {example}; else nothing to repair",
    ),
)
declare(
    "CELL-11",
    WARNING,
    ("ยังไม่ได้กรอก {missing}", "not filled in: {missing}"),
    (
        "กรอกช่องที่ว่างหากมีข้อมูล เช่น {example} หากปล่อยว่าง ส่วนที่ต้องใช้ค่านี้จะแสดงว่า “ประเมินไม่ได้”",
        "fill in what is known, e.g. {example}; what needs a blank cell is shown as “cannot be computed”",
    ),
)
declare(
    "CELL-13",
    WARNING,
    (
        "มีเลขโทรศัพท์มือถือหรือเลขประจำตัวประชาชนอยู่ในข้อความ ระบบปิดบังเป็น ••• ในทุกเอกสาร",
        "contains a mobile number or a citizen id; it is masked as ••• in every output",
    ),
    (
        "ลบเลขนั้นออก หากต้องให้ติดต่อ ใช้ชื่อฝ่ายและเบอร์ภายในของสำนักงาน เช่น ฝ่ายปกครอง โทร. 0000",
        "delete it; give the section and its office extension instead, e.g. ฝ่ายปกครอง โทร. 0000",
    ),
)
declare(
    "CELL-14",
    WARNING,
    (
        "ข้อความยาว {found} ตัวอักษร เกินที่ช่องของ Excel เก็บได้ ({expected})",
        "is {found} characters long, more than a cell can hold ({expected})",
    ),
    ("ย่อข้อความให้ไม่เกิน {expected} ตัวอักษร", "shorten it to at most {expected} characters"),
)
declare(
    "CELL-15",
    INFO,
    (
        "เก็บตัวเลขเป็นข้อความ “{value}” ระบบอ่านเป็น {expected}",
        "keeps a number as text, “{value}”, which was read as {expected}",
    ),
    (
        "ไม่ต้องแก้ไข ครั้งต่อไปพิมพ์เฉพาะตัวเลข เช่น {expected}",
        "nothing to repair; next time type the number alone, e.g. {expected}",
    ),
)

declare(
    "PAGE-03",
    WARNING,
    (
        "บรรทัดที่ {line} ของหน้าพิมพ์อ่านไม่เข้าใจ เก็บไว้ตามเดิม: “{value}”",
        "line {line} of the printed page was not understood and is kept as it is: “{value}”",
    ),
    (
        "หากเป็นข้อมูลของโครงการ ให้พิมพ์ลงในช่องของแบบ และปล่อยบรรทัดนี้ไว้",
        "type it into its cell of the form if it belongs there; leave the line",
    ),
)
declare(
    "PAGE-04",
    INFO,
    (
        "สำเนาหน้าพิมพ์ไม่มี “{expected}” จึงเว้นว่างไว้ (ไม่ทราบ มิใช่ไม่มี)",
        "the copy of the page lacks “{expected}”: it is left blank (unknown, not none)",
    ),
    (
        "ดูจากระบบเดิมแล้วเติมในช่องของแบบ หากไม่พบ ปล่อยว่างไว้",
        "look it up in the old system and fill it in; leave it blank if it is not found",
    ),
)
