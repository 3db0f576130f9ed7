"""Mappings of columns that are no mapping, or one that nobody should believe."""

from tests.exchange.hostile.building import MB, Case, holding

UNREADABLE, VALUE = "file_mapping_unreadable", "file_mapping_value"
TEXTS: dict[str, tuple[bytes, str | None]] = {
    "nothing": (b"", UNREADABLE),
    "a list": (b"[]", UNREADABLE),
    "a number of 5,000 digits": (b"9" * 5_000, UNREADABLE),
    "not a number": (b'{"columns": NaN}', VALUE),
    "100,000 brackets": (b"[" * 100_000, UNREADABLE),
    "100,000 objects in each other": (b'{"columns":' * 100_000, UNREADABLE),
    "two megabytes": (b'{"columns": {"' + b"x" * (2 * MB) + b'": "code"}}', UNREADABLE),
    "60 MB": (b" " * (60 * MB), UNREADABLE),
    "a NUL": (b'{"columns": {"a\0": "code"}}', UNREADABLE),
    "a BOM": (b'\xef\xbb\xbf{"columns": {"a": "code"}}', None),
    "UTF-16": ('{"columns": {}}'.encode("utf-16"), "file_encoding"),
    "GB18030": ('{"columns": {"客户": "code"}}'.encode("gb18030"), "file_encoding"),
    "a lone surrogate": (b'{"columns": {"\\ud800": "code"}}', UNREADABLE),
    "a lone surrogate as field": (b'{"columns": {"a": "\\udfff"}}', UNREADABLE),
    "a member twice": (b'{"columns": {}, "columns": {}}', "file_mapping_twice"),
    "an unknown member": (b'{"columns": {}, "__class__": "x"}', "file_mapping_member"),
    "columns as list": (b'{"columns": ["code"]}', VALUE),
    "a column without field": (b'{"columns": {"a": []}}', VALUE),
    "a field that is not there": (b'{"columns": {"a": "is_superuser"}}', "file_field_unknown"),
    "one field by two columns": (b'{"columns": {"a": "code", "b": "code"}}', "file_mapping_twice"),
    "a constant that is no text": (b'{"constants": {"name": 7}}', VALUE),
    "a formula as constant": (b'{"constants": {"name": "=1+1"}}', "file_formula"),
    "a day that is none as constant": (b'{"constants": {"day": "2026-02-30"}}', "file_date"),
    "a form of dates with a time": (b'{"dates": "%Y-%m-%d %H"}', "file_mapping_dates"),
    "a form of dates of a megabyte": (b'{"dates": "' + b"%" * (MB - 20) + b'"}', "file_mapping_dates"),
}
CASES = [Case("mapping", what, holding(content, "mapping.json"), code) for what, (content, code) in TEXTS.items()]
