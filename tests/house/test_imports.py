"""The inward rule holds, and would be noticed if it did not."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def contracts_in(folder: Path) -> subprocess.CompletedProcess[str]:
    """Checks the import contracts of a copy of the project."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def copy(tmp_path):
    """Is a copy of the sources and their contracts, to be spoiled."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.csv", "*.ttf"))
    return tmp_path


def test_the_tree_as_it_stands_keeps_the_contracts(copy):
    done = contracts_in(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    "path", sorted((ROOT / "src" / "sitthi" / "core").rglob("*.py")), ids=lambda path: path.name
)
def test_the_core_imports_the_standard_library_and_itself(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            assert not node.level
        for name in names:
            assert name.partition(".")[0] in sys.stdlib_module_names or name.startswith("sitthi.core")


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("core/wrong.py", "import django.db", "The core knows the standard library only"),
        ("core/wrong.py", "from sitthi.book import Book", "Imports point inwards"),
        ("book/wrong.py", "from sitthi.cli.words import say", "Imports point inwards"),
        ("files/wrong.py", "import sitthi.demo", "Imports point inwards"),
    ],
)
def test_an_outward_import_breaks_a_contract(copy, module, line, contract):
    (copy / "src" / "sitthi" / module).write_text(f'"""Wrong on purpose."""\n\n{line}\n', encoding="utf-8")
    done = contracts_in(copy)
    assert done.returncode == 1
    assert any(contract in row and "BROKEN" in row for row in done.stdout.splitlines())
