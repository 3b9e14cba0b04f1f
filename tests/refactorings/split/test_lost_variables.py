"""Variables that the old image has and the new one lacks, where the sources name one: such a split is not safe."""

from __future__ import annotations

import pytest
from splitting import Files, offer_of

from dockwright.rule import Safety

GO = 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'
RUST = 'FROM rust:1.85\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\nCMD ["/app/target/release/app"]\n'
GCC = 'FROM gcc:14\nWORKDIR /app\nCOPY . .\nRUN gcc -o app main.c\nCMD ["/app/app"]\n'
JAVA = "FROM maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn package\nCMD java -jar target/app-1.jar\n"
CRATE = {
    "Cargo.toml": '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
}
POM = (
    "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>app</artifactId><version>1</version>"
    "<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>"
    "<version>3.3.0</version></parent><build><plugins><plugin><groupId>org.springframework.boot</groupId>"
    "<artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build></project>"
)
MAIN = "package a; class A { public static void main(String[] x) { System.out.println(%s); } }"


def go(body: str, more: str = "main.go") -> Files:
    files = {"go.mod": "module example.com/app\n\ngo 1.23\n", "main.go": "package main\n\nfunc main() {}\n"}
    return files | {more: f'package main\n\nimport "os"\n\nfunc f() {{ println({body}) }}\n\nfunc main() {{}}\n'}


def rust(body: str) -> Files:
    return CRATE | {"src/main.rs": f"fn main() {{ println!({body}); }}\n"}


def java(body: str) -> Files:
    return {"pom.xml": POM, "src/main/java/a/A.java": MAIN % body}


@pytest.mark.parametrize(
    ("text", "files", "name"),
    [
        (GO, go('os.Getenv("GOPATH")'), "GOPATH"),
        (GO, go('os.LookupEnv("GOTOOLCHAIN")'), "GOTOOLCHAIN"),
        (GO, go('os.ExpandEnv("$GOPATH/bin")'), "GOPATH"),
        (GO.replace("WORKDIR", "ENV GOFLAGS=-trimpath\nWORKDIR"), go('os.Getenv("GOFLAGS")'), "GOFLAGS"),
        (GO, go('os.Getenv("MY_GOPATH"), os.Getenv("PORT")'), ""),
        (GO, go('os.Getenv("GOPATH")', "main_test.go"), ""),
        (GO, go('os.Getenv("GOPATH")', "vendor/example.com/other/o.go"), ""),
        (GO.replace("CMD", "ENV GOPATH=/srv\nCMD"), go('os.Getenv("GOPATH")'), ""),
        (GO.replace('CMD ["/app"]', "CMD /app $GOPATH"), go('os.Getenv("GOPATH")'), ""),  # the split sets it
        # All are gone through, and those that begin with a word are picked out.
        (GO, go('os.Environ(), "GO"'), "GOLANG_VERSION"),
        (GO, go('os.Environ(), "SHOP_"'), ""),
        (GO, go('os.Getenv("PORT"), "GO"'), ""),
        (GO, go("os.Environ()"), "GOLANG_VERSION"),  # and none is picked out
        (GO, go("&exec.Cmd{Env: os.Environ()}"), ""),  # a program that is started gets them all
        (GO, go("0); one.Env = append(os.Environ(), port); println(1"), ""),
        (RUST, rust('"{:?}", std::env::vars().collect::<Vec<_>>()'), "CARGO_HOME"),
        (RUST, rust('"{}", std::env::vars().filter(|one| one.0.starts_with("CARGO_")).count()'), "CARGO_HOME"),
        (RUST, rust('"{}", std::env::vars().filter(|one| one.0.starts_with("APP_")).count()'), ""),
        (RUST, rust('"{:?}", std::env::var("CARGO_HOME")'), "CARGO_HOME"),
        (RUST, rust('"{:?}", std::env::var_os("RUSTUP_HOME")'), "RUSTUP_HOME"),
        (RUST.replace("WORKDIR", "ENV SQLX_OFFLINE=true\nWORKDIR"), rust('"{:?}", dotenvy::var("SQLX_OFFLINE")'), "SQLX_OFFLINE"),
        (RUST, rust('"{}", env!("CARGO_HOME")'), ""),  # compiled in
        (RUST, rust('"{}", option_env!( "RUST_VERSION")'), ""),
        (GCC, {"main.c": 'int main(void) { return getenv("GCC_VERSION") != 0; }\n'}, "GCC_VERSION"),
        (GCC, {"main.c": 'int main(void) { return getenv("PORT") != 0; }\n'}, ""),
        (JAVA, java('System.getenv("MAVEN_HOME")'), "MAVEN_HOME"),
        (JAVA, java("1") | {"src/main/resources/application.yml": "home: ${MAVEN_CONFIG:}\n"}, "MAVEN_CONFIG"),
        (JAVA, java('System.getenv("JAVA_HOME") + System.getenv("JAVA_VERSION")'), ""),
    ],
)  # fmt: skip
def test_variables_of_the_old_image(text: str, files: Files, name: str) -> None:
    """`name`: the variable that is told of, "" for none."""
    change = offer_of(text, files).default.change
    assert [note.split("`")[1] for note in change.notes if "is not set in the new image" in note] == [name] * bool(name)
    assert (change.safety is Safety.SAFE) == (not name)
