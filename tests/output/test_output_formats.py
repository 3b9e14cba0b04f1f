"""Every output format on the same findings, read back by a reader of that format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest

from dockwright.output import FORMATS, renderer
from dockwright.output.indented import dumps, parts
from dockwright.output.results import (
    Entry,
    Excerpt,
    FileResult,
    Made,
    Note,
    Position,
    Range,
    Repair,
    Replacement,
    Results,
    WrittenFile,
)
from dockwright.rule import Safety, Severity

AWKWARD = 'say "<a>" & 50% of\tit: \x1b[31m, \udcff 😀'


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "",
        AWKWARD,
        None,
        True,
        False,
        0,
        -3,
        1 << 70,
        [[], {}, ()],
        {"a": [1, {"b": None}], AWKWARD: {}, "": [AWKWARD]},
    ],
)
def test_json_is_written_as_the_library_writes_it(value: object) -> None:
    assert dumps(value) == json.dumps(value, indent=2)
    assert "".join(parts(value)) == json.dumps(value, indent=2)


def test_json_piece_by_piece_takes_what_comes() -> None:
    def taken() -> Iterator[list[int]]:
        for number in range(3):
            seen.append(number)
            yield [number]

    seen: list[int] = []
    pieces = parts({"a": taken(), "b": iter(())})
    assert [next(pieces) for _ in range(2)][-1] == "[\n    [\n      0\n    ]"
    assert seen == [0]
    assert "".join(parts({"a": taken(), "b": iter(())})) == json.dumps({"a": [[0], [1], [2]], "b": []}, indent=2)


def place(line: int, column: int, end_line: int, end_column: int) -> Range:
    return Range(Position(line, column), Position(end_line, end_column))


def entry(
    severity: Severity = Severity.WARNING,
    message: str = "`-y` is missing",
    where: Range | None = None,
    excerpt: Excerpt | None = None,
    fix: Repair | None = None,
    notes: tuple[Note, ...] = (),
) -> Entry:
    where = where or place(2, 5, 2, 12)
    url = "https://example.com/apt-get-without-yes"
    return Entry("apt-get-without-yes", ("DL3014",), severity, message, url, where, excerpt, fix, notes)


REPAIR = Repair("Add `-y`", Safety.SAFE, (Replacement(place(2, 20, 2, 20), " -y"),))
MAKES_FILE = Repair("Write one", Safety.UNSAFE, (), (WrittenFile("app/.dockerignore", ".git\n"),))
RESULTS = Results(
    (
        FileResult(
            "app/Dockerfile",
            (
                entry(
                    excerpt=Excerpt("RUN apt-get install curl", 1), fix=REPAIR, notes=(Note(place(1, 1, 1, 5), "here"),)
                ),
                entry(Severity.ERROR, where=place(3, 1, 4, 2), excerpt=Excerpt("RUN a \\", 1), fix=MAKES_FILE),
                entry(Severity.INFO, AWKWARD),
                entry(Severity.STYLE),
            ),
            faults=("rule x: KeyError: 'y'",),
        ),
        FileResult("clean, 100%: Dockerfile"),
    )
)


def document(name: str, results: Results = RESULTS) -> Any:
    return json.loads(renderer(name)(results))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("results", [RESULTS, Results(()), Results((FileResult("Dockerfile"),))])
def test_every_format_is_deterministic_and_ends_with_a_line_break(name: str, results: Results) -> None:
    text = renderer(name)(results)
    assert text == renderer(name)(results)
    assert text == "" or text.endswith("\n")


def test_json() -> None:
    answer = document("json")
    assert answer["version"] == 1
    first, second = answer["files"]
    assert first["path"] == "app/Dockerfile"
    assert second == {"path": "clean, 100%: Dockerfile", "diagnostics": []}
    assert first["diagnostics"][0] == {
        "rule": "apt-get-without-yes",
        "aliases": ["DL3014"],
        "severity": "warning",
        "message": "`-y` is missing",
        "url": "https://example.com/apt-get-without-yes",
        "range": {"start": {"line": 2, "column": 5}, "end": {"line": 2, "column": 12}},
        "fix": {
            "title": "Add `-y`",
            "safety": "safe",
            "edits": [
                {"range": {"start": {"line": 2, "column": 20}, "end": {"line": 2, "column": 20}}, "text": " -y"},
            ],
        },
    }
    assert first["diagnostics"][1]["fix"]["files"] == [{"path": "app/.dockerignore", "text": ".git\n"}]
    assert first["diagnostics"][2]["message"] == AWKWARD
    assert first["diagnostics"][2]["fix"] is None


def test_json_tells_what_was_fixed() -> None:
    made = Results((FileResult("Dockerfile", made=(Made("apt-get-without-yes", "Add `-y`"),)),))
    assert document("json", made)["files"][0]["fixed"] == [{"rule": "apt-get-without-yes", "title": "Add `-y`"}]


def test_sarif() -> None:
    run = document("sarif")["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    assert run["tool"]["driver"]["fullName"].startswith("dockwright ")
    assert "automationDetails" not in run  # GitHub's action would not set the user's category any more
    assert run["invocations"][0]["executionSuccessful"] is True
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "rule x: KeyError: 'y'"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["apt-get-without-yes"]
    first = run["results"][0]
    assert first["level"] == "warning"
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": "app/Dockerfile", "uriBaseId": "%SRCROOT%"}
    assert location["region"] == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 12}
    change = first["fixes"][0]["artifactChanges"][0]
    assert change["replacements"][0]["insertedContent"] == {"text": " -y"}
    assert first["relatedLocations"][0]["message"]["text"] == "here"
    made = run["results"][1]["fixes"][0]["artifactChanges"]
    assert [each["artifactLocation"]["uri"] for each in made] == ["app/.dockerignore"]
    assert len({one["partialFingerprints"]["dockwright/v1"] for one in run["results"]}) == 4


@pytest.mark.parametrize("name", ["sarif", "gitlab", "sonarqube", "codacy", "hadolint-json"])
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("\udcff", "\ufffd"),
        ("\udcff\udcfe!", "\ufffd\ufffd!"),
        ("😀\udcff😀", "😀\ufffd😀"),
        ("\\udcff", "\\udcff"),
        ("\\\udcff", "\\\ufffd"),
        ('"\n\x00é', '"\n\x00é'),
    ],
)
def test_json_has_no_lone_surrogates(name: str, text: str, read: str) -> None:
    written = renderer(name)(Results((FileResult("caf\udce9", (entry(message=text),)),)))
    assert read in strings(json.loads(written))
    json.dumps(json.loads(written), ensure_ascii=False).encode()


def strings(value: Any) -> list[str]:
    """All strings of a JSON value, in order, without names."""
    if isinstance(value, dict):
        value = list(value.values())
    return (
        [one for each in value for one in strings(each)]
        if isinstance(value, list)
        else [value] * isinstance(value, str)
    )


def test_sarif_has_no_fix_that_cannot_be_written() -> None:
    edit = Replacement(place(2, 1, 2, 2), "\udcff")
    results = Results((FileResult("Dockerfile", (entry(fix=REPAIR._replace(edits=(edit,))),)),))
    assert "fixes" not in document("sarif", results)["runs"][0]["results"][0]


def test_sarif_describes_every_rule() -> None:
    unknown = entry()._replace(rule="of-another-program")
    results = Results((FileResult("Dockerfile", (entry(), unknown)),))
    for rule in document("sarif", results)["runs"][0]["tool"]["driver"]["rules"]:
        assert rule["name"] in ("AptGetWithoutYes", "OfAnotherProgram")
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["helpUri"] in rule["help"]["text"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("app/Dockerfile", "app/Dockerfile"),
        ("./a b/Dockerfile", "a%20b/Dockerfile"),
        ("/srv/Dockerfile", "file:///srv/Dockerfile"),
        ("C:\\app\\Dockerfile", "file:///C:/app/Dockerfile"),
        ("app\\Dockerfile", "app/Dockerfile"),
        ("caf\udce9/Dockerfile", "caf%E9/Dockerfile"),
    ],
)
def test_sarif_paths_are_uris(path: str, uri: str) -> None:
    run = document("sarif", Results((FileResult(path, (entry(),)),)))["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_github_escapes_what_would_end_a_command() -> None:
    lines = renderer("github")(RESULTS).splitlines()
    assert lines[0] == (
        "::warning file=app/Dockerfile,line=2,endLine=2,col=5,endColumn=12,title=apt-get-without-yes"
        "::`-y` is missing%0Afix: Add `-y`"
    )
    assert "col=" not in lines[1]
    assert lines[2].startswith("::notice ")
    assert "50%25 of" in lines[2]
    strange = renderer("github")(Results((FileResult("a,b:c", (entry(),)),)))
    assert "file=a%2Cb%3Ac," in strange


def test_gitlab() -> None:
    issues = document("gitlab")
    assert [issue["severity"] for issue in issues] == ["major", "critical", "minor", "info"]
    assert len({issue["fingerprint"] for issue in issues}) == 4
    assert issues[0]["location"]["positions"]["begin"] == {"line": 2, "column": 5}
    moved = FileResult("app/Dockerfile", (RESULTS.files[0].entries[0]._replace(range=place(9, 5, 9, 12)),))
    assert document("gitlab", Results((moved,)))[0]["fingerprint"] == issues[0]["fingerprint"]


def test_sonarqube() -> None:
    report = document("sonarqube")
    (rule,) = report["rules"]
    assert (rule["id"], rule["engineId"], rule["cleanCodeAttribute"]) == (
        "apt-get-without-yes",
        "dockwright",
        "LOGICAL",
    )
    assert rule["impacts"] == [{"softwareQuality": "RELIABILITY", "severity": "HIGH"}]  # the worst of its findings
    places = [issue["primaryLocation"] for issue in report["issues"]]
    assert {place["filePath"] for place in places} == {"app/Dockerfile"}
    assert [place["textRange"] for place in places[:2]] == [
        {"startLine": 2, "endLine": 2, "startColumn": 4, "endColumn": 11},
        {"startLine": 3, "endLine": 4},
    ]
    assert places[2]["message"] == AWKWARD.replace("\udcff", "\ufffd")


def test_hadolint_json() -> None:
    text = renderer("hadolint-json")(RESULTS)
    assert text.count("\n") == 1
    first, second, third, fourth = json.loads(text)
    assert first == {
        "code": "DL3014",
        "column": 5,
        "file": "app/Dockerfile",
        "level": "warning",
        "line": 2,
        "message": "`-y` is missing",
    }
    assert [one["level"] for one in (second, third, fourth)] == ["error", "info", "style"]
    assert third["message"] == AWKWARD.replace("\udcff", "\ufffd")
    assert document("hadolint-json", Results((FileResult("Dockerfile"),))) == []


@pytest.mark.parametrize(
    ("rule", "aliases", "code"),
    [
        ("relative-workdir", ("WorkdirRelativePath", "DL3000"), "DL3000"),
        ("stage-name-case", ("StageNameCasing",), "stage-name-case"),
        ("SC2086", (), "SC2086"),
    ],
)
def test_codes_for_readers_of_hadolint(rule: str, aliases: tuple[str, ...], code: str) -> None:
    results = Results((FileResult("Dockerfile", (entry()._replace(rule=rule, aliases=aliases),)),))
    assert document("hadolint-json", results)[0]["code"] == code
    assert document("codacy", results)["patternId"] == code


def test_codacy() -> None:
    first, *others = map(json.loads, renderer("codacy")(RESULTS).splitlines())
    assert first == {"filename": "app/Dockerfile", "line": 2, "message": "`-y` is missing", "patternId": "DL3014"}
    assert [one["line"] for one in others] == [3, 2, 2]
    assert renderer("codacy")(Results(())) == ""


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (place(3, 4, 3, 4), {"startLine": 3, "endLine": 3}),
        (place(3, 1, 4, 1), {"startLine": 3, "endLine": 3}),
        (place(3, 1, 5, 1), {"startLine": 3, "endLine": 4}),
        (place(1, 1, 1, 2), {"startLine": 1, "endLine": 1, "startColumn": 0, "endColumn": 1}),
    ],
)
def test_sonarqube_gets_columns_where_they_are_certain(where: Range, expected: dict[str, int]) -> None:
    (issue,) = document("sonarqube", Results((FileResult("Dockerfile", (entry(where=where),)),)))["issues"]
    assert issue["primaryLocation"]["textRange"] == expected


def test_checkstyle() -> None:
    root = ElementTree.fromstring(renderer("checkstyle")(RESULTS).encode())
    first, second = root.findall("file")
    assert (first.get("name"), second.get("name")) == ("app/Dockerfile", "clean, 100%: Dockerfile")
    errors = first.findall("error")
    assert [one.get("severity") for one in errors] == ["warning", "error", "info", "info"]
    assert errors[0].get("source") == "dockwright.apt-get-without-yes"
    assert errors[2].get("message") == AWKWARD.replace("\x1b", "\ufffd").replace("\udcff", "\ufffd")


def test_junit() -> None:
    root = ElementTree.fromstring(renderer("junit")(RESULTS).encode())
    assert (root.get("tests"), root.get("failures")) == ("5", "4")
    first, second = root.findall("testsuite")
    assert len(first.findall("testcase/failure")) == 4
    assert second.find("testcase/failure") is None


def test_compact() -> None:
    lines = renderer("compact")(RESULTS).splitlines()
    assert lines[0] == "app/Dockerfile:2:5: warning apt-get-without-yes: `-y` is missing"
    assert len(lines) == 4
    assert "\x1b" not in lines[2]
