"""Waits until the window Portolan shows each of these headings to assistive technology, and says so."""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 90


def texts(node, heading=False):
    """The texts of all headings from a node down; a window that changes meanwhile is read again."""
    try:
        heading = heading or node.get_role() == Atspi.Role.HEADING
        if heading and node.get_name():
            yield node.get_name()
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                yield from texts(child, heading)
    except GLib.Error:
        return


def windows():
    """The program's windows."""
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is not None and program.get_name().lower() == "portolan":
            yield program


wanted = sys.argv[1:]
began = time.monotonic()
found = set()
while time.monotonic() - began < PATIENCE:
    found = {text for window in windows() for text in texts(window)}
    if all(any(want in text for text in found) for want in wanted):
        print(f"read after {time.monotonic() - began:.1f} s: {', '.join(sorted(found))}", flush=True)
        # A page can be read before it is painted: whoever looks at the screen ends this.
        with open("/screen/headings", "w", encoding="utf-8") as told:
            told.write("\n".join(sorted(found)))
        time.sleep(PATIENCE)
        sys.exit("nobody saw the window in time")
    time.sleep(0.2)
sys.exit(f"the window does not show {wanted}, but {sorted(found)}")
