"""Images for people, notebooks, clouds and build machines."""

from __future__ import annotations

from dockwright.knowledge.base_images.image import BaseImage, Family, env
from dockwright.knowledge.table import words

FAMILIES: tuple[Family, ...] = (
    Family(
        BaseImage("docker", "", "tool", entrypoint=("docker-entrypoint.sh",), cmd=("sh",), env_is_complete=False),
        releases=(((), "alpine"),),
        slim_programs=words("docker git ssh"),
        sizes={"alpine": (130, 370)},
    ),
    *(
        Family(BaseImage(name, "", "tool", user=user, account=user, workdir=home, env_is_complete=False))
        for name, user, home in (
            ("ocaml/opam", "opam", "/home/opam"),
            ("ocaml/opam2", "opam", "/home/opam"),
            ("ocurrent/opam", "opam", "/home/opam"),
            ("homebrew/brew", "linuxbrew", "/home/linuxbrew"),
            ("gitpod/workspace-base", "gitpod", "/home/gitpod"),
            ("gitpod/workspace-full", "gitpod", "/home/gitpod"),
        )
    ),
    *(  # https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
        Family(
            BaseImage(f"{registry}{language}", "", "tool", workdir="/var/task", entrypoint=("/lambda-entrypoint.sh",),
                      env=env("/var/lang/bin", LAMBDA_TASK_ROOT="/var/task", LAMBDA_RUNTIME_DIR="/var/runtime"),
                      env_is_complete=False))
        for registry in ("public.ecr.aws/lambda/", "amazon/aws-lambda-")
        for language in ("dotnet", "go", "java", "nodejs", "provided", "python", "ruby")
    ),
    *(  # https://jupyter-docker-stacks.readthedocs.io/en/latest/using/common.html
        Family(
            BaseImage(f"{registry}/{stack}", "", "tool", user="1000", account="jovyan", workdir="/home/jovyan",
                      shell=("/bin/bash", "-o", "pipefail", "-c"),
                      env=env("/opt/conda/bin", CONDA_DIR="/opt/conda", NB_USER="jovyan", NB_UID="1000", NB_GID="100",
                              HOME="/home/jovyan"),
                      env_is_complete=False))
        for registry in ("jupyter", "quay.io/jupyter")
        for stack in ("base-notebook", "minimal-notebook", "scipy-notebook", "datascience-notebook", "tensorflow-notebook",
                      "pytorch-notebook", "r-notebook", "julia-notebook", "pyspark-notebook", "all-spark-notebook")
    ),
    Family(BaseImage("apache/airflow", "", "tool", user="airflow", account="airflow", workdir="/opt/airflow",
                     entrypoint=("/usr/bin/dumb-init", "--", "/entrypoint"), env_is_complete=False)),
    Family(BaseImage("apache/superset", "", "tool", user="superset", account="superset", workdir="/app",
                     env_is_complete=False)),
    Family(BaseImage("mambaorg/micromamba", "", "tool", user="mambauser", account="mambauser", workdir="/tmp",
                     entrypoint=("/usr/local/bin/_entrypoint.sh",), cmd=("/bin/bash",),
                     env=env("/opt/conda/bin", MAMBA_USER=None, MAMBA_ROOT_PREFIX="/opt/conda"),
                     env_is_complete=False)),
    Family(
        BaseImage("nvidia/cuda", "", "toolchain", env_is_complete=False, unsure=words("gcc g++ make perl python3")),
        releases=(((), "ubuntu"),),
        words={"runtime": {"kind": "runtime"}, "base": {"kind": "runtime"}},
        shell_command=True,
    ),
    Family(
        BaseImage("phusion/baseimage", "", "os", cmd=("/sbin/my_init",), env_is_complete=False,
                  unsure=words("wget ps")),
        releases=(((), "ubuntu"),),
        slim_programs=words("curl python3 ssh"),
    ),
)  # fmt: skip
