"""Where the present request comes from: read by ``acting``, set by the middleware and by commands."""

import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Origin:
    """One request, task or command: its id and, for requests, the client's address."""

    request_id: uuid.UUID = field(default_factory=uuid.uuid4)
    address: str | None = None


origin: ContextVar[Origin | None] = ContextVar("origin", default=None)
