"""Watches a run of the command from inside: programs that it starts, hosts that it asks for, and files that it opens for writing.

Python imports this module by itself where it lies on the path. It writes JSON Lines to $GIFTSCAN_TEST_WATCH.
"""

import json
import os
import sys

_STARTED = {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.putenv", "webbrowser.open"}
_EVENTS = _STARTED | {"socket.connect", "socket.getaddrinfo", "open"}
_PLACE = os.environ.get("GIFTSCAN_TEST_WATCH")
_IS_CHILD = "pdf_child" in " ".join(sys.argv)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
        return
    line = json.dumps([event, [str(a) if not isinstance(a, dict) else {str(k): str(v) for k, v in a.items()} for a in arguments]])
    os.write(_FILE, (line + "\n").encode("utf-8", "backslashreplace"))


if _PLACE and not _IS_CHILD:
    _FILE = os.open(_PLACE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.addaudithook(_watch)
