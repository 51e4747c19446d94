"""Readies Django and the tests' own helpers on import, before anything that needs them is read."""

import os
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("SITTHI_HOME", tempfile.mkdtemp(prefix="sitthi-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "sitthi.web.desk.settings"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
django.setup()
