"""JUnit XML: a test case for each finding, and a passed one for each file without any.

It fits the schemas of Jenkins' xUnit plugin and, suite by suite, of Maven's Surefire, which wants a time of every case.
"""

from __future__ import annotations

from dockwright.output.compact import head
from dockwright.output.results import Entry, FileResult, Results
from dockwright.output.xml import DECLARATION, element, escape, lines


def render(results: Results) -> str:
    suites = [_suite(file) for file in results.files]
    total = sum(max(1, len(file.entries)) for file in results.files)
    attributes: dict[str, object] = {
        "name": "dockwright",
        "tests": total,
        "failures": len(results.entries),
        "errors": 0,
    }
    return DECLARATION + element("testsuites", attributes, lines(suites, 0)) + "\n"


def _suite(file: FileResult) -> str:
    cases = [_case(file.path, entry) for entry in file.entries]
    passed = element("testcase", {"name": "dockwright", "classname": file.path, "time": 0})
    attributes: dict[str, object] = {
        "name": file.path,
        "tests": max(1, len(cases)),
        "failures": len(cases),
        "errors": 0,
        "skipped": 0,
    }
    return element("testsuite", attributes, lines(cases or [passed], 1))


def _case(path: str, entry: Entry) -> str:
    line, column = entry.range.start
    failure = element("failure", {"type": entry.severity.label, "message": entry.message}, escape(head(path, entry)))
    attributes: dict[str, object] = {"name": f"{entry.rule}:{line}:{column}", "classname": path, "time": 0}
    return element("testcase", attributes, lines([failure], 2))
