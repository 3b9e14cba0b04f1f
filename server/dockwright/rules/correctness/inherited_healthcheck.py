from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Related, Safety, Severity, Valid, rule
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command, ShellWord
from dockwright.syntax import Cmd, Entrypoint, Healthcheck

_ADDRESS = lazy_pattern(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])[:/]|\bnc\b.*(?:localhost|127\.0\.0\.1)"
)
"""A question to a server of the container itself."""

_WORKERS: dict[str, frozenset[str]] = {
    "arq": frozenset(),
    "celery": words("worker beat"),
    "dramatiq": frozenset(),
    "huey_consumer": frozenset(),
    "rq": words("worker worker-pool"),
    "rqworker": frozenset(),
    "sidekiq": frozenset(),
    "supercronic": frozenset(),
    "taskiq": words("worker scheduler"),
}
"""Programs that take work from a queue or a clock and answer no port, and what calls for that; none: they do nothing else."""

_RUNNERS = [
    ["bundle", "exec"],
    ["uv", "run"],
    ["poetry", "run"],
    ["pipenv", "run"],
    ["pdm", "run"],
    ["python", "-m"],
    ["python3", "-m"],
]
"""Words in front of a program that only find it."""

_ARTISAN = lazy_pattern(r"queue:work|queue:listen|schedule:work")

_API = 'FROM python:3.13 AS api\nRUN pip install celery uvicorn\nHEALTHCHECK CMD curl -f http://localhost:8000/health\nCMD ["uvicorn", "app:app"]\n'


@rule(
    "inherited-healthcheck",
    on=Stage,
    needs="HEALTHCHECK",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    invalid=(
        Invalid(
            f'{_API}FROM api AS worker\nCMD ["celery", "-A", "app", "worker"]\n',
            f'{_API}FROM api AS worker\nHEALTHCHECK NONE\nCMD ["celery", "-A", "app", "worker"]\n',
            marked=('"celery"',),
        ),
        Invalid(
            "FROM php:8.4-fpm AS web\nHEALTHCHECK CMD curl -f http://127.0.0.1/up || exit 1\nFROM web\nENTRYPOINT php artisan queue:work\n",
            "FROM php:8.4-fpm AS web\nHEALTHCHECK CMD curl -f http://127.0.0.1/up || exit 1\nFROM web\nHEALTHCHECK NONE\n"
            "ENTRYPOINT php artisan queue:work\n",
            marked=("php",),
        ),
        Invalid(
            "FROM ruby:3.4 AS web\nHEALTHCHECK CMD curl -f http://localhost:3000/up\nFROM web AS jobs\nCMD bundle exec sidekiq\n",
            "FROM ruby:3.4 AS web\nHEALTHCHECK CMD curl -f http://localhost:3000/up\nFROM web AS jobs\nHEALTHCHECK NONE\nCMD bundle exec sidekiq\n",
            marked=("sidekiq",),
        ),
    ),
    valid=(
        f'{_API}FROM api AS worker\nHEALTHCHECK CMD celery -A app inspect ping\nCMD ["celery", "-A", "app", "worker"]\n',
        f'{_API}FROM api AS worker\nHEALTHCHECK NONE\nCMD ["celery", "-A", "app", "worker"]\n',
        f'{_API}FROM api AS admin\nCMD ["uvicorn", "admin:app"]\n',
        f'{_API}FROM api AS flower\nCMD ["celery", "-A", "app", "flower"]\n',
        f"{_API}FROM api AS both\nCMD celery -A app worker & exec uvicorn app:app\n",
        f'{_API}FROM python:3.13 AS worker\nCMD ["celery", "-A", "app", "worker"]\n',
        Valid(
            'FROM python:3.13 AS api\nHEALTHCHECK CMD pgrep python\nFROM api\nCMD ["celery", "-A", "app", "worker"]\n',
            title="it asks no server",
        ),
    ),
)
def inherited_healthcheck(stage: Stage, model: SemanticModel) -> Iterator[Finding]:
    """A stage that starts a worker has the health check of the server that it is built on.

    ## Why is this bad?
    `HEALTHCHECK` is inherited by every stage built on the one that has it. A worker of Celery, Sidekiq or Laravel's queue answers no
    port: the check fails for ever, the container counts as unhealthy, Swarm starts it again and again, and what waits for
    `service_healthy` in a compose file never starts. Give the worker a check of its own (`celery inspect ping`), or none.

    ## Fix safety
    The fix writes `HEALTHCHECK NONE`: nothing watches the worker then.

    ## References
    - https://docs.docker.com/reference/dockerfile/#healthcheck
    - https://docs.celeryq.dev/en/stable/userguide/monitoring.html
    """
    base = stage.base_stage
    if base is None or stage.last(Healthcheck) is not None:
        return
    check, start = base.effective(Healthcheck), stage.last(Entrypoint) or stage.last(Cmd)
    if check is None or start is None or check.command is None or _ADDRESS.search(check.text) is None:
        return
    commands = [one for one in model.commands(start) if one.name and one.words]
    worker = next((one for one in commands if _worker(one) is not None), None)
    word = _worker(worker) if worker is not None else None
    if worker is None or word is None or any(one is not worker and not _leads(one, worker) for one in commands):
        return
    fix = Fix.insert(
        "Write `HEALTHCHECK NONE`",
        start.block_start,
        f"{start.cased('HEALTHCHECK')} NONE{start.dockerfile.newline}",
        Safety.UNSAFE,
    )
    message = (
        f"`{basename(word.value)}` answers no port, and the stage has the health check of `{base.name or 'its base'}`"
    )
    yield Finding(word.span, message, (fix,), (Related(check.keyword_span, "this is inherited"),))


def _worker(command: Command) -> ShellWord | None:
    """The word that starts a worker; None where a command starts none."""
    found = list(command.words)
    while [basename(one.value) for one in found[:2]] in _RUNNERS:
        found = found[2:]
    values = [one.value for one in found]
    name = basename(values[0]).removesuffix(".py") if values else ""
    if name == "php":
        is_worker = values[1:2] == ["artisan"] and any(_ARTISAN.fullmatch(one) for one in values[2:3])
        return found[0] if is_worker else None
    verbs = _WORKERS.get(name)
    is_worker = verbs is not None and (not verbs or any(one in verbs for one in values)) and "--help" not in values
    return found[0] if is_worker else None


def _leads(command: Command, worker: Command) -> bool:
    """Whether a command only leads to the worker: `bundle exec`, `sh -c`."""
    return command.span.start <= worker.span.start and worker.span.end <= command.span.end
