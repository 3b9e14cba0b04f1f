"""Reports on files that are hard to count in, read back by the rules of those who read them.

Each reader is written here in own words after what is published of it: the standard and the schema of SARIF 2.1.0, the scanner of
SonarQube, the schemas of Jenkins' xUnit plugin and of Maven's Surefire, the runner of GitHub's workflows.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from dockwright.checking import Subject, check
from dockwright.context import UNKNOWN
from dockwright.lint import Profile, analyse
from dockwright.output import renderer
from dockwright.output.results import FileResult, Results
from dockwright.rules import BY_NAME
from dockwright.syntax import decode

SUDO = BY_NAME["sudo-in-run"]
FILES: dict[str, bytes] = {
    "plain": b"FROM a\nRUN sudo b\n",
    "a tab": b"FROM a\n\tRUN\tb;\tsudo c\n",
    "line ends of Windows": b"FROM a\r\nRUN b \\\r\n  && sudo c\r\n",
    "outside the first plane": "FROM a\nRUN echo 😀 é 日 && sudo b 😀\n".encode(),
    "a byte order mark": "\ufeffRUN echo 😀; sudo b\nFROM a\nRUN sudo c\n".encode(),
    "no UTF-8": b"FROM a\nRUN echo \xff\xfe\xf0\x9f && sudo b\nRUN sudo c\n",
    "lone carriage returns": b"FROM a\nRUN b\rc\rd; sudo e\r\nRUN sudo f\n",
    "a lone one at the end": b"FROM a\nRUN sudo b\r",
    "signs that steer a terminal": b"FROM a\nRUN echo \x1b[31m\x07\x7f \xc2\x85 \xe2\x80\xa8; sudo b\n",
}
PATHS = (
    "Dockerfile",
    "a b/100%/Dockerfile",
    "a,b:c/Dockerfile",
    "new\nline\r/Dockerfile",
    "caf\udce9/😀/Dockerfile",
    "#x?y=1/<&>\"'/{0}[b](c)\x1b[31m/Dockerfile",
)


def result(data: bytes, path: str = "Dockerfile") -> FileResult:
    text, _ = decode(data)
    return check(Subject(path, analyse(text), Profile([SUDO]), UNKNOWN))


def report(name: str, *files: FileResult) -> str:
    return renderer(name)(Results(files))


def read(data: bytes) -> str:
    """A file as programs see it: without a byte order mark, and with U+FFFD where bytes are no UTF-8."""
    return data.decode("utf-8-sig", "replace")


def units(text: str, start: int, end: int) -> str:
    """A part of a text, counted in UTF-16 code units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture(params=FILES)
def data(request: pytest.FixtureRequest) -> bytes:
    return FILES[request.param]


def test_a_byte_order_mark_is_no_column() -> None:
    (line,) = report("compact", result("\ufeffRUN sudo b".encode())).splitlines()
    assert line.startswith("Dockerfile:1:5: ")


# SARIF: lines end at "\r\n" or "\n", columns count from one


def sarif(*files: FileResult) -> Any:
    (run,) = json.loads(report("sarif", *files))["runs"]
    return run


def offset(text: str, line: int, column: int) -> int:
    """Where a place is in a text, both in UTF-16 code units."""
    above = re.split("(?<=\n)", text)[: line - 1]
    return length("".join(above)) + column - 1


def region_of(text: str, region: dict[str, int]) -> tuple[int, int]:
    start = offset(text, region["startLine"], region["startColumn"])
    return start, offset(text, region["endLine"], region["endColumn"])


def test_sarif_points_at_the_word(data: bytes) -> None:
    run = sarif(result(data))
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["results"]
    for one in run["results"]:
        region = one["locations"][0]["physicalLocation"]["region"]
        assert units(read(data), *region_of(read(data), region)) == "sudo"


def test_sarif_fixes_can_be_made(data: bytes) -> None:
    text = read(data)
    for one in reversed(sarif(result(data))["results"]):
        (change,) = one["fixes"][0]["artifactChanges"]
        for replacement in reversed(change["replacements"]):
            start, end = region_of(text, replacement["deletedRegion"])
            text = units(text, 0, start) + replacement["insertedContent"]["text"] + units(text, end, length(text))
    assert text == read(data).replace("sudo ", "")


@pytest.mark.parametrize("path", PATHS)
def test_sarif_names_files_as_the_standard_does(path: str) -> None:
    run = sarif(result(FILES["plain"], path))
    (one,) = run["results"]
    uri = one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, unquote(parts.path, errors="surrogateescape")) == ("", "", path)
    assert one["fixes"][0]["artifactChanges"][0]["artifactLocation"]["uri"] == uri


def test_sarif_has_what_the_schema_and_code_scanning_ask_for() -> None:
    run = sarif(*(result(data, f"{number}/Dockerfile") for number, data in enumerate(FILES.values())))
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert all((rule["id"], rule["help"]["text"], rule["shortDescription"]["text"]))
        assert 1 <= len(rule["fullDescription"]["text"]) <= 1024
        assert len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"]) <= 20
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert one["level"] in ("error", "warning", "note", "none")
        assert one["message"]["text"]
        assert all(isinstance(value, str) for value in one["partialFingerprints"].values())
        for fix in one["fixes"]:
            assert [len(change["replacements"]) for change in fix["artifactChanges"]] == [1]
    names = [one["partialFingerprints"]["dockwright/v1"] for one in run["results"]]
    assert len(set(names)) == len(names)


