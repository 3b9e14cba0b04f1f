from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockwright.context import BuildContext
from dockwright.knowledge.daemons import DAEMONS, DETACHING, RETURNING, Daemon
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Cmd, Entrypoint, Run, Transfer, Volume

_STAYS = ("FOREGROUND", "NO_DETACH", "--no-daemon", "--attach", "-X")
_CRONIE = frozenset({"rhel", "fedora", "centos", "rockylinux", "almalinux", "amazonlinux", "oraclelinux", "suse"})
_MANAGERS = frozenset({"dnf", "yum", "microdnf", "zypper"})
_FLAGS: Mapping[str, tuple[str, ...]] = {
    **{name: (daemon.flag,) for name, daemon in DAEMONS.items()}, "nginx": ("-g", "daemon off;"), "httpd": ("-DFOREGROUND",),
}  # fmt: skip
_NGINX_DOES_NOT_SERVE = ("-t", "-T", "-v", "-V", "-s", "-h", "-?")
_OFF = lazy_pattern(r"\bdaemon\s+off\b")
_WORD = lazy_pattern(r"\w+")
_NAMED = frozenset(
    [name.partition("-")[0] for name in ("nginx", "httpd", "apache2", "redis-server", *DAEMONS, *DETACHING)]
)
"""The first word of each program that may leave without a `start`."""


