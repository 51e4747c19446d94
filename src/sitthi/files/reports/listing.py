"""Writes findings as a CSV or as JSON: code, place, sentence and remedy of each, and no cell of the set."""

import csv
import json
from pathlib import Path
from typing import Any

from sitthi.files.check.checking import Checked
from sitthi.files.reports.sentences import Sentences
from sitthi.files.whole import whole_file

__all__ = ["write_csv", "write_json"]

_COLUMNS = ("code", "severity", "file", "line", "field", "message", "remedy")


def write_csv(path: Path, checked: Checked, sentences: Sentences, limit: int, shown: str) -> None:
    """Writes at most `limit` findings, whole or not at all; with the mark that lets Excel read Thai.

    `shown` says how many of how many they are, empty where they are all: a last row, under `message` alone.
    """
    with whole_file(path) as handle:
        handle.write("\ufeff")
        writer = csv.writer(handle)
        writer.writerow(_COLUMNS)
        for row in checked.rows(limit):
            line = "" if row.line is None else row.line
            texts = (
                sentences.message(row.code, row.file, row.field),
                sentences.remedy(row.code, row.file, row.field),
            )
            writer.writerow([row.code, row.severity, row.file, line, row.field or "", *texts])
        if shown:
            writer.writerow(["", "", "", "", "", shown, ""])


def write_json(path: Path, head: dict[str, Any], checked: Checked, sentences: Sentences, limit: int) -> None:
    """Writes the head of the result and at most `limit` findings with their sentences, a finding a line.

    `shown` is how many they are; the head's `findings` has how many there are.
    """
    head = {**head, "shown": min(limit, checked.total)}
    with whole_file(path) as handle:
        handle.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
        between = "\n"
        for row in checked.rows(limit):
            texts = (
                sentences.message(row.code, row.file, row.field),
                sentences.remedy(row.code, row.file, row.field),
            )
            cells = (row.code, row.severity, row.file, row.line, row.field, *texts)
            handle.write(between + json.dumps(dict(zip(_COLUMNS, cells, strict=True)), ensure_ascii=False))
            between = ",\n"
        handle.write("\n]}\n")