# SonarQube: also a lone "\r" ends a line, columns count from zero, and one place outside the file spoils the report


def test_sonarqube_points_at_the_word_or_its_line(data: bytes) -> None:
    lines = re.split("\r\n|\r|\n", read(data))
    places = [one["primaryLocation"]["textRange"] for one in json.loads(report("sonarqube", result(data)))["issues"]]
    assert places
    for place in places:
        line = lines[place["startLine"] - 1]
        assert place["startLine"] == place["endLine"]
        if "startColumn" in place:
            assert 0 <= place["startColumn"] < place["endColumn"] <= length(line)
            assert units(line, place["startColumn"], place["endColumn"]) == "sudo"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", [(2, True)]),
        ("outside the first plane", [(2, True)]),
        ("no UTF-8", [(2, False), (3, True)]),
        ("lone carriage returns", [(2, False), (5, True)]),
        ("a lone one at the end", [(2, True)]),
    ],
)
def test_sonarqube_gets_columns_where_it_counts_the_same(name: str, expected: list[tuple[int, bool]]) -> None:
    issues = json.loads(report("sonarqube", result(FILES[name])))["issues"]
    places = [one["primaryLocation"]["textRange"] for one in issues]
    assert [(place["startLine"], "startColumn" in place) for place in places] == expected


def test_sonarqube_has_what_its_scanner_asks_for() -> None:
    files = [result(data, path) for data in FILES.values() for path in PATHS]
    document = json.loads(report("sonarqube", *files))
    names = [rule["id"] for rule in document["rules"]]
    assert len(set(names)) == len(names)
    for rule in document["rules"]:
        assert all(rule[key] for key in ("name", "engineId", "cleanCodeAttribute", "impacts"))
        assert {impact["severity"] for impact in rule["impacts"]} <= {"BLOCKER", "HIGH", "MEDIUM", "LOW", "INFO"}
    for issue in document["issues"]:
        assert issue["ruleId"] in names
        assert not issue.keys() & {"severity", "type", "engineId"}  # they belong to the form of old
        assert all(issue["primaryLocation"][key] for key in ("message", "filePath"))


def test_sonarqube_has_both_lists_where_there_is_nothing() -> None:
    """A report without rules would be one of the form that is no longer taken."""
    assert json.loads(report("sonarqube")) == {"rules": [], "issues": []}


# XML


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["checkstyle", "junit"])
def test_xml_is_well_formed_whatever_a_file_is_called(name: str, path: str, data: bytes) -> None:
    written = report(name, result(data, path)).encode()
    root = ElementTree.fromstring(written)
    seen = root[0].get("name")
    assert seen == re.sub("[\udc80-\udcff\x1b]", "\ufffd", path)


JUNIT: dict[
    str, tuple[set[str], set[str]]
] = {  # an element of JUnit XML: what it must have, and what it may have besides
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors", "disabled"}),
    "testsuite": ({"name", "tests", "errors", "skipped", "failures"}, {"time", "group"}),
    "testcase": ({"name", "time"}, {"classname", "group"}),
    "failure": ({"type"}, {"message"}),
}


def test_junit_has_the_elements_and_attributes_of_its_schemas() -> None:
    root = ElementTree.fromstring(report("junit", *map(result, FILES.values()), FileResult("clean")).encode())
    for element in root.iter():
        needed, possible = JUNIT[element.tag]
        assert needed <= set(element.keys()) <= needed | possible
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite)
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    assert all(re.fullmatch(r"\d+(\.\d{1,3})?", case.get("time", "")) for case in root.iter("testcase"))


def test_checkstyle_has_the_severities_that_its_readers_know(data: bytes) -> None:
    for error in ElementTree.fromstring(report("checkstyle", result(data)).encode()).iter("error"):
        assert error.keys() == ["line", "column", "severity", "message", "source"]
        assert error.get("severity") in ("ignore", "info", "warning", "error")


# GitHub and GitLab


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A line of a log as the runner of a workflow reads it."""
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found
    pairs = [pair.split("=", 1) for pair in found[2].split(",")]
    return found[1], {name: unescaped(value) for name, value in pairs}, unescaped(found[3])


def unescaped(text: str) -> str:
    table = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%(?:0D|0A|3A|2C|25)", lambda found: table[found[0]], text)


@pytest.mark.parametrize("path", PATHS)
def test_github_reads_a_command_a_line(path: str) -> None:
    written = report("github", result(FILES["outside the first plane"], path)).encode("utf-8").decode()
    name, properties, message = command(written.removesuffix("\n"))
    assert name in ("error", "warning", "notice")
    assert properties["file"].replace("␍", "\r").replace("␛", "\x1b") == path.replace("\udce9", "\ufffd")
    assert properties["line"] == "2"
    assert "`sudo`" in message.split("\n")[0]


@pytest.mark.parametrize("path", PATHS)
def test_gitlab_has_what_it_asks_for(path: str, data: bytes) -> None:
    for issue in json.loads(report("gitlab", result(data, path))):
        assert all(issue[key] for key in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["path"] == path.replace("\udce9", "\ufffd")
        assert min(issue["location"]["positions"]["begin"].values()) >= 1
