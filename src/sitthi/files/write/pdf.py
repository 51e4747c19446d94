"""Makes a PDF from a template of `prints` and plain values: bundled fonts, nothing fetched, equal bytes."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

__all__ = ["TEMPLATES", "pdf"]

_PRINTS = Path(__file__).parent / "prints"
_FONTS = Path(__file__).parents[2] / "fonts"
TEMPLATES = tuple(sorted(path.stem for path in _PRINTS.glob("*.typ") if path.stem != "page"))
_CITIZEN_ID = re.compile(r"(?<![0-9])[0-9](-?)[0-9]{4}\1[0-9]{5}\1[0-9]{2}\1[0-9](?![0-9])")
_MASKED = "x-xxxx-xxxxx-xx-x"


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Gives the PDF of a template filled with plain values: text, whole numbers, yes or no, lists and tables.

    Text stands as it is, never as markup. A citizen id in it is masked, whoever wrote it there: a sheet of
    paper never carries one.
    """
    given = json.dumps(_without_citizen_ids(data), ensure_ascii=False)
    made = typst.compile(
        _PRINTS / f"{template}.typ",
        root=_PRINTS,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": given},
        timestamp=0,
    )
    return bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])


def _without_citizen_ids(value: Any) -> Any:
    if isinstance(value, str):
        return _CITIZEN_ID.sub(_MASKED, value)
    if isinstance(value, Mapping):
        return {key: _without_citizen_ids(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_citizen_ids(inner) for inner in value]
    return value
