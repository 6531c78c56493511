"""Under which license a library stands, as an SPDX expression."""

from __future__ import annotations

from importlib import metadata

from license_expression import LicenseExpression, get_spdx_licensing

_LICENSING = get_spdx_licensing()

# What MIT asks of us, and the licenses that let us be used as freely (MPL and LGPL: as a library that we do not change).
FREE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "HPND",
        "ISC",
        "LGPL-2.1-or-later",
        "LGPL-3.0-or-later",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)

_CLASSIFIERS = {
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}

# By the license text that each ships: whose metadata says nothing or nothing exact ("BSD License").
_SILENT = {
    "dkimpy": "Zlib",  # "BSD-like" by its metadata; its LICENSE is zlib's, word for word
    "imapclient": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "olefile": "BSD-2-Clause AND HPND",  # it came out of the Python Imaging Library, whose license the older part keeps
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # PDFium, which its wheels bring, is both
    "tinycss2": "BSD-3-Clause",
    "webencodings": "BSD-3-Clause",
}
# And who is not installed wherever this is read, so that its metadata cannot be asked.
_ELSEWHERE = {
    "backports-tarfile": "MIT",  # Python 3.11
    "importlib-metadata": "Apache-2.0",  # Python 3.11
    "jeepney": "MIT",  # Linux
    "lazy-importer": "Apache-2.0",  # Python 3.11
    "pywin32-ctypes": "BSD-3-Clause",  # Windows
    "secretstorage": "BSD-3-Clause",  # Linux
    "tzdata": "Apache-2.0",  # Windows
    "zipp": "MIT",  # Python 3.11
}
TOLD = {**_SILENT, **_ELSEWHERE}


def license_of(name: str) -> str:
    """The SPDX expression of a library: by its `License-Expression` (PEP 639), our table, its `License`, its classifiers.

    Raises LookupError where none of them tells.
    """
    if name in TOLD:
        return TOLD[name]
    told = told_by_itself(name)
    if told is None:
        raise LookupError(f"{name}: its metadata names no license that is known; read its license text, and enter it in supply/licenses.py")
    return told


def told_by_itself(name: str) -> str | None:
    """The SPDX expression that a library's own metadata gives, None where it is not installed or gives none that is exact."""
    try:
        about = metadata.metadata(name).json
    except metadata.PackageNotFoundError:
        return None
    if expression := about.get("license_expression"):
        return str(expression)
    if (field := about.get("license")) in FREE:
        return str(field)
    told = {_CLASSIFIERS.get(line) for line in about.get("classifier", ()) if line.startswith("License ::")}
    return told.pop() if len(told) == 1 else None


def is_free(expression: str) -> bool:
    """Whether we may stand on it: of alternatives (OR) one is enough, of what adds up (AND) each is needed.

    Raises license_expression.ExpressionError for what is no SPDX expression.
    """
    return _is_free(_LICENSING.parse(expression, validate=True, strict=True))


def _is_free(node: LicenseExpression) -> bool:
    parts = getattr(node, "args", ())
    if not parts:
        return str(node) in FREE
    return any(map(_is_free, parts)) if isinstance(node, _LICENSING.OR) else all(map(_is_free, parts))
