"""The log of looks at patients' numbers: its owner's alone, also where an earlier version left it open to all."""

import datetime
import os

import pytest

from sitthi.pipeline.audit import note_look

NOW = datetime.datetime(2024, 3, 1, 9, 0, tzinfo=datetime.UTC)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
@pytest.mark.parametrize("left_open", [False, True])
def test_only_its_owner_may_read_the_log(tmp_path, left_open):
    log = tmp_path / "audit.log"
    if left_open:
        log.write_text("{}\n")
        log.chmod(0o644)
    note_look(tmp_path, NOW, "outcomes --identify", {"rows": 1})
    assert log.stat().st_mode & 0o777 == 0o600
    assert len(log.read_text().splitlines()) == 1 + left_open
