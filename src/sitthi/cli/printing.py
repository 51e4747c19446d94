"""Prints reports, findings and failures: one JSON object, or tables and sentences in Thai or English."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from sitthi.book import Book, BrokenBook
from sitthi.cli.report import Report, Stop
from sitthi.cli.words import say, visible
from sitthi.core.findings import Finding, FindingKind, Severity

if TYPE_CHECKING:
    from sitthi.cli.verb import Asked

__all__ = ["print_failure", "print_report", "print_usage"]

_MOST_FINDINGS = 30
"""Sentences a person is shown at once; `--json` has all."""


def print_report(report: Report, asked: "Asked") -> None:
    """Prints a result: JSON alone on standard output, or tables there and warnings on standard error."""
    findings = _written(report.findings, asked.book, asked.language)
    if asked.as_json:
        data = {**report.data, **({"findings": findings} if findings else {})}
        _print_json(data)
        return
    if report.tables:
        from sitthi.cli.table_printing import print_table

        for table in report.tables:
            print_table(table)
    _print_findings(findings, asked.language)


def print_usage(error: click.ClickException, language: str, as_json: bool, counts: bool = False) -> None:
    """Prints a wrong call: which word was off, and where help is; see `print_failure` for `counts`."""
    from sitthi.cli.usage import told

    message = told(error, language)
    hint = say(language, "stop.usage_hint")
    if as_json:
        _print_json(_failed({"code": "usage", "message": message, "hint": hint}, [], counts))
    else:
        print(f"{message}\n{hint}", file=sys.stderr)


def print_failure(error: Exception, language: str, as_json: bool, counts: bool = False) -> int:
    """Prints whatever ended a verb early and gives its exit code.

    `counts` says that the verb's own result has its findings counted and listed apart, as `findings` and `rows`:
    so has its failure, and a script reads one shape however it ended.
    """
    code, exit_code, message, hint, findings = _told(error, language)
    if as_json:
        by_code = error.by_code if isinstance(error, Stop) else None
        _print_json(_failed({"code": code, "message": message, "hint": hint}, findings, counts, by_code))
        return exit_code
    print(message, file=sys.stderr)
    _print_findings(findings, language)
    if hint:
        print(hint, file=sys.stderr)
    return exit_code


def _failed(
    error: dict[str, str], findings: list[dict[str, Any]], counts: bool, by_code: Mapping[str, int] | None = None
) -> dict[str, Any]:
    if not counts:
        return {"error": error, "findings": findings}
    n_of = dict(sorted((by_code or Counter(finding["code"] for finding in findings)).items()))
    # A broken book has no catalogue to ask; its faults say themselves that they block.
    kinds = {finding["code"]: finding["severity"] for finding in findings}
    if by_code:
        kinds = {code: kind.severity for code, kind in Book().all(FindingKind).items()}
    blocking = sum(n for code, n in n_of.items() if kinds[code] == Severity.BLOCK)
    counted = {"total": sum(n_of.values()), "blocking": blocking, "by_code": n_of}
    return {"error": error, "findings": counted, "rows": findings}


def _told(error: Exception, language: str) -> tuple[str, int, str, str, list[dict[str, Any]]]:
    """Gives code, exit, message, hint and findings of a failure."""
    from sitthi.cli.fault_words import fault_told, system_error, system_told

    if isinstance(error, BrokenBook):
        findings = [
            {"code": "book.broken", "severity": "block", "file": fault.file, "line": None, "field": fault.path,
             "message": fault_told(fault.message, language)}
            for fault in error.faults
        ]  # fmt: skip
        message = say(language, "stop.book", n=str(len(findings)))
        return "book", 13, message, say(language, "stop.book_hint"), findings
    if isinstance(error, Stop):
        book = Book()
        findings = _written(error.findings, book, language)
        if error.refusal is not None:
            kind = book.all(FindingKind)[error.refusal.code]
            message = kind.message.in_language(language).format(**error.refusal.detail)
            hint = kind.remedy.in_language(language).format(**error.refusal.detail)
            return error.refusal.code, error.exit, message, hint, findings
        n_errors = sum(finding["severity"] == Severity.BLOCK for finding in findings)
        numbers = {"errors": str(n_errors), "warnings": str(len(findings) - n_errors)}
        message = say(language, f"stop.{error.code}", **numbers, **error.detail)
        return (
            error.code,
            error.exit,
            message,
            say(language, f"stop.{error.code}_hint", **error.detail),
            findings,
        )
    if (system := system_error(error)) is not None:
        message = visible(say(language, "stop.system", says=system_told(system, language)))
        return "system", 12, message, say(language, "stop.system_hint"), []
    message = say(language, "stop.ours", kind=type(error).__name__)
    return "ours", 70, message, say(language, "stop.ours_hint"), []


def _written(findings: Sequence[Finding], book: Book, language: str) -> list[dict[str, Any]]:
    """Gives findings as plain values with their sentences; in order of file and line."""
    if not findings:
        return []
    kinds = book.all(FindingKind)
    written = []
    for finding in sorted(findings, key=lambda f: (f.file, f.line or 0)):
        kind = kinds[finding.code]
        detail = {"field": finding.field or "", **finding.detail}
        written.append(
            {
                "code": finding.code,
                "severity": kind.severity.value,
                "file": finding.file,
                "line": finding.line,
                "field": finding.field,
                "message": kind.message.in_language(language).format(**detail),
                "remedy": kind.remedy.in_language(language).format(**detail),
            }
        )
    return written


def _print_json(data: Any) -> None:
    # Whole, since `json.dump` to a stream writes piece by piece in Python, several times slower.
    sys.stdout.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _print_findings(findings: Sequence[dict[str, Any]], language: str) -> None:
    """Prints what blocks before what only warns, each in the order of the file."""
    for finding in sorted(findings, key=lambda found: found["severity"] != Severity.BLOCK)[:_MOST_FINDINGS]:
        place = ":".join(str(part) for part in (finding["file"], finding["line"], finding["field"]) if part)
        remedy = finding.get("remedy")
        text = f"{place}: {finding['message']}" + (f" · {remedy}" if remedy else "")
        print(visible(text), file=sys.stderr)
    if len(findings) > _MOST_FINDINGS:
        print(say(language, "stop.more", n=str(len(findings) - _MOST_FINDINGS)), file=sys.stderr)
