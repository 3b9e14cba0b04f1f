"""All rules, listed by hand; a test compares the list with the folders."""

from __future__ import annotations

from dockwright.rule import Rule
from dockwright.rules.cache.apt_update_alone import apt_update_alone
from dockwright.rules.cache.defeated_cache_mount import defeated_cache_mount
from dockwright.rules.cache.early_copy import early_copy
from dockwright.rules.cache.incomplete_restore import incomplete_restore
from dockwright.rules.cache.missing_cache_mount import missing_cache_mount
from dockwright.rules.cache.output_in_cache_mount import output_in_cache_mount
from dockwright.rules.cache.source_before_dependencies import source_before_dependencies
from dockwright.rules.cache.volatile_argument_early import volatile_argument_early
from dockwright.rules.correctness.add_instead_of_copy import add_instead_of_copy
from dockwright.rules.correctness.apt_get_without_yes import apt_get_without_yes
from dockwright.rules.correctness.apt_instead_of_apt_get import apt_instead_of_apt_get
from dockwright.rules.correctness.argument_at_container_start import argument_at_container_start
from dockwright.rules.correctness.broken_json_form import broken_json_form
from dockwright.rules.correctness.build_at_container_start import build_at_container_start
from dockwright.rules.correctness.cd_without_effect import cd_without_effect
from dockwright.rules.correctness.command_line_in_one_word import command_line_in_one_word
from dockwright.rules.correctness.comment_behind_arguments import comment_behind_arguments
from dockwright.rules.correctness.copy_destination_without_slash import copy_destination_without_slash
from dockwright.rules.correctness.dangling_continuation import dangling_continuation
from dockwright.rules.correctness.dnf_without_yes import dnf_without_yes
from dockwright.rules.correctness.double_escape import double_escape
from dockwright.rules.correctness.empty_label import empty_label
from dockwright.rules.correctness.exposed_host_port import exposed_host_port
from dockwright.rules.correctness.forbidden_trigger import forbidden_trigger
from dockwright.rules.correctness.ignored_build_input import ignored_build_input
from dockwright.rules.correctness.ignored_cmd import ignored_cmd
from dockwright.rules.correctness.ignored_copy_source import ignored_copy_source
from dockwright.rules.correctness.installed_packages_overwritten import installed_packages_overwritten
from dockwright.rules.correctness.instruction_before_from import instruction_before_from
from dockwright.rules.correctness.invalid_label_email import invalid_label_email
from dockwright.rules.correctness.invalid_label_hash import invalid_label_hash
from dockwright.rules.correctness.invalid_label_license import invalid_label_license
from dockwright.rules.correctness.invalid_label_time import invalid_label_time
from dockwright.rules.correctness.invalid_label_url import invalid_label_url
from dockwright.rules.correctness.invalid_label_version import invalid_label_version
from dockwright.rules.correctness.invalid_port import invalid_port
from dockwright.rules.correctness.misplaced_parser_directive import misplaced_parser_directive
from dockwright.rules.correctness.missing_build_input import missing_build_input
from dockwright.rules.correctness.missing_copy_source import missing_copy_source
from dockwright.rules.correctness.missing_healthcheck import missing_healthcheck
from dockwright.rules.correctness.missing_label import missing_label
from dockwright.rules.correctness.missing_package_script import missing_package_script
from dockwright.rules.correctness.missing_program import missing_program
from dockwright.rules.correctness.missing_start_target import missing_start_target
from dockwright.rules.correctness.misspelt_parser_directive import misspelt_parser_directive
from dockwright.rules.correctness.node_env_production_before_build import node_env_production_before_build
from dockwright.rules.correctness.overridden_cmd import overridden_cmd
from dockwright.rules.correctness.overridden_entrypoint import overridden_entrypoint
from dockwright.rules.correctness.overridden_healthcheck import overridden_healthcheck
from dockwright.rules.correctness.overridden_label import overridden_label
from dockwright.rules.correctness.pid1_wrapper import pid1_wrapper
from dockwright.rules.correctness.pointless_command import pointless_command
from dockwright.rules.correctness.relative_copy_destination import relative_copy_destination
from dockwright.rules.correctness.relative_workdir import relative_workdir
from dockwright.rules.correctness.shell_form_start_command import shell_form_start_command
from dockwright.rules.correctness.shell_missing_in_runtime import shell_missing_in_runtime
from dockwright.rules.correctness.shell_state_without_effect import shell_state_without_effect
from dockwright.rules.correctness.shell_syntax_in_exec_form import shell_syntax_in_exec_form
from dockwright.rules.correctness.swallowed_instruction import swallowed_instruction
from dockwright.rules.correctness.syntax_error import syntax_error
from dockwright.rules.correctness.toolchain_older_than_project import toolchain_older_than_project
from dockwright.rules.correctness.uncatchable_stop_signal import uncatchable_stop_signal
from dockwright.rules.correctness.undecodable_bytes import undecodable_bytes
from dockwright.rules.correctness.undefined_variable import undefined_variable
from dockwright.rules.correctness.unexpected_label import unexpected_label
from dockwright.rules.correctness.unrunnable_start_script import unrunnable_start_script
from dockwright.rules.correctness.unwritable_runtime_directory import unwritable_runtime_directory
from dockwright.rules.correctness.user_without_passwd import user_without_passwd
from dockwright.rules.correctness.variable_in_exec_form import variable_in_exec_form
from dockwright.rules.correctness.variable_of_same_env import variable_of_same_env
from dockwright.rules.correctness.yum_without_yes import yum_without_yes
from dockwright.rules.correctness.zypper_without_yes import zypper_without_yes
from dockwright.rules.reproducibility.competing_lock_files import competing_lock_files
from dockwright.rules.reproducibility.constant_platform import constant_platform
from dockwright.rules.reproducibility.duplicated_version_literal import duplicated_version_literal
from dockwright.rules.reproducibility.end_of_life_base_image import end_of_life_base_image
from dockwright.rules.reproducibility.invalid_default_argument_in_from import invalid_default_argument_in_from
from dockwright.rules.reproducibility.latest_base_image import latest_base_image
from dockwright.rules.reproducibility.onbuild_base_image import onbuild_base_image
from dockwright.rules.reproducibility.undefined_argument_in_from import undefined_argument_in_from
from dockwright.rules.reproducibility.unpinned_apk_package import unpinned_apk_package
from dockwright.rules.reproducibility.unpinned_apt_package import unpinned_apt_package
from dockwright.rules.reproducibility.unpinned_dnf_package import unpinned_dnf_package
from dockwright.rules.reproducibility.unpinned_gem import unpinned_gem
from dockwright.rules.reproducibility.unpinned_go_package import unpinned_go_package
from dockwright.rules.reproducibility.unpinned_npm_package import unpinned_npm_package
from dockwright.rules.reproducibility.unpinned_pip_package import unpinned_pip_package
from dockwright.rules.reproducibility.unpinned_yum_package import unpinned_yum_package
from dockwright.rules.reproducibility.unpinned_zypper_package import unpinned_zypper_package
from dockwright.rules.reproducibility.untagged_base_image import untagged_base_image
from dockwright.rules.reproducibility.unused_lock_file import unused_lock_file
from dockwright.rules.reproducibility.zypper_dist_upgrade import zypper_dist_upgrade
from dockwright.rules.security.disabled_verification import disabled_verification
from dockwright.rules.security.download_without_checksum import download_without_checksum
from dockwright.rules.security.exposed_administration_port import exposed_administration_port
from dockwright.rules.security.hard_coded_secret import hard_coded_secret
from dockwright.rules.security.named_user import named_user
from dockwright.rules.security.password_in_command import password_in_command
from dockwright.rules.security.remote_script_piped import remote_script_piped
from dockwright.rules.security.root_user import root_user
from dockwright.rules.security.root_without_need import root_without_need
from dockwright.rules.security.secret_file_in_copy import secret_file_in_copy
from dockwright.rules.security.secret_in_build_argument import secret_in_build_argument
from dockwright.rules.security.sudo_in_run import sudo_in_run
from dockwright.rules.security.untrusted_registry import untrusted_registry
from dockwright.rules.security.world_writable_path import world_writable_path
from dockwright.rules.shell.cd_instead_of_workdir import cd_instead_of_workdir
from dockwright.rules.shell.curl_without_redirects import curl_without_redirects
from dockwright.rules.shell.hidden_failure import hidden_failure
from dockwright.rules.shell.long_command_chain import long_command_chain
from dockwright.rules.shell.pipe_without_pipefail import pipe_without_pipefail
from dockwright.rules.shell.replaced_system_shell import replaced_system_shell
from dockwright.rules.shell.wget_progress_bar import wget_progress_bar
from dockwright.rules.size.apk_cache_left_behind import apk_cache_left_behind
from dockwright.rules.size.apt_lists_left_behind import apt_lists_left_behind
from dockwright.rules.size.apt_recommended_packages import apt_recommended_packages
from dockwright.rules.size.archive_copied_then_extracted import archive_copied_then_extracted
from dockwright.rules.size.chmod_after_copy import chmod_after_copy
from dockwright.rules.size.chown_after_copy import chown_after_copy
from dockwright.rules.size.composer_dev_packages import composer_dev_packages
from dockwright.rules.size.consecutive_runs import consecutive_runs
from dockwright.rules.size.curl_and_wget import curl_and_wget
from dockwright.rules.size.deleted_in_later_layer import deleted_in_later_layer
from dockwright.rules.size.dev_dependencies_in_final_image import dev_dependencies_in_final_image
from dockwright.rules.size.dnf_cache_left_behind import dnf_cache_left_behind
from dockwright.rules.size.full_base_where_slim_suffices import full_base_where_slim_suffices
from dockwright.rules.size.jdk_where_jre_suffices import jdk_where_jre_suffices
from dockwright.rules.size.local_files_in_context import local_files_in_context
from dockwright.rules.size.missing_ignore_file import missing_ignore_file
from dockwright.rules.size.pip_cache_left_behind import pip_cache_left_behind
from dockwright.rules.size.sdk_where_runtime_suffices import sdk_where_runtime_suffices
from dockwright.rules.size.useradd_with_login_log import useradd_with_login_log
from dockwright.rules.size.whole_root_copied import whole_root_copied
from dockwright.rules.size.yarn_cache_left_behind import yarn_cache_left_behind
from dockwright.rules.size.yum_cache_left_behind import yum_cache_left_behind
from dockwright.rules.size.zypper_cache_left_behind import zypper_cache_left_behind
from dockwright.rules.stages.copy_from_stage_index import copy_from_stage_index
from dockwright.rules.stages.duplicate_stage_name import duplicate_stage_name
from dockwright.rules.stages.libc_mismatch import libc_mismatch
from dockwright.rules.stages.missing_stage_path import missing_stage_path
from dockwright.rules.stages.moved_virtual_environment import moved_virtual_environment
from dockwright.rules.stages.python_version_mismatch import python_version_mismatch
from dockwright.rules.stages.reserved_stage_name import reserved_stage_name
from dockwright.rules.stages.stage_copied_from_itself import stage_copied_from_itself
from dockwright.rules.stages.toolchain_in_final_image import toolchain_in_final_image
from dockwright.rules.stages.undefined_stage import undefined_stage
from dockwright.rules.stages.unused_stage import unused_stage
from dockwright.rules.style.as_keyword_case import as_keyword_case
from dockwright.rules.style.check_names_cut_off import check_names_cut_off
from dockwright.rules.style.empty_continuation_line import empty_continuation_line
from dockwright.rules.style.exposed_protocol_case import exposed_protocol_case
from dockwright.rules.style.inline_suppression import inline_suppression
from dockwright.rules.style.invalid_label_key import invalid_label_key
from dockwright.rules.style.legacy_key_value import legacy_key_value
from dockwright.rules.style.maintainer_instruction import maintainer_instruction
from dockwright.rules.style.misplaced_definition_description import misplaced_definition_description
from dockwright.rules.style.mixed_keyword_case import mixed_keyword_case
from dockwright.rules.style.parser_directive_case import parser_directive_case
from dockwright.rules.style.redundant_target_platform import redundant_target_platform
from dockwright.rules.style.stage_name_case import stage_name_case
from dockwright.rules.style.unknown_check_name import unknown_check_name
from dockwright.rules.style.unknown_suppression import unknown_suppression
from dockwright.rules.style.unused_suppression import unused_suppression

