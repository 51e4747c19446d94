"""How much of a sent file is taken: bytes go to the disk as they come, and no more than the page allows."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

__all__ = ["Limit", "is_too_large"]

_AROUND = 1024 * 1024
"""What the form around the files may have."""


class Limit(FileUploadHandler):
    """Keeps no byte of what is larger than its page takes, nor of what a stranger sends.

    It stands before the handlers that keep. The rest of the request is read and dropped, so that the sender
    hears why in an answer and not by a broken connection.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: bytes,
        encoding: Any = None,
    ) -> None:
        """Decides by what the request says of itself."""
        match = self.request.resolver_match
        is_set = match is not None and match.url_name == "upload"
        most = settings.SET_LIMIT if is_set else settings.ATTACHMENT_LIMIT
        user = getattr(self.request, "user", None)
        self._is_shut = user is None or not user.is_authenticated
        self.request.is_too_large = content_length > most + _AROUND

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Passes over each file where none is taken.

        To stop the whole upload would have Django read the rest line by line, and a zip may be one line.
        """
        super().new_file(*args, **kwargs)
        if self._is_shut or self.request.is_too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hands on what came."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leaves the file to those who kept it."""
        return


def is_too_large(request: Any) -> bool:
    """Tells whether what was sent was more than is taken."""
    return bool(getattr(request, "is_too_large", False))
