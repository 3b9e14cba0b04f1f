"""Users and groups, said again in the words of another system."""

from __future__ import annotations

import pytest
from splitting import GO, offer_of, runtime_of

from dockwright.refactorings.split.accounts import account_of, written_for
from dockwright.rule import Safety
from dockwright.semantics import SemanticModel
from dockwright.syntax import parse


def said_again(script: str, os: str, target: str) -> str | None:
    """The last command of a script, for another system; the commands before it have made their groups."""
    model = SemanticModel(parse(f"FROM x\nRUN {script}\n"))
    accounts = [account_of(command, os) for command in model.commands(model.dockerfile.instructions[1])]
    made = [one for one in accounts if one is not None]
    return written_for(made[-1], target, made) if accounts[-1] is not None else None


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("useradd app", "adduser -D -H app"),
        ("useradd -m -u 1001 app", "adduser -D -u 1001 app"),
        ("useradd -m -d /srv/app -s /bin/sh app", "adduser -D -h /srv/app -s /bin/sh app"),
        ("groupadd -r app", "addgroup -S app"),
        ("groupadd -g 1500 web && useradd -g web app", "adduser -D -H -G web app"),
        # a user of the system has a group of its own here, and none there unless it is made
        ("useradd -r app", "addgroup -S app && adduser -S -D -H -G app app"),
        ("useradd -r -u 999 app", "addgroup -S -g 999 app && adduser -S -D -H -u 999 -G app app"),
        ("useradd --system --user-group app", "addgroup -S app && adduser -S -D -H -G app app"),
        ("useradd -N app", "adduser -D -H -G users app"),
        ("useradd -r -N app", "adduser -S -D -H -G users app"),
        ("groupadd -r app && useradd -r -g app app", "adduser -S -D -H -G app app"),
        # variables are said again, in quotes
        ("useradd --uid ${UID} app", 'adduser -D -H -u "${UID}" app'),
        ('useradd -m -d "/srv/$NAME" --uid="$UID" app', 'adduser -D -u "$UID" -h "/srv/$NAME" app'),
        ('adduser --disabled-password --gecos "" --no-create-home --uid "${UID}" app', 'adduser -D -H -u "${UID}" app'),
        ("groupadd -g $GID web && useradd -g $GID app", "adduser -D -H -G web app"),
        ("useradd -g $GID app", None),
        # groups have names there, no numbers
        ("groupadd --gid 1000 web && useradd --gid 1000 app", "adduser -D -H -G web app"),
        ("useradd -u 1001 -g 0 app", "adduser -D -H -u 1001 -G root app"),
        ("useradd -g 1234 app", None),
        ("useradd -u 1000660000 app", None),
        ("groupadd web && useradd -G web,audio app", "adduser -D -H app && addgroup app web && addgroup app audio"),
        ("useradd -G sudo app", None),
        ("adduser --system app", "adduser -S -D app"),
        ("adduser --system --group app", "addgroup -S app && adduser -S -D -G app app"),
        ("adduser --system --ingroup nogroup --no-create-home app", "adduser -S -D -H -G nogroup app"),
        ("adduser --disabled-password --gecos '' app", "adduser -D app"),
        # a group of that name that is there
        ("groupadd -r app && useradd -r app", "adduser -S -D -H -G app app"),
        ("addgroup --system app && adduser --system --group app", "adduser -S -D -G app app"),
        # who is there joins a group
        ("groupadd web && usermod -aG web,audio app", "addgroup app web && addgroup app audio"),
        ("adduser app audio", "addgroup app audio"),
        ("usermod -aG web app", None),
        ("usermod -G audio app", None),  # leaves all others
        ("usermod -u 1000 app", None),
    ],
)
def test_of_debian_on_alpine(command: str, expected: str | None) -> None:
    assert said_again(command, "debian", "alpine") == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("addgroup -S app", "groupadd --system app"),
        ("addgroup -S app && adduser -S -G app app", "useradd --system --create-home --gid app app"),
        ("adduser -D -u 1001 app", "useradd --create-home --uid 1001 app"),
        ("adduser -S -H app", "useradd --system --no-create-home app"),
        ("addgroup app wheel", "usermod --append --groups wheel app"),
    ],
)
def test_of_alpine_on_debian(command: str, expected: str) -> None:
    assert said_again(command, "alpine", "debian") == expected


