"""The sizes of the house: a long function or module turns one of these red."""

import ast
import subprocess

import pytest

from config.installation import PROJECT

FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES = 40, 300, 100


def tracked(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [PROJECT / name for name in listed.stdout.split("\0") if name and (PROJECT / name).exists()]


def modules():
    return [module for module in tracked("*.py") if "migrations" not in module.parts]


def length(file):
    return len(file.read_text(encoding="utf-8").splitlines())


def long_functions(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{module.relative_to(PROJECT)}:{node.lineno} {node.name} has {lines} lines"


def test_no_function_is_longer_than_forty_lines():
    assert [found for module in modules() for found in long_functions(module)] == []


@pytest.mark.parametrize(("pattern", "limit"), [("*.py", MODULE_LINES), ("*.html", TEMPLATE_LINES)])
def test_no_file_is_longer_than_its_kind_allows(pattern, limit):
    files = [file for file in tracked(pattern) if "migrations" not in file.parts]

    assert {str(file.relative_to(PROJECT)): length(file) for file in files if length(file) > limit} == {}


def test_every_guard_can_still_be_taken_away():
    """A patch that no longer applies proves nothing; ``make guards`` runs them."""
    patches = sorted(PROJECT.glob("tests/guards/*.patch"))
    checked = [
        subprocess.run(["git", "apply", "--check", patch], cwd=PROJECT, check=False).returncode for patch in patches
    ]

    assert [patch.stem for patch, code in zip(patches, checked, strict=True) if code] == []
