"""How a paper arrives: in memory and never on disk, where it would lie unencrypted; no more of it than may be kept."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from customers.attachments.acceptance import Upload, limit_bytes

View = Callable[..., HttpResponse]


class CappedUploadHandler(FileUploadHandler):
    """Keep one byte more than is allowed, all files of the request together, and let the rest go by.

    That byte tells the check of the size that there was more.
    """

    chunk_size = 1 << 16

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.left = limit_bytes() + 1

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        taken = raw_data[: self.left]
        self.left -= len(taken)
        self.kept.write(taken)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self.kept.tell()
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept, field_name=self.field_name, name=self.file_name, content_type=self.content_type,
            size=size, charset=self.charset, content_type_extra=self.content_type_extra,
        )  # fmt: skip


def takes_papers(view: View) -> View:
    """Let ``view`` receive files by CappedUploadHandler: it must be set before anybody, the CSRF check too, looks."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def capped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [CappedUploadHandler(request)]
        return protected(request, *args, **kwargs)

    return capped


def upload_of(file: Any) -> Upload:
    """The uploaded file as the operations take it."""
    return Upload(name=file.name or "", declared=file.content_type or "", content=file.read())