@pytest.mark.parametrize(
    "command",
    [
        "useradd $NAME",
        "useradd -u $(id -u) app",
        "useradd -G $GROUPS app",
        "useradd -u ${UID:-1} app",
        "useradd -p x app",
        "useradd a b c",
        "useradd --unheard-of app",
    ],
)
def test_not_understood(command: str) -> None:
    assert said_again(command, "debian", "alpine") is None


HOME = 'package main\n\nimport "os"\n\nfunc main() { println(os.Getenv("HOME")) }\n'
STATE = [
    ("RUN useradd -G video app\n", "app", GO["main.go"], "the group `video` has another number in the runtime image"),
    (
        "RUN useradd -g www-data app\n",
        "app",
        GO["main.go"],
        "the group `www-data` has another number in the runtime image",
    ),
    ("RUN useradd -G users app\n", "app", GO["main.go"], ""),
    ("RUN groupadd web && useradd -G web app\n", "app", GO["main.go"], ""),
    ("", "nobody", HOME, "`nobody` is at home elsewhere in the new image"),
    ("", "nobody", GO["main.go"], ""),
    ("", "65534:65534", HOME, "`65534` is at home elsewhere in the new image"),
    ("", "65534", GO["main.go"], ""),
    ("", "65532", HOME, ""),  # in neither
    ("RUN useradd -m -u 33 app\n", "33", HOME, ""),
    ("", "root", HOME, ""),
    ("RUN useradd -m app\n", "app", HOME, ""),
]


@pytest.mark.parametrize(("run", "user", "source", "note"), STATE)
def test_what_another_system_has_otherwise(run: str, user: str, source: str, note: str) -> None:
    text = f'FROM golang:1.24\n{run}WORKDIR /app\nCOPY . .\nRUN go build -o app .\nUSER {user}\nCMD ["./app"]\n'
    found = offer_of(text, {**GO, "main.go": source})
    change = next(one.change for one in found.choices if one.name == "alpine")
    assert [one.partition(":")[0] for one in change.notes] == ([note] if note else [])
    assert (change.safety is Safety.SAFE) == (not note)


@pytest.mark.parametrize("command", ["usermod -aG tty www-data", "adduser www-data tty"])
def test_a_user_of_the_old_image_joins_no_group_of_the_new_one(command: str) -> None:
    """Alpine has a group www-data, and no such user."""
    text = f'FROM golang:1.24\nRUN {command}\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nUSER www-data\nCMD ["./app"]\n'
    assert [one.name for one in offer_of(text, GO).choices if one.name != "scratch"] == []


@pytest.mark.parametrize(("user", "is_safe"), [("65532", False), ("65534", True), ("1000", True)])
def test_users_of_distroless_images(user: str, *, is_safe: bool) -> None:
    text = f'FROM golang:1.24\nWORKDIR /app\nCOPY . .\nRUN go build -o app .\nUSER {user}\nCMD ["./app"]\n'
    found = offer_of(text, {**GO, "main.go": HOME})
    change = next(one.change for one in found.choices if one.name == "distroless-static")
    assert (change.safety is Safety.SAFE) == is_safe


@pytest.mark.parametrize(
    ("above", "behind", "lines"),
    [
        ("USER app\nWORKDIR /app\n", "", ["COPY --from=builder /etc/passwd", "USER app", "WORKDIR /app"]),
        ("WORKDIR /app\n", "USER app\nWORKDIR /data\n", ["COPY --from=builder /etc/passwd", "COPY --from=builder /app/app", "USER app"]),
    ],
)  # fmt: skip
def test_accounts_are_there_before_a_directory_is_made_for_one(above: str, behind: str, lines: list[str]) -> None:
    """A WORKDIR behind USER belongs to that user, and is not made where nobody knows the name."""
    text = f'FROM golang:1.24\nRUN useradd -m app\n{above}COPY . .\nRUN go build -o app .\n{behind}CMD ["/app/app"]\n'
    found = runtime_of(text, GO, "scratch").splitlines()[1:]
    assert [one for one, line in zip(found, lines, strict=False) if not one.startswith(line)] == []
