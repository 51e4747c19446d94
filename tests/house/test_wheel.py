"""A wheel built from the tree works far from the clone, with its data inside."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Is a wheel freshly built from the tree."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [path] = out.glob("*.whl")
    return path


def test_the_wheel_carries_every_data_file_the_fonts_and_the_licences(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    for path in (source / "sitthi").rglob("*"):
        if path.is_file() and path.suffix in (".py", ".toml", ".csv", ".ttf", ".txt", ".typ"):
            assert path.relative_to(source).as_posix() in inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert not any("/tests/" in name or name.endswith(".dbf") for name in inside)


def test_installed_elsewhere_it_answers_from_its_own_files(wheel, tmp_path):
    home = tmp_path / "elsewhere"
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-cache-dir", wheel]
    subprocess.run(install, check=True, capture_output=True, cwd=tmp_path)
    # The libraries come from here by path: a test fetches nothing. A .pth file there is not followed.
    environment = {"PYTHONPATH": sysconfig.get_path("purelib"), "PATH": "/usr/bin:/bin", "LANG": "C"}
    where = subprocess.run(
        [python, "-c", "import sitthi; print(sitthi.__file__)"],
        cwd=tmp_path, env=environment, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(home)
    for words in (("book", "list", "--json"), ("demo", "--json")):
        done = subprocess.run(
            [home / "bin" / "sitthi", *words], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        assert "rights_2557" in done.stdout


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_every_part_and_names_no_host(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    parts = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert parts
    for block in text.split("\n"):
        if "==" in block:
            assert block.endswith("\\"), f"{block} has no hash"
