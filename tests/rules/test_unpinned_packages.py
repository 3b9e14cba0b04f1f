"""Which words of an installation are packages, and which of them lack a version."""

from __future__ import annotations

import pytest
from rule_running import marked

CASES: list[tuple[str, str, str, str]] = [
    # rule, command, by default, in the preset hadolint
    ("apt", "apt-get install -y a b=1 c/stable ./d.deb", "a", "a"),
    ("apt", "apt-get -o Dpkg::Use-Pty=0 install -y a", "a", "a"),
    ("apt", "apt-get install -y --target-release x a", "a", "a"),
    ("apt", "apt-get install -y 'a' \"b\"", "'a' \"b\"", "'a' \"b\""),
    ("apt", "apt-get install -y linux-headers-$(uname -r) $A a", "a", "linux-headers-$(uname -r) $A a"),
    ("apt", "apt-get update && apt-get install -y \\\n    a \\\n    # why\n    b", "a b", "a b"),
    ("apt", "/usr/bin/apt-get install -y a", "a", ""),
    ("apt", "env X=1 apt-get install -y a", "a", ""),
    ("apt", "sh -c 'apt-get install -y a'", "a", ""),
    ("apt", "exec apt-get install -y a", "a", "a"),
    ("apt", "if true; then apt-get install -y a; fi", "a", "a"),
    ("apt", "x=$(apt-get install -y a)", "a", "a"),
    ("apt", "aptitude install -y a", "a", ""),
    ("apt", "apt-get build-dep -y a", "", ""),
    ("apk", "apk --no-cache add a 'b>1' c~=1 -t .deps d=2", "a", "a"),
    ("apk", "apk add --virtual=.deps a --repository http://x/y b", "a b", "a b"),
    ("apk", "apk add -p /root a", "a", "a"),
    ("pip", "pip install a 'b==1' 'c[x]>2' d~=1.0", "a", "a"),
    ("pip", "python -m pip install -U pip", "pip", "pip"),
    ("pip", "python -m pip --no-cache-dir install a", "a", "a"),
    ("pip", "pip install --index-url https://x/simple a --timeout 10", "a", "a"),
    ("pip", "pip install -r x.txt a", "a", ""),
    ("pip", "pip install -c x.txt a", "", ""),
    ("pip", "pip install .[test] a", "a", ".[test] a"),
    ("pip", "pip install https://x/a.zip git+ssh://git@host/a", "git+ssh://git@host/a", ""),
    ("npm", "npm install -g a @b/c @b/d@1 e@latest", "a @b/c e@latest", "a @b/c"),
    ("npm", "npm --prefix /x install a", "a", "a"),
    ("npm", "npm i a", "a", ""),
    ("npm", "npm install --save-dev . ./a file:b c.tgz", "", "."),
    ("npm", "yarn global add a && yarn add b@1 && pnpm add c && bun add d", "a c d", ""),
    ("npm", "npm ci && npm run build a", "", ""),
    ("gem", "gem install a b:1", "a", "a"),
    ("gem", "gem install -N a", "a", ""),
    ("gem", "gem install a -v 1 && gem install b --version=2", "", ""),
    ("yum", "yum install -y a a-1.2 a-b-1.2-3.el7 http://x/a.rpm @g", "a", "a http://x/a.rpm @g"),
    ("yum", "yum module install -y a a:1", "a", "a"),
    ("dnf", "dnf -y install a python3.11 && microdnf install b", "a python3.11 b", "a python3.11 b"),
    ("zypper", "zypper -n in a a=1 'a>2' a.rpm", "a", "a"),
    ("zypper", "zypper --non-interactive install -t pattern a", "a", "a"),
    ("go", "go install x.org/a x.org/b@v1 x.org/c@latest ./d", "x.org/a x.org/c@latest", "x.org/a x.org/c@latest"),
    ("go", "go get -u x.org/a/...", "x.org/a/...", "x.org/a/..."),
    ("go", "go install -tags x cmd/y", "", "x cmd/y"),
    ("go", "go run main.go x && go run x.org/a@latest", "x.org/a@latest", "main.go x.org/a@latest"),
]
RULES = {
    **{name: f"unpinned-{name}-package" for name in ("apt", "apk", "pip", "npm", "yum", "dnf", "zypper", "go")},
    "gem": "unpinned-gem",
}


@pytest.mark.parametrize(("rule", "command", "by_default", "to_hadolint"), CASES)
def test_marked_words(rule: str, command: str, by_default: str, to_hadolint: str) -> None:
    text = f"FROM example.org/base\nRUN {command}\n"
    assert " ".join(marked(RULES[rule], text)) == by_default
    assert " ".join(marked(RULES[rule], text, "hadolint")) == to_hadolint


def test_triggers_count() -> None:
    assert marked("unpinned-apt-package", "FROM debian:12\nONBUILD RUN apt-get install -y a\n") == ["a"]
    assert marked("unpinned-gem", "FROM ruby:3\nRUN <<EOF\nset -e\ngem install a\nEOF\n") == ["a"]
    assert marked("unpinned-apk-package", 'FROM alpine:3\nRUN ["apk", "add", "a"]\n') == ['"a"']
    assert marked("unpinned-apk-package", 'FROM alpine:3\nSHELL ["pwsh", "-c"]\nRUN apk add a\n') == []
