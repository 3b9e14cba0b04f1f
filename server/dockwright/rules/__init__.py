"""All rules, listed by hand; a test compares the list with the folders."""

from __future__ import annotations

from dockwright.rule import Rule
from dockwright.rules.cache.apt_update_alone import apt_update_alone
from dockwright.rules.correctness.add_instead_of_copy import add_instead_of_copy
from dockwright.rules.correctness.apt_get_without_yes import apt_get_without_yes
from dockwright.rules.correctness.relative_workdir import relative_workdir
from dockwright.rules.correctness.shell_form_start_command import shell_form_start_command
from dockwright.rules.correctness.syntax_error import syntax_error
from dockwright.rules.reproducibility.latest_base_image import latest_base_image
from dockwright.rules.reproducibility.untagged_base_image import untagged_base_image
from dockwright.rules.security.secret_in_build_argument import secret_in_build_argument
from dockwright.rules.security.sudo_in_run import sudo_in_run
from dockwright.rules.size.apk_cache_left_behind import apk_cache_left_behind
from dockwright.rules.size.apt_lists_left_behind import apt_lists_left_behind
from dockwright.rules.size.apt_recommended_packages import apt_recommended_packages
from dockwright.rules.size.pip_cache_left_behind import pip_cache_left_behind
from dockwright.rules.style.legacy_key_value import legacy_key_value
from dockwright.rules.style.maintainer_instruction import maintainer_instruction
from dockwright.rules.style.unknown_suppression import unknown_suppression
from dockwright.rules.style.unused_suppression import unused_suppression

RULES: tuple[Rule, ...] = (
    # cache
    apt_update_alone,
    # size
    apk_cache_left_behind,
    apt_lists_left_behind,
    apt_recommended_packages,
    pip_cache_left_behind,
    # reproducibility
    latest_base_image,
    untagged_base_image,
    # security
    secret_in_build_argument,
    sudo_in_run,
    # correctness
    add_instead_of_copy,
    apt_get_without_yes,
    relative_workdir,
    shell_form_start_command,
    syntax_error,
    # style
    legacy_key_value,
    maintainer_instruction,
    unknown_suppression,
    unused_suppression,
)

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
