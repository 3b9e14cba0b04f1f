"""When languages and runtimes get no security fixes any more: year and month.

Source: the release schedules of Node.js, Python, Ruby, PHP, Go and .NET. Date: 2026-11. Releases of operating systems are in
`knowledge.distributions`.
"""

from __future__ import annotations

from collections.abc import Mapping

AS_OF = "2026-11"
"""The month that the table was made; what ends later has not ended."""

END_OF_LIFE: Mapping[str, tuple[str, Mapping[tuple[int, ...], str]]] = {
    "node": (
        "Node.js",
        {
            (4,): "2018-04", (5,): "2016-06", (6,): "2019-04", (7,): "2017-06", (8,): "2019-12", (9,): "2018-06",
            (10,): "2021-04", (11,): "2019-06", (12,): "2022-04", (13,): "2020-06", (14,): "2023-04", (15,): "2021-06",
            (16,): "2023-09", (17,): "2022-06", (18,): "2025-04", (19,): "2023-06", (20,): "2026-04", (21,): "2024-06",
            (23,): "2025-06",
        },
    ),
    "python": (
        "Python",
        {
            (2,): "2020-01", (3, 3): "2017-09", (3, 4): "2019-03", (3, 5): "2020-09", (3, 6): "2021-12", (3, 7): "2023-06",
            (3, 8): "2024-10", (3, 9): "2025-10", (3, 10): "2026-10",
        },
    ),
    "ruby": (
        "Ruby",
        {
            (1,): "2015-02", (2, 0): "2016-02", (2, 1): "2017-03", (2, 2): "2018-03", (2, 3): "2019-03", (2, 4): "2020-03",
            (2, 5): "2021-03", (2, 6): "2022-04", (2, 7): "2023-03", (3, 0): "2024-04", (3, 1): "2025-03", (3, 2): "2026-03",
        },
    ),
    "php": (
        "PHP",
        {
            (5,): "2018-12", (7,): "2022-11", (7, 0): "2019-01", (7, 1): "2019-12", (7, 2): "2020-11", (7, 3): "2021-12", (7, 4): "2022-11",
            (8, 0): "2023-11", (8, 1): "2025-12",
        },
    ),
    "golang": (
        "Go",
        {
            (1, 1): "2014-06", (1, 2): "2014-12", (1, 3): "2015-08", (1, 4): "2016-02", (1, 5): "2016-08", (1, 6): "2017-02",
            (1, 7): "2017-08", (1, 8): "2018-02", (1, 9): "2018-08", (1, 10): "2019-02", (1, 11): "2019-09",
            (1, 12): "2020-02", (1, 13): "2020-08", (1, 14): "2021-02",
            (1, 15): "2021-08", (1, 16): "2022-03", (1, 17): "2022-08", (1, 18): "2023-02", (1, 19): "2023-08",
            (1, 20): "2024-02", (1, 21): "2024-08", (1, 22): "2025-02", (1, 23): "2025-08", (1, 24): "2026-02",
        },
    ),
    **dict.fromkeys(
        ("mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/aspnet", "mcr.microsoft.com/dotnet/runtime"),
        (".NET", {(2,): "2021-08", (3,): "2022-12", (5,): "2022-05", (6,): "2024-11", (7,): "2024-05"}),
    ),
}  # fmt: skip
"""By the image's family: what it is called, and the end of each release."""


def end_of(family: str, version: tuple[int, ...]) -> tuple[str, str] | None:
    """The release with its name, and the month of its end; None while it lasts, or nobody knows."""
    found = END_OF_LIFE.get(family)
    if found is None:
        return None
    name, ends = found
    for length in (2, 1):
        end = ends.get(version[:length]) if len(version) >= length else None
        if end is not None and end <= AS_OF:
            return f"{name} {'.'.join(str(part) for part in version[:length])}", end
    return None
