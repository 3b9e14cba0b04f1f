"""All assists, listed by hand in the order an editor offers them; a test compares the list with the folder."""

from __future__ import annotations

from dockwright.assist import Assist
from dockwright.assists.cd_to_workdir import cd_to_workdir
from dockwright.assists.copy_chmod import copy_chmod
from dockwright.assists.copy_chown import copy_chown
from dockwright.assists.expand_onbuild import expand_onbuild
from dockwright.assists.heredoc_to_run import heredoc_to_run
from dockwright.assists.join_runs import join_runs
from dockwright.assists.minimal_root_file_system import minimal_root_file_system
from dockwright.assists.name_stage import name_stage
from dockwright.assists.pin_digest import pin_digest
from dockwright.assists.run_to_heredoc import run_to_heredoc
from dockwright.assists.source_before_dependencies import source_before_dependencies
from dockwright.assists.split_run import split_run
from dockwright.assists.split_stages import split_stages
from dockwright.assists.write_ignore_file import write_ignore_file

ASSISTS: tuple[Assist, ...] = (
    split_stages,
    minimal_root_file_system,
    source_before_dependencies,
    write_ignore_file,
    join_runs,
    split_run,
    run_to_heredoc,
    heredoc_to_run,
    cd_to_workdir,
    copy_chown,
    copy_chmod,
    pin_digest,
    expand_onbuild,
    name_stage,
)
