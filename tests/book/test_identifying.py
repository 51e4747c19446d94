"""The fields that tell who somebody is are fields of the formats, and those that trace a row are among them."""

from sitthi.book import Book
from sitthi.core.formats.format import FileFormat
from sitthi.core.formats.identifying import IDENTIFYING, TRACING

FIELDS = {field.name for format in Book().all(FileFormat).values() for field in format.fields}


def test_every_field_that_identifies_is_a_field_of_a_format():
    assert IDENTIFYING <= FIELDS


def test_what_traces_a_row_identifies_too():
    assert TRACING < IDENTIFYING
    assert {"HN", "AN", "SEQ"} <= TRACING
