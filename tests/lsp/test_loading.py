"""Start-up: what is loaded when."""

from __future__ import annotations

import json
import subprocess
import sys

from client import PULL

SCRIPT = """
import json, os, sys
from dockwright.lsp import server, wire
body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize",
                   "params": {"processId": None, "capabilities": %r}}).encode()
data = b"Content-Length: %%d\\r\\n\\r\\n%%b" %% (len(body), body)

def write(data):
    print(json.dumps([bytes(data).decode().splitlines()[-1][:30], sorted(sys.modules)]))
    os._exit(0)

server.serve(wire.Channel(lambda size: data, write))
"""


def test_the_first_answer_needs_next_to_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT % PULL], capture_output=True, text=True, check=False)
    answer, modules = json.loads(done.stdout)
    assert answer.startswith('{"jsonrpc":"2.0","id":1,"resul')
    heavy = {
        "pygls",
        "lsprotocol",
        "attrs",
        "cattrs",
        "asyncio",
        "inspect",
        "typing_extensions",
        "socket",
        "subprocess",
    }
    assert heavy.isdisjoint(modules)
    ours = {name.removeprefix("dockwright.") for name in modules if name.startswith("dockwright.")}
    assert ours == {"lsp", "lsp.capabilities", "lsp.server", "lsp.wire", "values"}


def test_types_made_on_demand_are_whole_and_attrs_is_as_before() -> None:
    code = """
import attrs
before = attrs.define
from dockwright.lsp.loading import load_protocol_types
load_protocol_types()
assert attrs.define is before
from lsprotocol import converters, types
converter = converters.get_converter()
hover = {"contents": {"kind": "markdown", "value": "x"}, "range": {"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 3}}}
assert converter.unstructure(converter.structure(hover, types.Hover)) == hover
assert types.Position(1, 2) == types.Position(1, 2) < types.Position(2, 0)
assert types.ReferenceParams.__init__.__name__ == "begin"  # nobody has asked for it
assert attrs.has(types.ReferenceParams)
assert [one.name for one in attrs.fields(types.ReferenceParams)][:2] == ["context", "text_document"]
assert types.ReferenceParams.__init__.__name__ == "__init__"
try:
    types.Position(-1, 0)
except ValueError:
    print("whole")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "whole\n", done.stderr
