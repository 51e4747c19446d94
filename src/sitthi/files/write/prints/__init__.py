"""What is printed: a typed content, its words and its template under one name each, on one shared page."""

from sitthi.files.write.prints.cover import Cover, CoverDeadline, CoverDocument, CoverStep
from sitthi.files.write.prints.flow import FlowPrint, PrintTable
from sitthi.files.write.prints.monthly import Monthly
from sitthi.files.write.prints.sheet import Content, Sheet, printed
from sitthi.files.write.prints.slip import Slip, SlipLine
from sitthi.files.write.prints.work_list import WorkGroup, WorkList, WorkRow

__all__ = [
    "Content",
    "Cover",
    "CoverDeadline",
    "CoverDocument",
    "CoverStep",
    "FlowPrint",
    "Monthly",
    "PrintTable",
    "Sheet",
    "Slip",
    "SlipLine",
    "WorkGroup",
    "WorkList",
    "WorkRow",
    "printed",
]
