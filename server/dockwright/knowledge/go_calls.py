"""What functions of Go mean that open, look up or start something, by their import paths.

Sources: pkg.go.dev, and the sources of the standard library (Go 1.24), 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

FILE, FILES, GLOB, WRITE = "file", "files", "glob", "write"
TLS, ZONE, USERS, TEMPORARY, PROGRAM, PLUGIN, PLACE = "tls", "zone", "users", "temporary", "program", "plugin", "place"
CONFIG, TYPES, VARIABLE, SOCKET, SERVICES = "config", "types", "variable", "socket", "services"

FUNCTIONS: Mapping[str, Mapping[str, tuple[str, int]]] = {
    "os": {
        "Open": (FILE, 0), "OpenFile": (FILE, 0), "ReadFile": (FILE, 0), "ReadDir": (FILE, 0), "DirFS": (FILE, 0),
        "Stat": (WRITE, 0), "Create": (WRITE, 0), "WriteFile": (WRITE, 0), "Mkdir": (WRITE, 0), "MkdirAll": (WRITE, 0),
        "Chdir": (FILE, 0), "Executable": (PLACE, 0), "TempDir": (TEMPORARY, 0), "CreateTemp": (TEMPORARY, 0),
        "MkdirTemp": (TEMPORARY, 0), "UserHomeDir": (USERS, 0), "UserConfigDir": (USERS, 0), "UserCacheDir": (USERS, 0), "StartProcess": (PROGRAM, 0), "OpenRoot": (FILE, 0),
        "OpenInRoot": (FILE, 0), "CopyFS": (WRITE, 0), "Readlink": (FILE, 0), "Lstat": (WRITE, 0), "Truncate": (WRITE, 0),
        "Rename": (WRITE, 0), "Remove": (WRITE, 0), "Chmod": (WRITE, 0), "Chown": (WRITE, 0), "Chtimes": (WRITE, 0),
        "Link": (WRITE, 0),
        "Getenv": (VARIABLE, 0), "LookupEnv": (VARIABLE, 0), "ExpandEnv": (VARIABLE, 0),
    },
    "io/ioutil": {
        "ReadFile": (FILE, 0), "ReadDir": (FILE, 0), "WriteFile": (WRITE, 0), "TempFile": (TEMPORARY, 0),
        "TempDir": (TEMPORARY, 0),
    },
    "path/filepath": {"Walk": (FILE, 0), "WalkDir": (FILE, 0), "Glob": (GLOB, 0)},
    "html/template": {"ParseFiles": (FILES, 0), "ParseGlob": (GLOB, 0)},
    "text/template": {"ParseFiles": (FILES, 0), "ParseGlob": (GLOB, 0)},
    "net/http": {
        "Dir": (FILE, 0), "ServeFile": (FILE, 2), "Get": (TLS, 0), "Post": (TLS, 0), "PostForm": (TLS, 0),
        "Head": (TLS, 0), "NewRequest": (TLS, 0), "NewRequestWithContext": (TLS, 0),
        "ListenAndServeTLS": (FILES, 1), "ServeTLS": (FILES, 2), "FileServer": (TYPES, 0), "FileServerFS": (TYPES, 0), "ServeContent": (TYPES, 0),
        "ServeFileFS": (TYPES, 0),
    },
    "net/http/httputil": {"NewSingleHostReverseProxy": (TLS, 0)},
    "crypto/tls": {"LoadX509KeyPair": (FILES, 0), "Dial": (TLS, 0), "DialWithDialer": (TLS, 0), "Client": (TLS, 0)},
    "crypto/x509": {"SystemCertPool": (TLS, 0)},
    "net/smtp": {"SendMail": (TLS, 0), "Dial": (TLS, 0)},
    "time": {"LoadLocation": (ZONE, 0)},
    "runtime": {"GOROOT": (PLACE, 0)},
    "go/parser": {"ParseFile": (FILE, 1), "ParseDir": (FILE, 1)},
    "debug/buildinfo": {"ReadFile": (FILE, 0)},
    "debug/elf": {"Open": (FILE, 0)},
    "mime": {"TypeByExtension": (TYPES, 0), "ExtensionsByType": (TYPES, 0)},
    "os/user": {"Current": (USERS, 0), "Lookup": (USERS, 0), "LookupId": (USERS, 0), "LookupGroup": (USERS, 0),
                "LookupGroupId": (USERS, 0)},
    "os/exec": {"Command": (PROGRAM, 0), "CommandContext": (PROGRAM, 1), "LookPath": (PROGRAM, 0)},
    "golang.org/x/sys/execabs": {"Command": (PROGRAM, 0), "CommandContext": (PROGRAM, 1), "LookPath": (PROGRAM, 0)},
    "golang.org/x/sys/unix": {"Exec": (PROGRAM, 0), "Open": (FILE, 0), "Openat": (FILE, 1), "Chdir": (FILE, 0), "Chroot": (FILE, 0)},
    "syscall": {"Exec": (PROGRAM, 0), "ForkExec": (PROGRAM, 0), "Open": (FILE, 0), "Chdir": (FILE, 0), "Chroot": (FILE, 0)},
    "archive/zip": {"OpenReader": (FILE, 0)},
    "plugin": {"Open": (PLUGIN, 0)},
    "net": {"Listen": (SOCKET, 0), "ListenPacket": (SOCKET, 0), "LookupPort": (SERVICES, 1), "Dial": (SERVICES, 1), "DialTimeout": (SERVICES, 1),
            "ResolveTCPAddr": (SERVICES, 1), "ResolveUDPAddr": (SERVICES, 1)},
    "github.com/joho/godotenv": {"Load": (FILES, 0), "Overload": (FILES, 0), "Read": (FILES, 0)},
    "github.com/pressly/goose": {"Up": (FILE, 1), "Run": (FILE, 2)},
    "github.com/pressly/goose/v3": {"Up": (FILE, 1), "Run": (FILE, 2)},
    "github.com/BurntSushi/toml": {"DecodeFile": (FILE, 0)},
    "gopkg.in/ini.v1": {"Load": (FILE, 0)},
}  # fmt: skip
"""Functions by import path: what a call means, and which argument counts."""

METHODS: Mapping[str, tuple[str, int]] = {
    "ParseFiles": (FILES, 0), "ParseGlob": (GLOB, 0), "LoadHTMLGlob": (GLOB, 0), "LoadHTMLFiles": (FILES, 0),
    "AddConfigPath": (FILE, 0), "SetConfigName": (CONFIG, 0), "SetConfigFile": (FILE, 0), "NewOSFileSystemLoader": (FILE, 0), "SendFile": (FILE, 0),
    "StaticFile": (FILE, 1), "Static": (FILE, 1), "ServeFiles": (FILE, 1), "NewBox": (FILE, 0),
    "LoadMessageFile": (FILE, 0), "MustLoadMessageFile": (FILE, 0), "LoadTranslationFile": (FILE, 0),
    "MustLoadTranslationFile": (FILE, 0), "FormFile": (TEMPORARY, 0), "ParseMultipartForm": (TEMPORARY, 0),
    "MultipartForm": (TEMPORARY, 0), "ListenAndServeTLS": (FILES, 0), "ServeTLS": (FILES, 1), "RunTLS": (FILES, 1), "NewEnforcer": (FILES, 0),
}  # fmt: skip
"""Methods, whatever their receiver is. Their names are rare enough to mean this."""

SENDERS: Mapping[str, tuple[str, ...]] = {
    "github.com/gin-gonic/gin": ("File", "FileAttachment"),
    "github.com/labstack/echo": ("File", "Attachment", "Inline"),
    "github.com/gofiber/fiber": ("Download",),
}
"""Methods that hand out a file, whose names tell that only where one of these is imported."""

STATED = frozenset({FILE, FILES, GLOB, PROGRAM, PLUGIN, PLACE, TEMPORARY, TLS, ZONE, USERS})
"""What a function means also where it is not called by its name: `var readFile = os.ReadFile`."""

PORTS = words("domain ftp ftps gopher http https imap3 imaps pop3 smtp ssh submissions telnet")
"""Services whose ports Go knows by itself. Source: net/lookup.go (Go 1.24)."""
