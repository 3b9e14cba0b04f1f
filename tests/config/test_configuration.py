"""What a configuration file decides, read as a user writes it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from config_kit import RULES, Configure, names

from dockwright.config import Choices, ConfigError, Configurations
from dockwright.config.reader import choices_of
from dockwright.rule import Severity

DEFAULT = {"apt-lists-left-behind", "apt-recommended-packages", "untagged-base-image", "undefined-stage"}


def error_of(configurations: Configurations) -> str:
    with pytest.raises(ConfigError) as caught:
        configurations.for_file("Dockerfile")
    return str(caught.value).replace(f"{Path.cwd()}/", "")


def test_without_a_file_the_defaults_hold(configure: Configure) -> None:
    configuration = configure().for_file("Dockerfile")

    assert names(configuration) == DEFAULT
    assert configuration.severities["undefined-stage"] is Severity.ERROR
    assert configuration.settings.builder == "buildkit"
    assert configuration.settings.preset == "default"
    assert configuration.fail_on is Severity.WARNING
    assert configuration.context is None
    assert configuration.suppressions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('preset = "all"', {rule.name for rule in RULES}),
        ('preset = "none"', set()),
        ('preset = "buildkit"', {"stage-name-casing"}),
        (
            'preset = "hadolint"',
            {
                "pinned-badly",
                "apt-lists-left-behind",
                "apt-recommended-packages",
                "untagged-base-image",
                "untrusted-registry",
            },
        ),
        ('preset = "none"\nselect = ["undefined-stage"]', {"undefined-stage"}),
        ('preset = "none"\nselect = ["DL3009", "StageNameCasing"]', {"apt-lists-left-behind", "stage-name-casing"}),
        ('preset = "none"\nselect = ["dl3009", "stagenamecasing"]', {"apt-lists-left-behind", "stage-name-casing"}),
        ('preset = "none"\nselect = ["size"]', {"apt-lists-left-behind", "apt-recommended-packages"}),
        ('ignore = ["size"]', {"untagged-base-image", "undefined-stage"}),
        # a name outdoes its category, and what is ignored outdoes what is selected
        ('select = ["DL3009"]\nignore = ["size"]', {"apt-lists-left-behind", "untagged-base-image", "undefined-stage"}),
        ('preset = "none"\nselect = ["size"]\nignore = ["DL3009"]', {"apt-recommended-packages"}),
        ('preset = "none"\nselect = ["DL3009"]\nignore = ["apt-lists-left-behind"]', set()),
        # codes of the peers that no rule answers to are no mistake
        ('preset = "none"\nignore = ["DL3059", "SC2086"]', set()),
        ("", DEFAULT),
    ],
)
def test_which_rules_run(configure: Configure, text: str, expected: set[str]) -> None:
    assert names(configure({"dockwright.toml": text}).for_file("Dockerfile")) == expected


def test_severities(configure: Configure) -> None:
    text = '[severity]\nDL3009 = "error"\nsize = "style"\nundefined-stage = "warning"\n'
    severities = configure({"dockwright.toml": text}).for_file("Dockerfile").severities

    assert severities["apt-lists-left-behind"] is Severity.ERROR  # the name outdoes the category
    assert severities["apt-recommended-packages"] is Severity.STYLE
    assert severities["undefined-stage"] is Severity.WARNING
    assert "stage-name-casing" not in severities  # a severity turns no rule on


def test_what_rules_are_told(configure: Configure) -> None:
    text = """
        builder = "buildah"
        [rules.DL3006]
        pinned = ["scratch", "base"]
        [rules.untrusted-registry]
        trusted-registries = ["example.com"]
        strict = true
    """
    settings = configure({"dockwright.toml": text}).for_file("Dockerfile").settings

    assert settings.builder == "buildah"
    assert settings.option("untagged-base-image", "pinned", ()) == ("scratch", "base")
    assert settings.option("untrusted-registry", "trusted-registries", []) == ["example.com"]
    assert settings.option("untrusted-registry", "strict", False) is True


def test_the_rest(configure: Configure, tmp_path: Path) -> None:
    text = 'fail-on = "never"\ncontext = ".."\nsuppressions = false'
    configuration = configure({"docker/dockwright.toml": text}).for_file("docker/Dockerfile")

    assert configuration.fail_on is None
    assert configuration.context == str(tmp_path)
    assert not configuration.suppressions


def test_other_choices_for_some_paths(configure: Configure) -> None:
    text = """
        ignore = ["DL3009"]
        [per-file."legacy"]
        preset = "none"
        select = ["undefined-stage"]
        [per-file."legacy/new/**"]
        select = ["DL3015"]
        severity = { DL3015 = "error" }
        [per-file."*.prod.Dockerfile"]
        builder = "kaniko"
        rules.DL3006.pinned = []
    """
    configurations = configure({"dockwright.toml": text})

    assert names(configurations.for_file("Dockerfile")) == DEFAULT - {"apt-lists-left-behind"}
    assert names(configurations.for_file("a/legacy/Dockerfile")) == {"undefined-stage"}
    assert names(configurations.for_file("legacy/new/Dockerfile")) == {"undefined-stage", "apt-recommended-packages"}
    assert configurations.for_file("legacy/new/Dockerfile").severities["apt-recommended-packages"] is Severity.ERROR
    assert configurations.for_file("x/app.prod.Dockerfile").settings.builder == "kaniko"
    assert configurations.for_file("x/app.prod.Dockerfile").settings.option("untagged-base-image", "pinned", 1) == ()


def test_files_alike_share_what_holds_for_them(configure: Configure) -> None:
    configurations = configure({"dockwright.toml": '[per-file.old]\nignore = ["DL3009"]', "b/c/x": ""})

    assert configurations.for_file("a/Dockerfile") is configurations.for_file("b/c/Dockerfile")
    assert configurations.for_file("old/a/Dockerfile") is configurations.for_file("old/b/Dockerfile")
    assert configurations.for_file("a/Dockerfile") is not configurations.for_file("old/Dockerfile")
    assert configurations.for_file("a/Dockerfile").profile is configurations.for_file("b/Dockerfile").profile


@pytest.mark.parametrize(
    ("path", "builder"),
    [
        ("Dockerfile", "buildkit"),
        ("containers/Dockerfile.containerfile-era", "buildkit"),
        ("Containerfile", "either"),
        ("a/Containerfile.dev", "either"),
        ("a/Containerfile-dev", "either"),
        ("a/containerfile", "either"),
        ("a/app.Containerfile", "either"),
        ("a/Containerfiles.md", "buildkit"),
        ("Containerfile/Dockerfile", "buildkit"),
        ("told/Containerfile", "kaniko"),
        (None, "buildkit"),
    ],
)
def test_what_builds_a_file_of_this_name(configure: Configure, path: str | None, builder: str) -> None:
    configurations = configure({"dockwright.toml": '[per-file.told]\nbuilder = "kaniko"'})

    assert configurations.for_file(path).settings.builder == builder


def test_what_builds_a_containerfile_can_be_told(configure: Configure) -> None:
    told = configure({"dockwright.toml": 'builder = "buildkit"'})

    assert told.for_file("Containerfile").settings.builder == "buildkit"


@pytest.mark.parametrize(
    ("pattern", "path", "excluded"),
    [
        ("vendor", "vendor/x/Dockerfile", True),
        ("vendor", "a/vendor/Dockerfile", True),
        ("vendor/", "a/vendor/Dockerfile", True),
        ("/vendor", "a/vendor/Dockerfile", False),
        ("./vendor", "vendor/Dockerfile", True),
        ("a/vendor", "a/vendor/Dockerfile", True),
        ("a/vendor", "b/a/vendor/Dockerfile", False),
        ("**/gen/*", "a/b/gen/Dockerfile", True),
        ("*.old", "a/Dockerfile.old", True),
        ("Dockerfile", "vendors/Dockerfile.x", False),
    ],
)
def test_paths_that_a_search_passes_over(configure: Configure, pattern: str, path: str, excluded: bool) -> None:
    assert configure({"dockwright.toml": f'exclude = ["{pattern}"]'}).excludes(path) is excluded


class TestWhichFileHolds:
    def test_the_nearest_upwards(self, configure: Configure, tmp_path: Path) -> None:
        configurations = configure({"dockwright.toml": 'preset = "none"', "a/b/dockwright.toml": 'preset = "all"'})

        assert configurations.nearest("Dockerfile").path == str(tmp_path / "dockwright.toml")
        assert configurations.nearest("a/Dockerfile").path == str(tmp_path / "dockwright.toml")
        assert configurations.nearest("a/b/c/Dockerfile").path == str(tmp_path / "a/b/dockwright.toml")
        assert configurations.nearest(None).path == str(tmp_path / "dockwright.toml")

    def test_a_section_of_pyproject(self, configure: Configure) -> None:
        project = '[project]\nname = "x"\n[tool.dockwright]\npreset = "none"\n'
        configurations = configure({"pyproject.toml": project, "a/pyproject.toml": '[project]\nname = "dockwright"\n'})

        assert names(configurations.for_file("a/Dockerfile")) == set()

    def test_the_file_of_its_own_before_pyproject(self, configure: Configure) -> None:
        files = {"pyproject.toml": '[tool.dockwright]\npreset = "all"\n', "dockwright.toml": 'preset = "none"\n'}
        assert names(configure(files).for_file("Dockerfile")) == set()

    def test_no_file_above_the_repository(self, configure: Configure, tmp_path: Path) -> None:
        configurations = configure({"dockwright.toml": 'preset = "none"'})
        (tmp_path / "inner/.git").mkdir(parents=True)

        assert names(configurations.for_file("inner/Dockerfile")) == DEFAULT

    def test_a_named_file(self, configure: Configure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        files = {"dockwright.toml": 'preset = "all"', "ci/strict.toml": 'preset = "none"\nexclude = ["a/old"]'}
        configurations = configure(files, file="ci/strict.toml")

        assert names(configurations.for_file("a/Dockerfile")) == set()
        assert configurations.excludes("a/old/Dockerfile")  # from the working directory

    def test_none(self, configure: Configure) -> None:
        assert names(configure({"dockwright.toml": 'preset = "all"'}, isolated=True).for_file("x")) == DEFAULT

    def test_overrides_come_last(self, configure: Configure) -> None:
        text = 'preset = "all"\nignore = ["DL3009"]\nbuilder = "kaniko"\n[per-file."*"]\nselect = ["DL3009"]\n'
        overrides = Choices(preset="none", select=("size",), ignore=("DL3009",), fail_on="error", builder="classic")
        configuration = configure({"dockwright.toml": text}, overrides).for_file("Dockerfile")

        assert names(configuration) == {"apt-recommended-packages"}
        assert configuration.fail_on is Severity.ERROR
        assert configuration.settings.builder == "classic"

    def test_nothing_is_parsed_that_is_not_there(self, configure: Configure) -> None:
        sys.modules.pop("tomllib", None)
        sys.modules.pop("yaml", None)
        configure({"pyproject.toml": "[project]\n"}).for_file("a/Dockerfile")

        assert not {"tomllib", "yaml"} & sys.modules.keys()


MISTAKES = [
    ('presets = "all"', "dockwright.toml:1: unknown key `presets`; did you mean `preset`?"),
    ('# preset\n\npreset = "al"', "preset `al`; did you mean `all`?"),
    ('preset = "xyz"', "dockwright.toml:1: unknown preset `xyz` (one of default, hadolint, buildkit, all, none)"),
    ("preset = 1", "dockwright.toml:1: `preset` must be a string"),
    ('fail_on = "error"', "dockwright.toml:1: unknown key `fail_on`; did you mean `fail-on`?"),
    ('fail-on = "warn"', "dockwright.toml:1: unknown fail-on `warn`; did you mean `warning`?"),
    (
        'ignore = [\n  "DL3009",\n  "apt-list-left-behind",\n]',
        "dockwright.toml:3: unknown rule `apt-list-left-behind`; did you mean `apt-lists-left-behind`?",
    ),
    ('select = ["StageNameCase"]', "dockwright.toml:1: unknown rule `StageNameCase`; did you mean `StageNameCasing`?"),
    ('select = ["sizes"]', "dockwright.toml:1: unknown rule `sizes`; did you mean `size`?"),
    ('select = ["qqq"]', "dockwright.toml:1: unknown rule `qqq`"),
    ('select = "size"', "dockwright.toml:1: `select` must be a list of strings"),
    ("select = [1]", "dockwright.toml:1: `select` must be a list of strings"),
    ('ignore = ["DL3009"]\n[severity]\nDL3009 = "warn"', "dockwright.toml:3: unknown severity `warn` of `DL3009`"),
    ("[severity]\nsize = 1", "dockwright.toml:2: the severity of `size` must be a string"),
    ("[severity]\nsize = []", "dockwright.toml:2: the severity of `size` must be a string"),
    ('[severity]\nDL309 = "info"', "dockwright.toml:2: unknown rule `DL309`; did you mean `DL3009`?"),
    ("severity = 1", "dockwright.toml:1: `severity` must be a table"),
    ('context = "nowhere"', "dockwright.toml:1: the context `nowhere` is no directory"),
    ("suppressions = 1", "dockwright.toml:1: `suppressions` must be true or false"),
    ('exclude = ["a["]', "dockwright.toml:1: malformed pattern `a[`: the class `[...]` is malformed"),
    ('[per-file."x"]\nexclude = []', "dockwright.toml:2: `exclude` holds for all files and cannot stand in `per-file`"),
    (
        "[tool.dockwright]",
        "dockwright.toml:1: unknown key `tool`; in this file the keys stand at the top, without `[tool.",
    ),
    ('[per-file."x"]\nignor = []', "dockwright.toml:2: unknown key `ignor`; did you mean `ignore`?"),
    ('per-file = ["x"]', "dockwright.toml:1: `per-file` must be a table"),
    (
        "[rules.untrusted-registry]\ntrusted-registry = []",
        "dockwright.toml:2: rule `untrusted-registry` has no option `trusted-registry`; "
        "did you mean `trusted-registries`?",
    ),
    ("[rules.DL3026]\nstrict = 1", "dockwright.toml:2: option `strict` must be true or false"),
    ('[rules.DL3026]\ntrusted-registries = "x"', "dockwright.toml:2: option `trusted-registries` must be a list"),
    ("[rules.DL3026]\ntrusted-registries = [1]", "dockwright.toml:2: `trusted-registries` must be a list of strings"),
    ("[rules.size]\nx = 1", "dockwright.toml:1: options belong to a rule, and `size` is a category"),
    ("[rules.untrusted]\nx = 1", "dockwright.toml:1: unknown rule `untrusted`; did you mean `untrusted-registry`?"),
    ("a = 1\nb = \n", "dockwright.toml:2: broken TOML: invalid value"),
    ("b = 1\na = [\n", "dockwright.toml:2: broken TOML: invalid value at the end of the file"),
    ("a = " + "[" * 10_000, "dockwright.toml: broken TOML: nested too deeply"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_a_mistake_is_told_with_its_place_and_the_right_word(configure: Configure, text: str, message: str) -> None:
    assert message in error_of(configure({"dockwright.toml": text}))


def test_a_mistake_in_pyproject_is_told_in_our_section(configure: Configure) -> None:
    text = '[tool.other]\nignore = ["apt"]\n\n[tool.dockwright]\nignore = ["apt"]\n'
    assert error_of(configure({"pyproject.toml": text})).startswith("pyproject.toml:5: unknown rule `apt`")


def test_a_broken_pyproject_of_somebody_else_is_none_of_our_business(configure: Configure) -> None:
    assert names(configure({"pyproject.toml": "# dockwright\n[[["}).for_file("Dockerfile")) == DEFAULT
    assert "pyproject.toml:2: broken TOML" in error_of(configure({"pyproject.toml": "[tool.dockwright]\nx = ="}))


def test_a_file_that_is_no_text(configure: Configure, tmp_path: Path) -> None:
    (tmp_path / "dockwright.toml").write_bytes(b'# \xc3\xa9\npreset = "\xff"\n')
    assert error_of(configure()) == "dockwright.toml:2: not encoded as UTF-8"


def test_a_named_file_that_is_not_there(configure: Configure) -> None:
    assert (
        error_of(configure(file="nowhere.toml")) == "nowhere.toml: the file cannot be read: no such file or directory"
    )


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.symlink_to(path), "too many levels of symbolic links"),
        (lambda path: path.write_bytes(b"#" * (1 << 20) + b"\n"), "larger than 1 MiB"),
    ],
)
def test_a_named_file_that_cannot_be_read(
    configure: Configure, tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    make(tmp_path / "odd.toml")
    assert error_of(configure(file="odd.toml")) == f"odd.toml: the file cannot be read: {reason}"


def test_a_mistake_on_the_command_line(configure: Configure) -> None:
    with pytest.raises(ConfigError, match=r"^unknown rule `DL309`; did you mean `DL3009`\?$"):
        configure({}, Choices(ignore=("DL309",)))


def test_the_settings_of_an_editor(tmp_path: Path) -> None:
    settings = {"preset": "all", "ignore": ["DL3009"], "context": ".", "builder": None, "trace": {"server": "off"}}

    assert choices_of(RULES, settings, str(tmp_path)) == Choices("all", ignore=("DL3009",), context=str(tmp_path))
    with pytest.raises(ConfigError, match=r"^unknown builder `docker` \(one of"):
        choices_of(RULES, {"builder": "docker"}, str(tmp_path))


def test_one_broken_file_leaves_the_others_alone(configure: Configure) -> None:
    configurations = configure({"a/dockwright.toml": "x", "b/dockwright.toml": 'preset = "none"'})

    with pytest.raises(ConfigError):
        configurations.for_file("a/Dockerfile")
    assert names(configurations.for_file("b/Dockerfile")) == set()


def test_options_that_several_rules_share(configure: Configure) -> None:
    text = """
        trusted-registries = ["docker.io"]
        strict-labels = true
        label-schema = { version = "semver" }
        [rules.untrusted-registry]
        strict = true
        [per-file.other]
        label-schema = { vendor = "text" }
        [per-file.own]
        rules.untrusted-registry.trusted-registries = ["quay.io"]
    """
    configurations = configure({"dockwright.toml": text})
    options = configurations.for_file("Dockerfile").settings.options

    assert options["untrusted-registry"] == {"trusted-registries": ["docker.io"], "strict": True}
    assert options["labelled"] == {"label-schema": {"version": "semver"}, "strict-labels": True}
    assert configurations.for_file("other").settings.option("labelled", "label-schema", {}) == {"vendor": "text"}
    own = configurations.for_file("own").settings.options["untrusted-registry"]
    assert own == {"trusted-registries": ["quay.io"], "strict": True}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '[label-schema]\nversion = "semvar"',
            "2: unknown kind `semvar` of the label `version`; did you mean `semver`?",
        ),
        ("label-schema = []", "1: `label-schema` must be a table"),
        ("label-schema = { a = 1 }", "1: the kind of the label `a` must be a string"),
        ('[rules.labelled]\nlabel-schema = { a = "b" }', "2: unknown kind `b` of the label `a`"),
        ("strict-labels = 1", "1: `strict-labels` must be true or false"),
        ('trusted-registries = "docker.io"', "1: `trusted-registries` must be a list of strings"),
    ],
)
def test_mistakes_in_shared_options(configure: Configure, text: str, message: str) -> None:
    assert message in error_of(configure({"dockwright.toml": text}))
