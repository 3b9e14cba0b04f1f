"""What a Go program needs when it runs, told from its sources."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockwright.context import MemoryContext
from dockwright.projects.go_packages import FILE_LIMIT, Layout, packages_of
from dockwright.projects.go_program import GoProgram
from dockwright.projects.go_runtime import read_program

MODULE = "example.com/app"


def program(
    body: str, imports: str = "", files: Mapping[str, str] | None = None, directory: str | None = "", main: str = ""
) -> GoProgram:
    source = "package main\n\nimport (\n" + "".join(f'\t"{one}"\n' for one in imports.split()) + ")\n\n" + body
    place = f"{main}/main.go" if main else "main.go"
    context = MemoryContext({"go.mod": f"module {MODULE}\n", place: source, **(files or {})})
    return read_program(context, Layout(((MODULE, ""),)), main, directory)


def reads(
    body: str, imports: str = "", files: Mapping[str, str] | None = None, directory: str | None = ""
) -> list[str]:
    return [one.path for one in program(body, imports, files, directory).reads]


FILES = {
    "templates/index.html": "",
    "templates/parts/head.html": "",
    "static/app.css": "",
    "config.yml": "",
    "conf/app.toml": "",
    "migrations/1.sql": "",
    ".env": "",
    "cert.pem": "",
    "key.pem": "",
    "internal/db/db.go": "package db\n",
}


@pytest.mark.parametrize(
    ("body", "imports", "expected"),
    [
        ('var t = template.Must(template.ParseGlob("templates/*.html"))', "html/template", ["templates/*.html"]),
        ('var t = template.Must(template.New("x").ParseFiles("templates/index.html", "nowhere.html"))', "html/template", ["templates/index.html"]),
        ('func f(r *gin.Engine) { r.LoadHTMLGlob("templates/**/*") }', "github.com/gin-gonic/gin", ["templates/**/*"]),
        ('func f(r *gin.Engine) { r.Static("/assets", "./static") }', "github.com/gin-gonic/gin", ["static"]),
        ('func f() { http.Handle("/static/", http.FileServer(http.Dir("static"))) }', "net/http", ["static"]),
        ('func f() { os.ReadFile("config.yml") }', "os", ["config.yml"]),
        ('const name = "config.yml"\nfunc f() { os.Open(name) }', "os", ["config.yml"]),
        ('var path = flag.String("config", "conf/app.toml", "where")', "flag", ["conf/app.toml"]),
        ('func f() { viper.AddConfigPath("./conf") }', "github.com/spf13/viper", ["conf"]),
        ('func f() { viper.SetConfigName("config"); viper.AddConfigPath(".") }', "github.com/spf13/viper", ["config.yml"]),
        ("func f() { godotenv.Load() }", "github.com/joho/godotenv", [".env"]),
        ('func f() { migrate.New("file://migrations", url) }', "github.com/golang-migrate/migrate/v4", ["migrations"]),
        ('func f() { http.ListenAndServeTLS(":443", "cert.pem", "key.pem", nil) }', "net/http", ["cert.pem", "key.pem"]),
        ('func f() { filepath.Join(root, "templates", "index.html") }', "path/filepath", ["templates/index.html"]),
        ('func f(n string) { os.ReadFile(filepath.Join("conf", n+".toml")) }', "os path/filepath", ["conf"]),
        ('func f(n string) { os.ReadFile(filepath.Join(root, "static", n)) }', "os path/filepath", ["static"]),
        ('func f(n string) { os.ReadFile("conf/" + n + ".toml") }', "os", ["conf"]),
        ('func f(n string) { os.ReadFile(fmt.Sprintf("./conf/%s.toml", n)) }', "fmt os", ["conf"]),
        ('func f(n string) { os.ReadFile(fmt.Sprintf("templates/parts/%d-%s.html", 1, n)) }', "fmt os", ["templates/parts"]),
        ('func f(n string) { os.ReadFile(filepath.Join(".", n)) }', "os path/filepath", []),
        ('func f(n string) { os.ReadFile(filepath.Join("nowhere", n)) }', "os path/filepath", []),
        ('func f(n string) { os.ReadFile(filepath.Join("internal", n)) }', "os path/filepath", []),
        ('func f(n string) { fmt.Printf("%s/static/%s", n, n) }', "fmt", []),
        ('func f(n string) { fmt.Printf("./%s/%s", n, n) }', "fmt", []),
        ('func f() { os.Create("static/out.txt") }', "os", ["static"]),
        ('func f() { os.CreateTemp("static", "x") }', "os", ["static"]),
        ('func f() { os.CreateTemp("", "static") }', "os", []),
        ('func f() { syscall.Chroot("static") }', "syscall", ["static"]),
        ('func f() { os.ReadFile("/etc/app/config.yml") }', "os", ["/etc/app/config.yml"]),
        ('func f() { os.ReadFile("/etc/ssl/certs/x.pem") }', "os", []),
        ('func f() { net.LookupPort("tcp", "postgresql") }', "net", ["/etc/services"]),
        ('func f() { net.LookupPort("tcp", "https") }', "net", []),
        ('func f() { net.Dial("tcp", "db:postgresql") }', "net", ["/etc/services"]),
        ('func f() { net.DialTimeout("tcp", "db:5432", t) }', "net", []),
        ('func f() { net.Dial("tcp", "db:https") }', "net", []),
        ('func f() { net.Dial("unix", "/run/docker.sock") }', "net", []),
        ('func f() { net.Dial("tcp", address) }', "net", []),
        ('func f() { os.ReadFile("elsewhere.yml") }', "os", []),
        ('func f() { os.OpenFile("conf/app.log", os.O_CREATE, 0o600) }', "os", ["conf"]),  # where a log is put
        ('func f() { sql.Open("sqlite", "./conf/app.db") }', "database/sql", ["conf"]),
        ('func f() { sql.Open("sqlite", "file:conf/app.db?cache=shared") }', "database/sql", ["conf"]),
        ('func f() { sql.Open("sqlite", "conf/app.db?_pragma=x") }', "database/sql", ["conf"]),
        ('func f() { exec.Command("tool", "-dir=conf", "up") }', "os/exec", ["conf"]),
        ('func f() { exec.Command("tool", "--to", "static", "internal") }', "os/exec", ["static"]),
        ('func f() { os.OpenFile("internal/db/x.db", os.O_CREATE, 0o600) }', "os", []),
        ('func f() { os.OpenFile("app.log", os.O_CREATE, 0o600) }', "os", []),
        ("//go:embed templates/*.html\nvar files embed.FS", "embed", []),
        ('//go:embed static\nvar files embed.FS\nfunc f() { fs.Sub(files, "static"); files.ReadFile("static/app.css") }', "embed io/fs", []),
        ('//go:embed static\nvar files embed.FS\nfunc f() { fs.ReadFile(other, "static/app.css") }', "embed io/fs", ["static/app.css"]),
        ('// os.ReadFile("config.yml")\nfunc f() {}', "os", []),
        ('func f() { log.Println("internal/db") }', "log", []),
        ('func f() { mux.Handle("/templates/index.html", nil) }', "net/http", []),
        ('func f() { os.Open("static"); os.Open("static/app.css") }', "os", ["static"]),
    ],
)  # fmt: skip
def test_files_read_at_run_time(body: str, imports: str, expected: list[str]) -> None:
    assert reads(body, imports, FILES) == expected


def test_an_ignored_file_is_not_in_the_image() -> None:
    assert reads('func f() { os.ReadFile("config.yml") }', "os", {**FILES, ".dockerignore": "config.yml\n"}) == []


def test_relative_paths_need_a_working_directory_of_the_context() -> None:
    assert reads('func f() { os.ReadFile("config.yml") }', "os", FILES, None) == []
    assert reads('func f() { os.ReadFile("app.toml") }', "os", FILES, "conf") == ["app.toml"]


def test_a_framework_reads_its_own_directories() -> None:
    assert reads("func f() {}", "github.com/beego/beego/v2/server/web", {"conf/app.conf": "", "views/a.tpl": ""}) == [
        "conf",
        "views",
    ]
    assert reads(
        "func f() {}", "github.com/gogf/gf/v2/frame/g", {"manifest/config/config.yaml": "", "i18n/de.toml": ""}
    ) == [
        "i18n",
        "manifest/config",
    ]
    assert reads("func f() {}", "github.com/pocketbase/pocketbase/plugins/jsvm", {"pb_hooks/a.js": ""}) == ["pb_hooks"]


def test_computed_names_are_told() -> None:
    found = program("func f(p string) { os.Open(p) }\nfunc g() { template.ParseFiles(list...) }", "os html/template")
    assert [str(one) for one in found.computed_reads] == [
        "`os.Open` in main.go:8",
        "`template.ParseFiles` in main.go:9",
    ]
    assert not program("func f(p string) { os.Create(p) }", "os").computed_reads


@pytest.mark.parametrize(
    ("body", "imports", "text"),
    [
        ("var readFile = os.ReadFile", "os", "os.ReadFile"),
        ("var files = loader{open: os.Open}", "os", "os.Open"),
        ('import . "os"\nfunc f() { ReadFile(x + "y") }', "fmt", 'import . "os"'),
        ("func f(p string) { syscall.Open(p, 0, 0) }", "syscall", "syscall.Open"),
        ("func f(p string) { zip.OpenReader(p) }", "archive/zip", "zip.OpenReader"),
        ("func f(p string) { http.ServeTLS(l, nil, p, p) }", "net/http", "http.ServeTLS"),
        ("func f(c echo.Context) { c.File(root + c.Path()) }", "github.com/labstack/echo/v4", "File"),
        ("func f(c *fiber.Ctx) { c.Download(root + c.Path()) }", "github.com/gofiber/fiber/v2", "Download"),
        # Names that are one string in one place, and something else in another.
        ('func f() { name := "x" }\nfunc g(name string) { os.Open(name) }', "os", "os.Open"),
        ('func f() { name := "x" }\nfunc g(dir, name string) { os.Open(name) }', "os", "os.Open"),
        ('func f() {\n\tname := "x"\n\tname = h()\n\tos.Open(name)\n}', "os", "os.Open"),
        ('func f() {\n\tname := "x"\n\tname += "y"\n\tos.Open(name)\n}', "os", "os.Open"),
        (
            'func f() { name := "x" }\nfunc g() {\n\tfor _, name := range all() {\n\t\tos.Open(name)\n\t}\n}',
            "os",
            "os.Open",
        ),
        ('func f() { name := "x" }\nfunc g() {\n\tname, err := h()\n\tos.Open(name)\n}', "os", "os.Open"),
    ],
)
def test_files_whose_names_are_computed(body: str, imports: str, text: str) -> None:
    found = program(body, imports).computed_reads
    assert text in [one.text for one in found]


@pytest.mark.parametrize(
    ("body", "imports"),
    [
        ('func f() { log.Print("os.Open failed") }', "log os"),
        ("type site struct{ files http.Dir }", "net/http"),
        ('func f() {\n\tname := "x"\n\tif name == "y" || a <= b {\n\t\tos.Open(name)\n\t}\n}', "os"),
        ('const name string = "x"\nfunc f() { os.Open(name) }', "os"),
        ("func f(c Client) { c.File(name()) }", "github.com/example/other"),
    ],
)
def test_files_whose_names_are_stated(body: str, imports: str) -> None:
    assert not program(body, imports).computed_reads


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('const dir = "uploads"\nfunc f(n string) { os.WriteFile(dir+n, nil, 0) }', ["uploads"]),
        ('func f(n string) { os.Open(strings.Join([]string{"locales", n}, "/")) }', ["locales"]),
        ('func f(n string) { os.Open(n + "client") }', []),  # the sources of its pages
        ('func f() { fmt.Println("locales", "uploads") }', []),  # no path is computed
        ('func f(n string) { os.Open(n + "internal" + "tests" + "nowhere") }', []),
    ],
)
def test_directories_that_computed_paths_begin_with(body: str, expected: list[str]) -> None:
    files = {"uploads/.gitkeep": "", "locales/en.json": "", "internal/x.go": "package x\n", "tests/a.json": "",
             "client/package.json": "{}"}  # fmt: skip
    assert reads(body, "os", files) == expected


@pytest.mark.parametrize(
    "call", ["Lstat(X)", "Truncate(X, 0)", "Rename(X, X)", "Remove(X)", "Chmod(X, 0)", "Chtimes(X, a, b)"]
)
def test_calls_that_work_on_a_file(call: str) -> None:
    body = f"func f() {{ os.{call.replace('X', chr(34) + 'VERSION' + chr(34))} }}"
    assert reads(body, "os", {"VERSION": "1"}) == ["VERSION"]


@pytest.mark.parametrize(
    ("package", "body", "call"),
    [
        ("runtime", "func f() { println(runtime.GOROOT()) }", "runtime.GOROOT"),
        ("go/parser", "func f(d string) { parser.ParseDir(nil, d, nil, 0) }", "parser.ParseDir"),
        ("go/parser", "func f(d string) { parser.ParseFile(nil, d, nil, 0) }", "parser.ParseFile"),
        ("go/parser", 'func f(s string) { parser.ParseFile(nil, "", s, 0) }', ""),
        ("runtime", "func f() { println(runtime.Version()) }", ""),
    ],
)
def test_sources_that_a_program_looks_for(package: str, body: str, call: str) -> None:
    """The builder has them, and the runtime image does not."""
    assert [one.text for one in program(body, package).computed_reads] == [call] * bool(call)


def test_only_what_the_program_imports_counts() -> None:
    files = {
        "cmd/other/main.go": 'package main\n\nimport "os/exec"\n\nfunc main() { exec.Command("git") }\n',
        "main_test.go": 'package main\n\nimport "os/exec"\n\nfunc f() { exec.Command("git") }\n',
        "db/db.go": 'package db\n\nimport "os/exec"\n\nfunc F() { exec.Command("pg_dump") }\n',
    }
    found = program("func main() { db.F() }", f"{MODULE}/db", files)
    assert [one.name for one in found.programs] == ["pg_dump"]
    assert found.is_complete


@pytest.mark.parametrize(
    ("body", "imports", "field"),
    [
        ('import "C"', "fmt", "cgo"),
        ("", "github.com/mattn/go-sqlite3", "cgo"),
        ("", "gorm.io/driver/sqlite", "cgo"),
        ('func f() { http.Get("https://x") }', "net/http", "tls"),
        ("var c = &http.Client{}", "net/http", "tls"),
        ('func f() { time.LoadLocation("Europe/Paris") }', "time", "time_zones"),
        ("func f() { user.Current() }", "os/user", "users"),
        ('func f() { os.Getenv("HOME") }', "os", "users"),
        ('func f() { os.ExpandEnv("${HOME}/x") }', "os", "users"),
        ('func f() { os.CreateTemp("", "x") }', "os", "temporary"),
        ('func f() { r.FormFile("upload") }', "net/http", "temporary"),
        ('func f() { plugin.Open("x.so") }', "plugin", "plugin"),
        ('func f() { exec.Command("go", "build") }', "os/exec", "toolchain"),
        ("", "golang.org/x/tools/go/packages", "toolchain"),
    ],
)
def test_needs(body: str, imports: str, field: str) -> None:
    assert getattr(program(body, imports), field) is not None


@pytest.mark.parametrize(
    ("body", "imports", "field"),
    [
        ("", "modernc.org/sqlite", "cgo"),
        ("func f() { http.ListenAndServe(addr, nil) }", "net/http", "tls"),
        ('func f() { time.LoadLocation("UTC") }', "time", "time_zones"),
        ("func f() { time.Now() }", "time", "time_zones"),
        ('func f() { os.Getenv("APP_HOME"); os.Getenv(name) }', "os", "users"),
        ('// import "C"', "fmt", "cgo"),
    ],
)
def test_no_needs(body: str, imports: str, field: str) -> None:
    assert getattr(program(body, imports), field) is None


def test_cgo_of_a_vendored_dependency() -> None:
    context = MemoryContext(
        {
            "main.go": 'package main\n\nimport "github.com/x/y"\n',
            "vendor/github.com/x/y/y.go": 'package y\n\nimport "C"\n',
        }
    )
    layout = Layout(((MODULE, ""),), vendor="vendor")
    found = read_program(context, layout, "", "")
    assert str(found.cgo) == '`import "C"` in vendor/github.com/x/y/y.go:3'
    assert found.unknown_modules == ()


def test_unknown_dependencies_are_named() -> None:
    found = program("", "github.com/nobody/knows/sub github.com/gin-gonic/gin")
    assert found.unknown_modules == ("github.com/nobody/knows",)
    assert not found.is_complete


def test_own_time_zones() -> None:
    assert program("", "time/tzdata").has_own_time_zones


def test_other_names_of_packages() -> None:
    context = MemoryContext(
        {"main.go": 'package main\n\nimport (\n\tsys "os"\n\texec "example.com/app/exec"\n)\n\nfunc f() { sys.ReadFile("a.txt"); exec.Command("git") }\n',
         "a.txt": "", "exec/exec.go": "package exec\n"}
    )  # fmt: skip
    found = read_program(context, Layout(((MODULE, ""),)), "", "")
    assert [one.path for one in found.reads] == ["a.txt"]
    assert found.programs == ()


def test_too_many_files_are_not_complete() -> None:
    files = {f"p/f{number}.go": "package p\n" for number in range(FILE_LIMIT + 1)}
    context = MemoryContext({"main.go": f'package main\n\nimport "{MODULE}/p"\n', **files})
    assert not packages_of(context, Layout(((MODULE, ""),)), "").is_complete


@pytest.mark.parametrize(
    ("call", "imports", "expected"),
    [
        ('exec.Command("timeout", "-k", "1", "5", "convert", "a")', "os/exec", ["timeout", "convert"]),
        ('exec.Command("env", "A=1", "python", "x.py")', "os/exec", ["env", "python"]),
        ('exec.CommandContext(ctx, "nice", "-n", "5", "sh", "-c", "jq . | tee x")', "os/exec", ["nice", "sh", "jq", "tee"]),
        ('exec.Command("sudo", "-u", "app", name)', "os/exec", ["sudo", ""]),
        ('exec.Command("nohup", args...)', "os/exec", ["nohup", ""]),
        ('exec.LookPath("timeout")', "os/exec", ["timeout"]),
        ('unix.Exec("/usr/bin/git", nil, nil)', "golang.org/x/sys/unix", ["/usr/bin/git"]),
        ('execabs.Command("git", "status")', "golang.org/x/sys/execabs", ["git"]),
    ],
)  # fmt: skip
def test_programs_behind_others(call: str, imports: str, expected: list[str]) -> None:
    assert [one.name for one in program(f"func f() {{ {call} }}", imports).programs] == expected
