"""`sitthi demo`: a made-up province and the five documents' own figures, run through every command."""

import shlex
from pathlib import Path

import click

from sitthi.cli.report import Report, TableView
from sitthi.cli.verb import Asked, verb
from sitthi.demo.country import Size
from sitthi.demo.tables import tables

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

PROVINCE = (
    ("score", "rights_2557", "rights_month_12.csv", "--round", "month_12"),
    ("score", "quality_fund_2552", "fund_values.csv"),
    ("allocate", "quality_fund_2552", "fund_points.csv"),
    ("assess", "revenue_centre_2564", "revenue_centre.csv"),
    ("finance", "balance.csv"),
    ("due", "--working-days", "30", "--from", "2025-04-30"),
)
"""What the made-up province gives."""


@click.command("demo")
@click.option(
    "--size", type=click.Choice([size.value for size in Size]), default="small", help="How much to make up."
)
@click.option("--seed", type=int, default=2552, help="The same seed makes the same province.")
@verb()
def command(asked: Asked, size: str, seed: int) -> Report:
    """Write a made-up province's tables into HOME/demo and show what each command makes of them."""
    folder = asked.home / "demo" / f"{size}-{seed}"
    files = _write(folder, Size(size), seed)
    calls = [_call(words, folder) for words in (*DOCUMENTS, *PROVINCE)]
    if not asked.as_json:
        for n, call in enumerate(calls):
            if n in (0, len(DOCUMENTS)):
                click.echo(asked.say("demo.documents" if n == 0 else "demo.province") + "\n")
            _show(call, asked)
    rows = [(file,) for file in files]
    view = TableView(asked.say("demo.files", folder=str(folder)), [asked.say("demo.file")], rows)
    commands = [shlex.join(["sitthi", *call]) for call in calls]
    return Report({"size": size, "seed": seed, "files": files, "commands": commands}, [view])


def _write(folder: Path, size: Size, seed: int) -> list[str]:
    """Writes the inputs that are not there yet, each whole; gives the names of all below the folder.

    One that is there stays as it is: somebody may have put figures of their own into it.
    """
    from sitthi.files.whole import whole_file

    documents = Path(__file__).parent.parent / "demo" / "documents"
    texts = {
        f"documents/{path.name}": path.read_text(encoding="utf-8") for path in sorted(documents.glob("*.csv"))
    }
    texts |= tables(size, seed)
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        if not (folder / name).exists():
            with whole_file(folder / name) as handle:
                handle.write(text)
    return list(texts)


def _call(words: tuple[str, ...], folder: Path) -> list[str]:
    return [str(folder / word) if word.endswith(".csv") else word for word in words]


def _show(call: list[str], asked: Asked) -> None:
    """Runs one command as a person would have typed it, with the line they would type above it."""
    from sitthi.cli.app import root

    click.secho("$ " + shlex.join(["sitthi", *call]), bold=True)
    root.main([*call, "--lang", asked.language], standalone_mode=False, prog_name="sitthi")
