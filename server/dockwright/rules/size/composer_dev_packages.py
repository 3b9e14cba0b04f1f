from __future__ import annotations

from collections.abc import Iterator

from dockwright.rule import Finding, Fix, FixAvailability, Invalid, Safety, Severity, rule
from dockwright.rules._purposes import is_for_development
from dockwright.semantics import SemanticModel, Stage
from dockwright.shell import Command
from dockwright.syntax import Run

_USES = ("vendor/bin", "phpunit", "pest", "phpstan", "--no-dev")
"""What a later step of the stage says that needs the packages, or takes them away."""


@rule(
    "composer-dev-packages",
    on=Command,
    commands=("composer", "composer.phar"),
    severity=Severity.INFO,
    fix=FixAvailability.SOMETIMES,
    default=False,
    invalid=(
        Invalid(
            "FROM php:8.3-fpm\nCOPY . .\nRUN composer install --prefer-dist\n",
            "FROM php:8.3-fpm\nCOPY . .\nRUN composer install --no-dev --prefer-dist\n",
            marked=("install",),
        ),
        Invalid(
            "FROM php:8.3-fpm\nRUN cd /app && composer --working-dir=/app update && ls\n",
            "FROM php:8.3-fpm\nRUN cd /app && composer --working-dir=/app update --no-dev && ls\n",
        ),
        Invalid('FROM php:8.3-fpm\nRUN ["composer", "install"]\n', title="an exec form is left alone"),
        Invalid(
            "FROM php:8.3-fpm AS device\nENV COMPOSER_NO_DEV=0\nRUN composer install\n",
            "FROM php:8.3-fpm AS device\nENV COMPOSER_NO_DEV=0\nRUN composer install --no-dev\n",
        ),
        Invalid(
            "FROM php:8.3-fpm\nONBUILD RUN composer install\n",
            "FROM php:8.3-fpm\nONBUILD RUN composer install --no-dev\n",
        ),
    ),
    valid=(
        "FROM php:8.3-fpm\nRUN composer install --no-dev\n",
        "FROM php:8.3-fpm\nENV COMPOSER_NO_DEV=1\nRUN composer install\n",
        "FROM php:8.3-fpm\nRUN COMPOSER_NO_DEV=1 composer install\n",
        "FROM composer:2 AS vendor\nRUN composer install\nFROM php:8.3-fpm\nCOPY --from=vendor /app/vendor /app/vendor\n",
        "FROM php:8.3-fpm\nRUN composer install && vendor/bin/phpunit\n",
        "FROM php:8.3-fpm\nRUN composer install\nRUN composer install --no-dev\n",
        "FROM php:8.3-fpm\nRUN composer global require a/b\n",
        "FROM php:8.3-fpm AS app-dev\nRUN composer install\n",
    ),
)
def composer_dev_packages(command: Command, model: SemanticModel) -> Iterator[Finding]:
    """Composer installs the packages for development into the final image.

    ## Why is this bad?
    Test runners and debuggers are stored, transferred and scanned with every image, and can be reached from outside when the web
    server's root is too high up.

    The rule is off unless it is asked for: an image may be made for development, where these packages belong. Of a stage that is
    called `dev`, `test` or the like nothing is said.

    ## Fix safety
    What a script of composer or the application itself loads from `require-dev` is missing afterwards.

    ## References
    - https://getcomposer.org/doc/03-cli.md#install-i
    """
    run = command.instruction
    verb = next((word for word in command.arguments if word.value in ("install", "i", "update")), None)
    if not isinstance(run, Run) or verb is None or command.subcommand != verb.value:
        return
    if any(one.name == "COMPOSER_NO_DEV" for one in command.assignments):
        return
    stage = model.stage_of(run)
    if stage is None or not stage.is_target or is_for_development(stage):
        return
    if model.state_before(run).variables.get("COMPOSER_NO_DEV", "0") not in ("", "0"):
        return
    if _uses(run) or model.keep((_uses, stage), lambda: _last_use(stage)) >= run.index:
        return
    fix = Fix.insert("Add `--no-dev`", verb.span.end, " --no-dev", Safety.UNSAFE)
    yield Finding(verb.span, "packages for development are installed too", () if run.is_exec else (fix,))


def _last_use(stage: Stage) -> int:
    return max((run.index for run in stage.of(Run) if _uses(run)), default=-1)


def _uses(run: Run) -> bool:
    return any(word in run.text for word in _USES)
