"""`sitthi demo`: the five documents' own figures, and a made-up province from its claim files to its awards."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, verb
from sitthi.demo.country import Size

DOCUMENTS = (
    ("flow", "show", "sso_inpatient_2554"),
    ("flow", "compare", "sso_inpatient_2554", "sso_inpatient_2555"),
    ("timeliness", "documents/timeliness_sso_2555.csv"),
    ("allocate", "quality_fund_2552", "documents/quality_fund_2552_slide_12.csv", "--set", "region_mean=350"),
    ("score", "rights_2557", "documents/rights_2557_baseline_month_6.csv", "--round", "month_6"),
    ("score", "rights_2557", "documents/rights_2557_baseline_month_12.csv", "--round", "month_12"),
    ("score", "region_kpi66_2563", "documents/region_kpi66_2563_q3.csv"),
)
"""What the five primary documents give, computed."""

TABLES = (
    ("score", "rights_2557", "rights_month_12.csv", "--round", "month_12"),
    ("score", "quality_fund_2552", "fund_values.csv"),
    ("allocate", "quality_fund_2552", "fund_points.csv"),
    ("assess", "revenue_centre_2564", "revenue_centre.csv"),
    ("finance", "balance.csv"),
    ("due", "--working-days", "30", "--from", "2025-04-30"),
)
"""What the made-up province's small tables give."""


@click.command("demo")
@click.option(
    "--size", type=click.Choice([size.value for size in Size]), default="small", help="How much to make up."
)
@click.option("--seed", type=int, default=2552, help="The same seed makes the same province.")
@verb()
def command(asked: Asked, size: str, seed: int) -> Report:
    """Make up a province in HOME/demo and run it from claim files to awards, beside the documents' figures.

    Its records, runs and keys lie in a home of their own below the province's folder, apart from an office's.
    What lies there already is neither made again nor overwritten.
    """
    from sitthi.cli.demo_job import run_job

    folder = asked.home / "demo" / f"{size}-{seed}"
    files = _write(folder, Size(size), seed)
    calls = [_call(words, folder) for words in (*DOCUMENTS, *TABLES)]
    if not asked.as_json:
        for n, call in enumerate(calls):
            if n in (0, len(DOCUMENTS)):
                click.echo(asked.say("demo.documents" if n == 0 else "demo.province") + "\n")
            show(call, asked)
    job = run_job(asked, folder, Size(size), seed)
    rows = [(file,) for file in files]
    view = TableView(asked.say("demo.files", folder=str(folder)), [asked.say("demo.file")], rows)
    commands = [shlex.join(["sitthi", *call]) for call in [*calls, *job.calls]]
    data = {"size": size, "seed": seed, "files": files, "commands": commands, **job.data}
    return Report(data, [view])


def _write(folder: Path, size: Size, seed: int) -> list[str]:
    """Writes the small tables that are not there yet, each whole; gives the names of all below the folder.

    One that is there stays as it is: somebody may have put figures of their own into it.
    """
    from sitthi.demo.province import write_once
    from sitthi.demo.tables import tables

    documents = Path(__file__).parent.parent / "demo" / "documents"
    texts = {
        f"documents/{path.name}": path.read_text(encoding="utf-8") for path in sorted(documents.glob("*.csv"))
    }
    texts |= tables(size, seed)
    for name, text in texts.items():
        write_once(folder / name, text)
    return list(texts)


def _call(words: tuple[str, ...], folder: Path) -> list[str]:
    return [str(folder / word) if word.endswith(".csv") else word for word in words]


def show(call: Sequence[str], asked: Asked) -> None:
    """Runs one command as a person would have typed it, with the line they would type above it."""
    from sitthi.cli.app import root

    click.secho("$ " + shlex.join(["sitthi", *call]), bold=True)
    root.main([*call, "--lang", asked.language], standalone_mode=False, prog_name="sitthi")