RULES: tuple[Rule, ...] = (
    # stages
    copy_from_stage_index,
    duplicate_stage_name,
    libc_mismatch,
    missing_stage_path,
    moved_virtual_environment,
    python_version_mismatch,
    reserved_stage_name,
    stage_copied_from_itself,
    toolchain_in_final_image,
    undefined_stage,
    unused_stage,
    # cache
    apt_update_alone,
    defeated_cache_mount,
    early_copy,
    incomplete_restore,
    missing_cache_mount,
    output_in_cache_mount,
    source_before_dependencies,
    volatile_argument_early,
    # size
    apk_cache_left_behind,
    apt_lists_left_behind,
    apt_recommended_packages,
    archive_copied_then_extracted,
    chmod_after_copy,
    chown_after_copy,
    composer_dev_packages,
    consecutive_runs,
    curl_and_wget,
    jdk_where_jre_suffices,
    deleted_in_later_layer,
    dev_dependencies_in_final_image,
    dnf_cache_left_behind,
    full_base_where_slim_suffices,
    local_files_in_context,
    missing_ignore_file,
    pip_cache_left_behind,
    sdk_where_runtime_suffices,
    useradd_with_login_log,
    whole_root_copied,
    yarn_cache_left_behind,
    yum_cache_left_behind,
    zypper_cache_left_behind,
    # reproducibility
    competing_lock_files,
    constant_platform,
    duplicated_version_literal,
    end_of_life_base_image,
    invalid_default_argument_in_from,
    latest_base_image,
    onbuild_base_image,
    undefined_argument_in_from,
    unpinned_apk_package,
    unpinned_apt_package,
    unpinned_dnf_package,
    unpinned_gem,
    unpinned_go_package,
    unpinned_npm_package,
    unpinned_pip_package,
    unpinned_yum_package,
    unpinned_zypper_package,
    untagged_base_image,
    unused_lock_file,
    zypper_dist_upgrade,
    # security
    disabled_verification,
    download_without_checksum,
    exposed_administration_port,
    hard_coded_secret,
    named_user,
    password_in_command,
    remote_script_piped,
    root_user,
    root_without_need,
    secret_file_in_copy,
    secret_in_build_argument,
    sudo_in_run,
    untrusted_registry,
    world_writable_path,
    # correctness
    add_instead_of_copy,
    apt_get_without_yes,
    apt_instead_of_apt_get,
    argument_at_container_start,
    broken_json_form,
    build_at_container_start,
    cd_without_effect,
    command_line_in_one_word,
    comment_behind_arguments,
    copy_destination_without_slash,
    dangling_continuation,
    dnf_without_yes,
    double_escape,
    empty_label,
    exposed_host_port,
    forbidden_trigger,
    ignored_build_input,
    ignored_cmd,
    ignored_copy_source,
    installed_packages_overwritten,
    instruction_before_from,
    invalid_label_email,
    invalid_label_hash,
    invalid_label_license,
    invalid_label_time,
    invalid_label_url,
    invalid_label_version,
    invalid_port,
    misplaced_parser_directive,
    misspelt_parser_directive,
    missing_build_input,
    missing_copy_source,
    missing_healthcheck,
    missing_package_script,
    missing_program,
    missing_label,
    missing_start_target,
    node_env_production_before_build,
    overridden_cmd,
    overridden_entrypoint,
    overridden_healthcheck,
    overridden_label,
    pid1_wrapper,
    pointless_command,
    relative_copy_destination,
    relative_workdir,
    shell_form_start_command,
    shell_missing_in_runtime,
    shell_state_without_effect,
    shell_syntax_in_exec_form,
    swallowed_instruction,
    syntax_error,
    undecodable_bytes,
    toolchain_older_than_project,
    uncatchable_stop_signal,
    undefined_variable,
    unexpected_label,
    unrunnable_start_script,
    unwritable_runtime_directory,
    user_without_passwd,
    variable_in_exec_form,
    variable_of_same_env,
    yum_without_yes,
    zypper_without_yes,
    # shell
    cd_instead_of_workdir,
    curl_without_redirects,
    hidden_failure,
    long_command_chain,
    pipe_without_pipefail,
    replaced_system_shell,
    wget_progress_bar,
    # style
    as_keyword_case,
    check_names_cut_off,
    empty_continuation_line,
    exposed_protocol_case,
    inline_suppression,
    invalid_label_key,
    legacy_key_value,
    maintainer_instruction,
    misplaced_definition_description,
    mixed_keyword_case,
    parser_directive_case,
    redundant_target_platform,
    stage_name_case,
    unknown_check_name,
    unknown_suppression,
    unused_suppression,
)

BY_NAME: dict[str, Rule] = {rule.name: rule for rule in RULES}
