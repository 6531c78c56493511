"""The layout keeps its promises: imports point one way, files stay small, and nobody keeps a junk drawer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "scanner"
TESTS = Path(__file__).parent

# A room may import only rooms above it (and itself). The same list stands in ARCHITECTURE.md.
ROOMS = (
    "model", "errors", "texts", "config", "catalog", "secrets", "sources", "messages", "trust", "facts", "redaction", "cases", "drafts", "ledger", "jobs",
    "report", "demo", "cli",
)  # fmt: skip
PURE = ("messages", "trust", "facts", "redaction", "cases", "drafts")
IMPURE_MODULES = frozenset({"socket", "sqlite3", "requests", "urllib.request", "http", "smtplib", "ftplib", "asyncio", "time", "random", "tempfile", "locale"})


def room_of(module: str) -> str | None:
    """The room that a module of ours belongs to."""
    parts = module.split(".")
    return parts[1] if parts[0] == "scanner" and len(parts) > 1 else None


def imports_of(path: Path) -> list[str]:
    """Every module that a file imports, wherever in the file."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def files() -> list[Path]:
    """All our source files."""
    return sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_to_rooms_above(path: Path) -> None:
    """A room imports only rooms above it in the list."""
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    below = {room for module in imports_of(path) if (room := room_of(module)) in ROOMS and ROOMS.index(room) > ROOMS.index(own)}
    assert below == set()


def test_every_room_is_on_the_list() -> None:
    """No room stands outside the order."""
    rooms = {p.name.removesuffix(".py") for p in ROOT.iterdir() if not p.name.startswith(("_", ".")) and (p.is_dir() or p.suffix == ".py")}
    assert rooms - {"locale", "py.typed"} == set(ROOMS)


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_touch_neither_clock_nor_network_nor_disk(room: str) -> None:
    """From messages to drafts everything is a function of values."""
    used = {module for path in (ROOT / room).rglob("*.py") for module in imports_of(path)}
    assert used & IMPURE_MODULES == set()


def test_nothing_can_send_mail() -> None:
    """There is no SMTP code path at all, and no HTTP client."""
    used = {module.split(".")[0] for path in files() for module in imports_of(path)}
    assert used & {"smtplib", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "telnetlib", "webbrowser"} == set()
    assert not any(module.startswith(("urllib.request", "http.client")) for path in files() for module in imports_of(path))


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_fits_in_a_head(path: Path) -> None:
    """No file grows beyond 300 lines, and none is a junk drawer by name."""
    assert len(path.read_text("utf-8").splitlines()) <= 300
    assert path.stem not in ("utils", "util", "helpers", "misc", "common")


# A path of one machine, in a text or a comment. Written in pieces, so that this file is clean itself.
_PERSONAL = re.compile("(?<![\\w./-])/(?:" + "|".join(("work", "home", "root", "tmp", "Users")) + ")/|[A-Z]:" + r"\\(?:Users|Windows|Temp)")
_ABSOLUTE = re.compile(r"/(?:usr|etc|var|opt|bin|proc|dev)/\S")
# The terminal is one by its name.
_MAY_BE_ABSOLUTE = ("/dev/null", "/dev/tty", "/dev/stdin")


def files_of_tests() -> list[Path]:
    """All test files."""
    return sorted(TESTS.rglob("*.py"))


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Paths come from configuration, from the platform, or from the test's own folder."""
    lines = [(str(path.relative_to(TESTS.parent)), line) for path in (*files(), *files_of_tests()) for line in path.read_text("utf-8").splitlines()]
    assert len(lines) > 10_000
    assert [(name, line) for name, line in lines if _PERSONAL.search(line)] == []


def test_no_source_file_has_an_absolute_path() -> None:
    """What lies where is the platform's business."""
    found = []
    for path in files():
        texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        found += [(path.name, text) for text in texts if _ABSOLUTE.match(text) and text not in _MAY_BE_ABSOLUTE]
    assert found == []


def test_no_test_sleeps_or_times_itself() -> None:
    """A test waits for what it waits for; only the start of a server, which nothing else tells of, is asked for again and again.

    How fast a machine is just now is no claim of ours.
    """
    found = []
    for path in files_of_tests():
        if path.parent == TESTS / "servers":
            continue
        nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)} | {node.id for node in nodes if isinstance(node, ast.Name)}
        found += [(str(path.relative_to(TESTS)), name) for name in sorted(names & {"sleep", "perf_counter", "perf_counter_ns"})]
    assert found == []
