"""Without the virus scan's word nothing is taken in: infected, broken, silent or unknown, it is refused."""

import sys

import pytest

from audit.refusals import Refused
from customers.attachments import scanning
from customers.attachments.acceptance import Upload, accept
from tests.customers.attachments import scanners
from tests.customers.attachments.files import PDF

HERE = "tests.customers.attachments.scanners"
PYTHON = f"{sys.executable} -c"
READS = f"""{PYTHON} 'import sys; sys.exit(b"%PDF" not in sys.stdin.buffer.read())'"""


def take(setting, settings):
    settings.KEHU_VIRUS_SCAN = setting
    return accept(Upload("执照.pdf", "application/pdf", PDF))


@pytest.mark.parametrize("setting", ["", f"{HERE}:clean", READS])
def test_a_clean_file_is_taken_in(setting, settings):
    assert take(setting, settings).content == PDF


def test_the_scan_is_given_the_content(settings):
    take(f"{HERE}:clean", settings)

    assert scanners.seen[-1] == PDF


@pytest.mark.parametrize("setting", [f"{HERE}:infected", f"{PYTHON} 'import sys; sys.exit(1)'"])
def test_an_infected_file_is_refused(setting, settings):
    with pytest.raises(Refused, match="attachment_infected"):
        take(setting, settings)


@pytest.mark.parametrize(
    "setting",
    [
        f"{HERE}:broken",
        f"{HERE}:undecided",
        f"{HERE}:missing",
        "no.such.module:scan",
        "/no/such/scanner --quiet",
        f"{PYTHON} 'import sys; sys.exit(2)'",
        f"{PYTHON} 'import os; os.kill(os.getpid(), 9)'",
        "an 'unfinished quotation",
    ],
)
def test_a_scan_that_fails_refuses_too(setting, settings, caplog):
    with pytest.raises(Refused, match="attachment_not_scanned"):
        take(setting, settings)

    assert "%PDF" not in caplog.text  # what the scan says may quote the file


def test_a_scan_that_never_answers_refuses_too(settings, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE_S", 0.2)

    with pytest.raises(Refused, match="attachment_not_scanned"):
        take(f"{PYTHON} 'import time; time.sleep(30)'", settings)


def test_the_scanner_does_not_get_our_secrets(settings, monkeypatch):
    monkeypatch.setenv("FIELD_KEYS_OF_A_TEST", "secret")

    assert take(f"""{PYTHON} 'import os, sys; sys.exit("FIELD_KEYS_OF_A_TEST" in os.environ)'""", settings)
