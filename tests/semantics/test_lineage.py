"""What a stage is built on."""

from __future__ import annotations

import time

from dockwright.lint import analyse


def test_a_chain_of_thousands_of_stages() -> None:
    text = "FROM a AS s0\n" + "".join(f"FROM s{number} AS s{number + 1}\n" for number in range(3000))
    stages = analyse(text).stages
    begin = time.process_time()
    assert [len(one.lineage) for one in stages] == list(range(1, 3002))
    assert time.process_time() - begin < 5
    assert stages[-1].lineage[:2] == stages[:-3:-1]
