"""What can be wrong in the files of a hall: where, what, and how to put it right, in both languages."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right. Rows are counted as a spreadsheet does: the heading is row 1."""

    file: str
    row: int | None
    """None when it concerns the whole file."""
    column: str | None
    """Heading of the column; None when it concerns the whole row."""
    what_zh: str
    what_en: str
    cure_zh: str
    cure_en: str
    code: str
    """Key in `SENTENCES`."""

    def in_chinese(self) -> str:
        row = f"第 {self.row} 行" if self.row else ""
        column = f"“{self.column}”列" if self.column else ""
        place = f"{self.file} {row}{column}".strip()
        return f"{place}:{self.what_zh}。{self.cure_zh}。"

    def in_english(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.what_en}. {self.cure_en}."


class Sentence(NamedTuple):
    what_zh: str
    what_en: str
    cure_zh: str
    cure_en: str


SENTENCES: dict[str, Sentence] = {
    # The place and its files
    "no_such_place": Sentence(
        "找不到“{path}”,或者它不是文件夹或 .xlsx 工作簿",
        "“{path}” does not exist, or is neither a folder nor an .xlsx workbook",
        "请给出存放 CSV 文件的文件夹,或一个 .xlsx 工作簿(旧版 .xls 请另存为 .xlsx)",
        "Name a folder of CSV files or one .xlsx workbook (save an old .xls as .xlsx)",
    ),
    "missing_table": Sentence(
        "缺少“{table}”表",
        "The table “{table}” is missing",
        "请补上 {table}.csv(工作簿中为名为 {table} 的工作表),首行为:{columns}",
        "Add {table}.csv (in a workbook, a sheet named {table}) with the heading: {columns}",
    ),
    "unknown_table": Sentence(
        "不认识“{name}”,没有读取",
        "“{name}” is not a known table and was not read",
        "如果写错了名称,请改为其中之一:{tables}",
        "If the name is misspelt, use one of: {tables}",
    ),
    "unreadable_file": Sentence(
        "文件无法打开",
        "The file cannot be opened",
        "请检查文件权限,并关闭正在使用它的程序",
        "Check its permissions and close the program that uses it",
    ),
    "unreadable_workbook": Sentence(
        "工作簿无法打开,可能已损坏或加了密码",
        "The workbook cannot be opened; it may be damaged or protected by a password",
        "请用表格软件打开,去掉密码后另存为 .xlsx",
        "Open it in a spreadsheet program and save it as .xlsx without a password",
    ),
    "bad_encoding": Sentence(
        "文字编码既不是 UTF-8 也不是 GB18030(GBK)",
        "The text is neither UTF-8 nor GB18030 (GBK)",
        "请另存为“CSV UTF-8(逗号分隔)”",
        "Save it as “CSV UTF-8 (comma delimited)”",
    ),
    "broken_quotes": Sentence(
        "第 {line} 行文字处的引号不成对,其后的内容没有读取",
        "The quotation marks near line {line} of the text do not match; what follows was not read",
        "请补上或删去多余的英文双引号",
        'Add the missing " or delete the one too many',
    ),
    "wrong_separator": Sentence(
        "各列不是用英文逗号分隔的",
        "The columns are not separated by commas",
        "请另存为“CSV UTF-8(逗号分隔)”",
        "Save it as “CSV UTF-8 (comma delimited)”",
    ),
    "no_heading": Sentence(
        "文件是空的,没有首行列名",
        "The file is empty: it has no heading",
        "请写上首行列名:{columns}",
        "Write the heading: {columns}",
    ),
    "missing_column": Sentence(
        "缺少“{name}”列",
        "The column “{name}” is missing",
        "请在首行加上“{name}”并填写这一列",
        "Add “{name}” to the heading and fill the column",
    ),
    "unknown_column": Sentence(
        "不认识“{name}”列",
        "The column “{name}” is not known",
        "请改为其中之一,或删去这一列:{columns}",
        "Rename it to one of these, or delete it: {columns}",
    ),
    "double_column": Sentence(
        "“{name}”列出现了两次",
        "The column “{name}” stands there twice",
        "请只保留一列",
        "Keep one of them",
    ),
    "ragged_row": Sentence(
        "这一行有 {cells} 格,首行有 {columns} 列",
        "The row has {cells} cells, the heading has {columns}",
        "请补齐或删去多余的格;文字中含英文逗号时,整格要加英文双引号",
        'Add or delete cells; a text that contains a comma needs "quotation marks" around it',
    ),
    # One cell
    "empty": Sentence("这一格不能为空", "This cell must not be empty", "请填写", "Fill it in"),
    "too_long": Sentence(
        "文字有 {length} 个字符,最多 {longest} 个",
        "The text has {length} characters; {longest} is the most",
        "请缩短",
        "Shorten it",
    ),
    "control_character": Sentence(
        "文字中含有不可见的控制字符 {character}",
        "The text contains the invisible control character {character}",
        "请删去换行、制表符或其他不可见字符,必要时重新输入这一格",
        "Delete line breaks, tabs and other invisible characters; if need be, type the cell anew",
    ),
    "formula": Sentence(
        "文字以“{character}”开头,表格软件会把它当作公式",
        "The text begins with “{character}”, which spreadsheet programs take for a formula",
        "请改为文字本身,不要使用公式",
        "Write the text itself, not a formula",
    ),
    "bad_id": Sentence(
        "编号“{value}”不合要求",
        "“{value}” cannot be an identifier",
        "只用英文字母、数字、“-”和“_”,最多 {longest} 个字符",
        "Use letters, digits, “-” and “_” only, at most {longest} of them",
    ),
    "bad_card": Sentence(
        "卡号不合要求",
        "This cannot be the number of a card",
        "请填读卡器读出的卡号:4 至 32 位英文字母或数字",
        "Write it as the reader gives it: 4 to 32 letters and digits",
    ),
    "same_card": Sentence(
        "与第 {first} 行的卡号相同",
        "Row {first} has the same card",
        "一张卡只能属于一个人,请更正",
        "A card belongs to one person; correct it",
    ),
    "duplicate": Sentence(
        "“{value}”与第 {first} 行重复",
        "“{value}” stands in row {first} too",
        "请改成没有用过的值,或删去多余的一行",
        "Change it to a value that is not in use, or delete one of the rows",
    ),
    "not_whole": Sentence(
        "“{value}”不是 {least} 到 {most} 之间的整数",
        "“{value}” is not a whole number from {least} to {most}",
        "请填整数,不带单位",
        "Write a whole number without a unit",
    ),
    "not_minutes": Sentence(
        "“{value}”不是大于 0、不超过 {most} 的分钟数",
        "“{value}” is not a number of minutes above 0 and up to {most}",
        "请填分钟数,例如 12 或 7.5,不带单位",
        "Write minutes such as 12 or 7.5, without a unit",
    ),
    "not_yes_no": Sentence(
        "“{value}”既不是“是”也不是“否”", "“{value}” is neither yes nor no", "请填 Y 或 N", "Write Y or N"
    ),
    "not_one_of": Sentence(
        "“{value}”不在可选值之内",
        "“{value}” is not one of the possible values",
        "请改为其中之一:{choices}",
        "Use one of: {choices}",
    ),
    "not_a_date": Sentence(
        "“{value}”不是日期",
        "“{value}” is not a date",
        "请按 2026-10-01 的样式填写",
        "Write it like 2026-10-01",
    ),
    "bad_prefix": Sentence(
        "号票前缀“{value}”不合要求",
        "“{value}” cannot be a prefix of tickets",
        "请用 1 到 4 个大写英文字母,不用 I 和 O(容易与 1 和 0 混淆)",
        "Use 1 to 4 capital letters, but not I and O, which look like 1 and 0",
    ),
    "prefix_clash": Sentence(
        "前缀“{value}”与第 {first} 行的“{other}”会产生分不清的号码",
        "The prefix “{value}” and “{other}” in row {first} give numbers that cannot be told apart",
        "请换一个只由字母组成、且不同于“{other}”的前缀",
        "Choose another prefix, of letters only and unlike “{other}”",
    ),
    "bad_letter": Sentence(
        "功能区字母“{value}”不合要求",
        "“{value}” cannot be the letter of a zone",
        "请用 1 到 2 个大写英文字母,不用 I 和 O",
        "Use 1 or 2 capital letters, but not I and O",
    ),
    # Between tables
    "unknown_reference": Sentence(
        "“{value}”不在“{table}”表中",
        "“{value}” is not in the table “{table}”",
        "请改为已有的编号{near_zh},或在“{table}”表中加上它",
        "Use one that exists{near_en}, or add it to the table “{table}”",
    ),
    "repeated_queue": Sentence(
        "队列“{value}”在同一窗口写了两次",
        "The queue “{value}” is named twice for the same window",
        "请只保留一处:主队列或备用队列",
        "Keep it once, as a primary or as a backup queue",
    ),
    "other_zone": Sentence(
        "事项写在功能区“{zone}”,而它的队列“{queue}”在“{queue_zone}”",
        "The item is in zone “{zone}”, but its queue “{queue}” is in “{queue_zone}”",
        "请把功能区改为“{queue_zone}”,或改用“{zone}”的队列",
        "Change the zone to “{queue_zone}”, or choose a queue of “{zone}”",
    ),
    "not_one_hall": Sentence(
        "“hall”表应当正好有一行,现有 {rows} 行",
        "The table “hall” must have exactly one row; it has {rows}",
        "请只保留本大厅的一行",
        "Keep one row, that of this hall",
    ),
    # Logs of other makers' clocks
    "log_empty": Sentence(
        "文件里没有打卡记录",
        "The file holds no punches",
        "请确认从考勤机导出的是打卡记录,而不是人员名单",
        "See that what was exported is the log of punches and not a list of people",
    ),
    "log_line": Sentence(
        "“{line}”不是“编号 日期 时间”",
        "“{line}” is not “number, day, time”",
        "请从考勤机重新导出,或删去这一行",
        "Export it from the clock again, or delete the line",
    ),
    "log_moment": Sentence(
        "“{value}”不是看得懂的打卡时间",
        "“{value}” is not a moment that can be read",
        "请按 2026-11-02 08:21:33 的样式填写,年份在前",
        "Write it like 2026-11-02 08:21:33, the year first",
    ),
    "log_number": Sentence(
        "“{value}”不是工号",
        "“{value}” is not a staff number",
        "工号只用英文字母、数字、“-”和“_”,最多 20 个字符",
        "Use letters, digits, “-” and “_” only, at most 20 of them",
    ),
    "log_device": Sentence(
        "“{value}”不能作为设备名称",
        "“{value}” cannot be the name of a device",
        "请用不超过 40 个字符的一行文字",
        "Use one line of at most 40 characters",
    ),
    "log_no_person": Sentence(
        "首行没有工号一列",
        "The heading has no column for the staff number",
        "请把工号一列的列名改为其中之一:{known}",
        "Name the column of staff numbers one of: {known}",
    ),
    "log_no_moment": Sentence(
        "首行没有打卡时间一列",
        "The heading has no column for the time",
        "请把时间一列的列名改为其中之一:{known}",
        "Name the column of times one of: {known}",
    ),
    "log_stranger": Sentence(
        "当天没有工号“{value}”的人",
        "Nobody had the staff number “{value}” on that day",
        "请改正编号、先登记此人的在岗日期,或加 --leave-out-strangers 跳过",
        "Correct it, enter since when the person works here, or add --leave-out-strangers",
    ),
    "log_future": Sentence(
        "打卡时间 {value} 还没有到",
        "The moment {value} has not come yet",
        "请检查那台考勤机的日期和时间,改正后重新导出",
        "Check the date and time of that clock, and export the log again",
    ),
    "log_gap": Sentence(
        "考勤机“{device}”在工作日 {day} 没有任何记录",
        "The clock “{device}” has nothing of the working day {day}",
        "请核对那天是否停电、断网或漏导出,必要时补录纸质签到表",
        "See whether it had no power or was left out; if need be, enter the paper sheet of that day",
    ),
    # Warnings
    "queue_without_window": Sentence(
        "没有窗口以“{value}”为主队列",
        "No window serves the queue “{value}” as a primary one",
        "请在 windows 表的 primary_queue 中为某个窗口加上“{value}”",
        "Add “{value}” to the primary_queue of a window",
    ),
    "window_without_queue": Sentence(
        "{value} 号窗口没有队列,不会叫号",
        "Window {value} has no queue and will call nobody",
        "请填写 primary_queue,或删去这个窗口",
        "Fill in primary_queue, or delete the window",
    ),
    "bring_differs": Sentence(
        "所需材料中文有 {zh} 条,英文有 {en} 条",
        "The papers to bring have {zh} lines in Chinese and {en} in English",
        "请逐条对应,用英文分号分隔",
        "Let them correspond line by line, separated by semicolons",
    ),
}


def mistake(
    code: str, file: str, row: int | None = None, column: str | None = None, **places: object
) -> Mistake:
    """The mistake `code` at a place, its sentences filled in."""
    what_zh, what_en, cure_zh, cure_en = (part.format(**places) for part in SENTENCES[code])
    return Mistake(file, row, column, what_zh, what_en, cure_zh, cure_en, code)