@rule(
    "background-start-command",
    on=(Cmd, Entrypoint),
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    invalid=(
        Invalid('FROM alpine:3.20\nCMD ["crond", "-l", "2"]\n', 'FROM alpine:3.20\nCMD ["crond", "-f", "-l", "2"]\n',
                marked=('"crond", "-l", "2"',)),
        Invalid('FROM alpine:3.20\nCMD ["crond", "-b", "-l", "2"]\n', 'FROM alpine:3.20\nCMD ["crond", "-f", "-l", "2"]\n'),
        Invalid("FROM alpine:3.20\nCMD crond -L /dev/stdout\n", "FROM alpine:3.20\nCMD crond -f -L /dev/stdout\n"),
        Invalid('FROM rockylinux:9\nCMD ["/usr/sbin/crond"]\n', 'FROM rockylinux:9\nCMD ["/usr/sbin/crond", "-n"]\n'),
        Invalid("FROM debian:12\nCMD printenv > /etc/environment && cron\n", "FROM debian:12\nCMD printenv > /etc/environment && cron -f\n",
                marked=("cron",)),
        Invalid('FROM debian:12\nENTRYPOINT ["/usr/sbin/sshd"]\nCMD ["-e"]\n', 'FROM debian:12\nENTRYPOINT ["/usr/sbin/sshd", "-D"]\nCMD ["-e"]\n'),
        Invalid('FROM nginx:1.27\nCMD ["nginx"]\n', 'FROM nginx:1.27\nCMD ["nginx", "-g", "daemon off;"]\n'),
        Invalid("FROM debian:12\nCOPY nginx.conf /etc/nginx/nginx.conf\nCMD nginx\n",
                'FROM debian:12\nCOPY nginx.conf /etc/nginx/nginx.conf\nCMD nginx -g "daemon off;"\n', context={"nginx.conf": "events {}\n"}),
        Invalid("FROM debian:12\nCMD service ssh start\n", marked=("service ssh start",)),
        Invalid('FROM debian:12\nCMD ["/etc/init.d/apache2", "start"]\n'),
        Invalid('FROM rockylinux:9\nCMD ["/usr/sbin/httpd"]\n', 'FROM rockylinux:9\nCMD ["/usr/sbin/httpd", "-DFOREGROUND"]\n'),
        Invalid('FROM debian:12\nCMD ["apachectl", "start"]\n'),
        Invalid('FROM node:22\nCMD ["pm2", "start", "app.js"]\n', 'FROM node:22\nCMD ["pm2-runtime", "start", "app.js"]\n'),
        Invalid('FROM tomcat:10\nCMD ["catalina.sh", "start"]\n', 'FROM tomcat:10\nCMD ["catalina.sh", "run"]\n'),
        Invalid("FROM redis:7\nCMD redis-server /etc/redis.conf --daemonize yes\n"),
        Invalid("FROM python:3.13\nCMD gunicorn -D app:app\n"),
        Invalid("FROM node:22\nCMD node server.js &\n", marked=("node server.js",)),
        Invalid('FROM node:22\nCMD ["sh", "-c", "node a.js & node b.js &"]\n', marked=("node b.js",)),
    ),
    valid=(
        'FROM alpine:3.20\nCMD ["crond", "-f", "-l", "2"]\n',
        "FROM alpine:3.20\nCMD crond -lf2\n",
        "FROM rockylinux:9\nCMD crond -n\n",
        "FROM debian:12\nCMD cron && tail -f /var/log/cron.log\n",
        "FROM debian:12\nCMD service ssh start && exec bash\n",
        "FROM debian:12\nCMD service nginx start; sleep infinity\n",
        'FROM debian:12\nENTRYPOINT ["/usr/sbin/sshd"]\nCMD ["-D", "-e"]\n',
        'FROM debian:12\nENTRYPOINT ["/run.sh"]\nCMD ["cron"]\n',
        Valid('FROM example.org/cron:1\nCMD ["crond"]\n', title="the image may have an entrypoint of its own"),
        'FROM nginx:1.27\nRUN echo "daemon off;" >> /etc/nginx/nginx.conf\nCMD ["nginx"]\n',
        Valid("FROM debian:12\nCOPY nginx.conf /etc/nginx/nginx.conf\nCMD nginx\n", context={"nginx.conf": "daemon  off;\nevents {}\n"}),
        Valid("FROM debian:12\nCOPY nginx.conf /etc/nginx/nginx.conf\nCMD nginx\n", title="the file is not known"),
        'FROM nginx:1.27\nCMD ["nginx", "-t"]\n',
        Valid("FROM debian:12\nVOLUME /etc/nginx\nCMD nginx\n", title="its configuration comes from outside"),
        "FROM debian:12\nRUN ln -sf /opt/app/nginx.conf /etc/nginx/\nCMD nginx\n",
        'FROM rockylinux:9\nCMD ["httpd", "-D", "FOREGROUND"]\n',
        'FROM debian:12\nCMD ["apachectl", "-D", "FOREGROUND"]\n',
        'FROM httpd:2.4\nCMD ["httpd-foreground"]\n',
        'FROM node:22\nCMD ["pm2", "start", "app.js", "--no-daemon"]\n',
        "FROM node:22\nCMD pm2 start app.js && pm2 logs\n",
        'FROM node:22\nCMD ["npm", "start"]\n',
        "FROM node:22\nCMD node a.js & node b.js & wait\n",
        "FROM node:22\nCMD node a.js & exec node b.js\n",
        "FROM alpine:3.20\nCMD crond $OPTIONS\n",
        'FROM alpine:3.20 AS dev\nCMD ["crond"]\nFROM alpine:3.20\nCMD ["sh"]\n',
    ),
)  # fmt: skip
def background_start_command(start: Cmd | Entrypoint, model: SemanticModel, context: BuildContext) -> Iterator[Finding]:
    """The start command goes to the background, and the container ends.

    ## Why is this bad?
    A container lives as long as its first process. A daemon that leaves the foreground, as it would when a system starts,
    ends that process at once: the container exits with code 0 while everything seems to be well, or is started over and over.

    Reported are daemons without the flag that keeps them in the foreground (`crond`, `cron`, `sshd`, `nginx`, `httpd`, ...), those
    with one that sends them away (`--daemonize`), `service NAME start` and its like, and a last command with `&` behind it,
    where nothing follows that waits. For nginx the configuration counts that is copied.

    ## Fix safety
    The fix adds the flag, or takes the word that stays in the foreground. It is unsafe: what the container writes to its log
    and how it stops is another matter then.

    ## References
    - https://docs.docker.com/engine/containers/multi-service_container/
    - https://docs.docker.com/reference/dockerfile/#cmd
    """
    if start.is_onbuild or not _may_leave(start.text):
        return
    stage = model.stage_of(start)
    if stage is None or not stage.is_target or stage.last(type(start)) is not start or stage.facts is None:
        return
    if isinstance(start, Cmd) and stage.effective(Entrypoint) is not None:
        return
    commands = [one for one in model.commands(start) if one.words]
    last = commands[-1] if commands else None
    if last is None or last.in_pipeline or last.in_substitution or last.is_conditional:
        return
    given = _given(start, stage)
    if given is None or not all(word.is_literal for word in last.words):
        return
    arguments = [*(word.value for word in last.arguments), *given]
    is_detached = last.next_operator == "&"
    named = last.name if is_detached else _leaves(last, arguments)
    if not named or (last.name == "nginx" and not is_detached and _may_stay(stage, context)):
        return
    fixes = () if is_detached or last.is_nested else _fixes(start, last, stage)
    span = last.words[0].span.cover(last.words[-1].span)
    yield Finding(span, f"`{named}` goes to the background, so the container ends at once", fixes)


