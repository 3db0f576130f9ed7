"""The virus scan before a file is taken in: KEHU_VIRUS_SCAN names it, and without its word nothing is.

Either ``package.module:function``, called with the content and answering True for clean and False for infected, or a
command that reads the content from standard input and exits 0 for clean, 1 for infected (as ``clamdscan -`` does).
Anything else, an error, silence for a minute, is a failure, and a failure refuses like an infection.
"""

import logging
import os
import re
import shlex
import subprocess
from importlib import import_module

from django.conf import settings

from audit.refusals import Refused
from customers.attachments.refusals import INFECTED, NOT_SCANNED

CALLABLE = re.compile(r"([A-Za-z_][\w.]*):([A-Za-z_]\w*)", re.ASCII)
PATIENCE_S = 60
CLEAN, INFECTED_EXIT = 0, 1
logger = logging.getLogger(__name__)


class ScanFailed(Exception):
    """The scan gave no verdict."""


def scan(content: bytes) -> None:
    """Raise Refused ``attachment_infected`` or, without a verdict, ``attachment_not_scanned``. No setting, no scan."""
    scanner: str = settings.KEHU_VIRUS_SCAN
    if not scanner:
        return
    try:
        clean = _verdict(scanner, content)
    except Exception as error:
        logger.error("The virus scan failed: %s", type(error).__name__)  # never what it said: it may quote the file
        raise Refused(NOT_SCANNED, "file") from error
    if not clean:
        raise Refused(INFECTED, "file")


def _verdict(scanner: str, content: bytes) -> bool:
    if named := CALLABLE.fullmatch(scanner):
        answer = getattr(import_module(named[1]), named[2])(content)
        if not isinstance(answer, bool):
            raise ScanFailed
        return answer
    return _run(shlex.split(scanner), content)


def _run(command: list[str], content: bytes) -> bool:
    """Run ``command`` without a shell and without our environment, which holds secrets."""
    path = {"PATH": os.environ.get("PATH", os.defpath)}
    nowhere = subprocess.DEVNULL
    done = subprocess.run(
        command, input=content, env=path, timeout=PATIENCE_S, check=False, stdout=nowhere, stderr=nowhere
    )
    if done.returncode not in (CLEAN, INFECTED_EXIT):
        raise ScanFailed
    return done.returncode == CLEAN
