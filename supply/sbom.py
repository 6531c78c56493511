"""`python -m supply.sbom [FILE]` writes the bill of materials: CycloneDX 1.6, of what giftscan needs to run.

Its libraries are those that pyproject.toml asks for and all that comes with them, on any platform, in the versions of
requirements.lock. What only an extra needs has the scope `optional`. A library's hashes are those of every file of it
that the lock admits. It is written by Python 3.11, where all is installed that later ones no longer need.
The same lock gives the same bill, but for its time, and with SOURCE_DATE_EPOCH that too.
"""

from __future__ import annotations

import argparse
import os
import sys
import uuid
from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from scanner import __version__
from supply.licenses import license_of
from supply.lock import MAIN, ROOT, Locked, read_lock
from supply.needs import PROJECT, asked, asked_by_extras, closure, names


def bill(now: datetime) -> Bom:
    """The bill of materials, as of `now` (with a time zone).

    Raises LookupError for a library that is not locked, or whose license nobody knows.
    """
    always = closure(asked())
    everything = closure((*asked(), *asked_by_extras()))
    locked: dict[str, list[Locked]] = defaultdict(list)
    for entry in read_lock(MAIN):
        locked[entry.name].append(entry)
    if missing := everything.keys() - locked.keys():
        raise LookupError(f"not locked: {', '.join(sorted(missing))}")
    components = {name: [_component(entry, optional=name not in always) for entry in locked[name]] for name in sorted(everything)}
    root = Component(
        name="giftscan", version=__version__, type=ComponentType.APPLICATION, bom_ref="giftscan", purl=PackageURL("pypi", name="giftscan", version=__version__)
    )
    root.licenses.add(LicenseFactory().make_from_string(PROJECT["project"]["license"]))
    bom = Bom(components=[component for entries in components.values() for component in entries])
    bom.metadata.component = root
    bom.metadata.timestamp = now
    bom.serial_number = uuid.uuid5(uuid.NAMESPACE_URL, f"giftscan {__version__} {sha256(MAIN.read_bytes()).hexdigest()}")
    bom.register_dependency(root, [component for name in sorted(names((*asked(), *asked_by_extras()))) for component in components[name]])
    for name, below in everything.items():
        for component in components[name]:
            bom.register_dependency(component, [needed for other in sorted(below) for needed in components[other]])
    return bom


def as_json(bom: Bom) -> str:
    """The bill as a CycloneDX document, two spaces deep."""
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _component(entry: Locked, *, optional: bool) -> Component:
    purl = PackageURL("pypi", name=entry.name, version=entry.version)
    return Component(
        name=entry.name,
        version=entry.version,
        bom_ref=str(purl),
        purl=purl,
        scope=ComponentScope.OPTIONAL if optional else ComponentScope.REQUIRED,
        licenses=[LicenseFactory().make_from_string(license_of(entry.name))],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in entry.hashes],
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m supply.sbom", description="write the bill of materials (CycloneDX)")
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "dist" / f"giftscan-{__version__}.cdx.json")
    file = parser.parse_args().file
    if sys.version_info[:2] != (3, 11):
        parser.error("run this with Python 3.11: what only it needs is not installed elsewhere, and would be left out")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(as_json(bill(now)), "utf-8")
    print(file)


if __name__ == "__main__":
    main()