def _may_leave(text: str) -> bool:
    """A quick look at the instruction."""
    return "&" in text or "start" in text or not _NAMED.isdisjoint(_WORD.findall(text))


def _given(start: Cmd | Entrypoint, stage: Stage) -> list[str] | None:
    """The arguments that CMD adds to an ENTRYPOINT; None where they are not known."""
    cmd = stage.last(Cmd) if isinstance(start, Entrypoint) and start.is_exec else None
    if cmd is None:
        return []
    return [word.value for word in cmd.exec_words] if cmd.is_exec else None


def _leaves(command: Command, arguments: list[str]) -> str:
    """What leaves the foreground, as it is written; "" when nothing does."""
    name = command.name
    daemon = DAEMONS.get(name)
    if daemon is not None:
        return "" if any(_stays(one, daemon) for one in arguments) else name
    if name == "nginx":
        is_told = any(one.startswith(_NGINX_DOES_NOT_SERVE) or "daemon" in one for one in arguments)
        return "" if is_told else name
    if any(mark in one for one in arguments for mark in _STAYS):
        return ""
    if name in ("httpd", "apache2"):
        is_told = all(one in ("-k", "start", "-D") or one.startswith("-D") for one in arguments)
        return name if is_told else ""
    verbs = [one for one in arguments if not one.startswith("-")]
    if name == "redis-server":
        return f"{name} --daemonize" if "--daemonize yes" in " ".join(arguments) else ""
    if name in DETACHING:
        flag = next((one for one in arguments if one in DETACHING[name]), "")
        return f"{name} {flag}" if flag else ""
    if command.words[0].value.startswith("/etc/init.d/"):
        return f"{command.words[0].value} start" if verbs == ["start"] else ""
    at = 1 if name in ("service", "rc-service") else 0
    if name not in RETURNING or verbs[at : at + 1] != ["start"]:
        return ""
    return " ".join([name, *verbs[: at + 1]])


def _stays(argument: str, daemon: Daemon) -> bool:
    if argument.startswith("--"):
        return argument in daemon.long
    return argument.startswith("-") and any(letter in daemon.stays for letter in argument[1:])


def _may_stay(stage: Stage, context: BuildContext) -> bool:
    """Whether a configuration of nginx may say `daemon off`: one that is copied, written by a command, or mounted later."""
    for one in stage.lineage:
        for instruction in one.instructions:
            text = instruction.text
            if _OFF.search(text):
                return True
            is_main = "nginx.conf" in text or ("/etc/nginx" in text and "conf.d" not in text and "sites-" not in text)
            if is_main and isinstance(instruction, (Run, Volume)):
                return True
            if is_main and isinstance(instruction, Transfer):
                files = [path for path in context.files() if path.endswith(".conf")] if context.is_known else []
                if not files or any(_OFF.search(context.read(path) or "") for path in files):
                    return True
    return False


def _fixes(start: Cmd | Entrypoint, command: Command, stage: Stage) -> tuple[Fix, ...]:
    name, first, facts = command.name, command.words[0], stage.facts
    flags = _FLAGS.get(name, ())
    if name == "crond" and facts is not None and (facts.os in _CRONIE or facts.package_manager in _MANAGERS):
        flags = ("-n",)
    contrary = next((one for one in command.arguments if name == "crond" and one.value == "-b"), None)
    if contrary is not None:
        kept = contrary.raw.replace("-b", flags[0])
        return (Fix.replace(f"Keep `{name}` in the foreground", contrary.span, kept, Safety.UNSAFE),)
    if flags and not (name == "httpd" and len(command.words) > 1):
        return (Fix.insert(f"Keep `{name}` in the foreground", first.span.end, _listed(start, flags), Safety.UNSAFE),)
    if name == "pm2" and first.raw.strip("\"'") == "pm2":
        return (Fix.replace("Use `pm2-runtime`", first.span, first.raw.replace("pm2", "pm2-runtime"), Safety.UNSAFE),)
    verb = RETURNING.get(name, "")
    word = next((one for one in command.arguments if one.value == "start"), None)
    if not verb or word is None:
        return ()
    return (Fix.replace(f"Use `{verb}`", word.span, word.raw.replace("start", verb), Safety.UNSAFE),)


def _listed(start: Cmd | Entrypoint, words: tuple[str, ...]) -> str:
    """Words to put behind another one of the start command."""
    if start.is_exec:
        return "".join(f', "{one}"' for one in words)
    return "".join(f' "{one}"' if " " in one else f" {one}" for one in words)
