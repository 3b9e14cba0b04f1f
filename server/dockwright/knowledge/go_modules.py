"""Go modules: which of them need cgo, which are known to be pure Go, and which read files nobody names in the sources.

Source: the modules' own sources and documentation, as of their latest release. Date: 2026-11. A prefix stands for all
modules below it. A module in none of the tables is unknown: it most likely is pure Go, but nobody has looked.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words

CGO_MODULES: frozenset[str] = words(
    """
    github.com/mattn/go-sqlite3 gorm.io/driver/sqlite github.com/jinzhu/gorm/dialects/sqlite
    github.com/mutecomm/go-sqlcipher github.com/xeodou/go-sqlcipher crawshaw.io/sqlite
    github.com/confluentinc/confluent-kafka-go gopkg.in/confluentinc/confluent-kafka-go.v1
    gocv.io/x/gocv github.com/h2non/bimg github.com/davidbyttow/govips gopkg.in/gographics/imagick.v2
    gopkg.in/gographics/imagick.v3 github.com/go-gl github.com/veandco/go-sdl2 github.com/miekg/pkcs11
    github.com/ThalesIgnite/crypto11 github.com/DataDog/zstd github.com/valyala/gozstd github.com/marcboeker/go-duckdb
    github.com/duckdb/duckdb-go github.com/google/gopacket/pcap github.com/gopacket/gopacket/pcap
    github.com/libgit2/git2go gopkg.in/libgit2/git2go.v24 github.com/tecbot/gorocksdb github.com/linxGnu/grocksdb
    github.com/ebitengine/oto github.com/hajimehoshi/oto github.com/hajimehoshi/ebiten github.com/godror/godror
    gopkg.in/goracle.v2 github.com/mattn/go-oci8 github.com/ibmdb/go_ibm_db github.com/alexbrainman/odbc
    github.com/otiai10/gosseract github.com/zserge/webview github.com/webview/webview github.com/pebbe/zmq4
    github.com/pebbe/zmq3 github.com/pebbe/zmq2 github.com/jmhodges/levigo github.com/Shopify/go-lua
    github.com/rogchap/v8go rogchap.com/v8go github.com/wasmerio/wasmer-go github.com/bytecodealliance/wasmtime-go
    github.com/sbinet/go-python github.com/seccomp/libseccomp-golang github.com/coreos/go-systemd/sdjournal
    github.com/coreos/go-systemd/v22/sdjournal github.com/containerd/btrfs github.com/spacemonkeygo/openssl
    github.com/cockroachdb/c-lz4 github.com/ethereum/go-ethereum/crypto/secp256k1 github.com/supranational/blst
    github.com/herumi/bls-eth-go-binary github.com/yalue/onnxruntime_go github.com/tensorflow/tensorflow
    github.com/chai2010/webp github.com/kolesa-team/go-webp github.com/discordapp/lilliput github.com/gen2brain/malgo
    github.com/gordonklaus/portaudio github.com/hraban/opus github.com/google/gousb periph.io/x/host/ftdi
    github.com/jeromer/libgearman gitlab.com/gomidi/rtmididrv github.com/bitmark-inc/go-libusb
    github.com/blevesearch/go-faiss github.com/go-skynet/go-llama.cpp github.com/nlopes/go-cups
    """
)
"""Modules or packages that do not work without cgo."""

PURE_MODULES: frozenset[str] = words(
    """
    golang.org/x google.golang.org cloud.google.com/go go.uber.org go.opentelemetry.io go.opencensus.io go.etcd.io
    k8s.io sigs.k8s.io gopkg.in/yaml.v2 gopkg.in/yaml.v3 gopkg.in/ini.v1 gopkg.in/inf.v0 gopkg.in/square/go-jose.v2
    gopkg.in/go-playground/validator.v8 gopkg.in/go-playground/validator.v9 gopkg.in/natefinch/lumberjack.v2
    gopkg.in/mgo.v2 gopkg.in/tomb.v1 gopkg.in/tomb.v2 gopkg.in/check.v1 gopkg.in/redis.v5 gopkg.in/gomail.v2
    gopkg.in/alecthomas/kingpin.v2 gorm.io/gorm gorm.io/driver/postgres gorm.io/driver/mysql gorm.io/driver/sqlserver
    modernc.org github.com/glebarez/sqlite github.com/glebarez/go-sqlite github.com/gin-gonic github.com/gin-contrib
    github.com/labstack github.com/gofiber github.com/valyala/fasthttp github.com/valyala/bytebufferpool
    github.com/valyala/fasttemplate github.com/valyala/tcplisten github.com/go-chi github.com/gorilla
    github.com/julienschmidt/httprouter github.com/urfave github.com/codegangsta/negroni github.com/spf13
    github.com/sirupsen/logrus github.com/rs github.com/pkg/errors github.com/stretchr github.com/google/uuid
    github.com/google/go-cmp github.com/google/gofuzz github.com/google/go-querystring github.com/google/wire
    github.com/google/btree github.com/google/gnostic github.com/google/s2a-go github.com/google/pprof
    github.com/googleapis github.com/gogo/protobuf github.com/golang github.com/golang-jwt github.com/dgrijalva/jwt-go
    github.com/golang-migrate/migrate github.com/pressly/goose github.com/jackc github.com/lib/pq
    github.com/go-sql-driver/mysql github.com/jmoiron/sqlx github.com/jinzhu/gorm github.com/jinzhu/inflection
    github.com/jinzhu/now github.com/Masterminds github.com/redis/go-redis github.com/go-redis
    github.com/gomodule/redigo github.com/garyburd/redigo github.com/redis/rueidis github.com/prometheus
    github.com/beorn7/perks github.com/cespare/xxhash github.com/matttproud/golang_protobuf_extensions
    github.com/aws/aws-sdk-go github.com/aws/aws-sdk-go-v2 github.com/aws/smithy-go github.com/aws/aws-lambda-go
    github.com/Azure github.com/AzureAD github.com/hashicorp github.com/mitchellh github.com/fsnotify
    github.com/pelletier/go-toml github.com/BurntSushi/toml github.com/ghodss/yaml github.com/joho/godotenv
    github.com/kelseyhightower/envconfig github.com/caarlos0/env github.com/sethvargo/go-envconfig
    github.com/subosito/gotenv github.com/magiconair/properties github.com/nats-io github.com/streadway/amqp
    github.com/rabbitmq/amqp091-go github.com/segmentio github.com/Shopify/sarama github.com/IBM/sarama
    github.com/twmb/franz-go github.com/eapache github.com/klauspost github.com/pierrec/lz4 github.com/ulikunitz/xz
    github.com/andybalholm/brotli github.com/mattn/go-isatty github.com/mattn/go-colorable github.com/mattn/go-runewidth
    github.com/fatih/color github.com/davecgh/go-spew github.com/pmezard/go-difflib github.com/json-iterator/go
    github.com/modern-go github.com/bytedance/sonic github.com/goccy github.com/tidwall github.com/mailru/easyjson
    github.com/buger/jsonparser github.com/ugorji/go github.com/go-playground github.com/leodido/go-urn
    github.com/gabriel-vasile/mimetype github.com/twitchyliquid64/golang-asm github.com/cloudwego
    github.com/go-logr github.com/go-kit github.com/oklog github.com/alecthomas github.com/jessevdk/go-flags
    github.com/grpc-ecosystem github.com/mwitkow github.com/envoyproxy github.com/cncf github.com/felixge/httpsnoop
    github.com/99designs/gqlgen github.com/vektah/gqlparser github.com/graphql-go github.com/graph-gophers
    github.com/coreos/go-oidc github.com/go-jose github.com/lestrrat-go github.com/robfig/cron
    github.com/go-co-op/gocron github.com/go-resty/resty github.com/cenkalti/backoff github.com/sony/gobreaker
    github.com/patrickmn/go-cache github.com/dgraph-io github.com/allegro/bigcache github.com/hashicorp/golang-lru
    go.mongodb.org github.com/globalsign/mgo github.com/montanaflynn/stats github.com/xdg-go github.com/youmark/pkcs8
    github.com/elastic github.com/olivere/elastic github.com/influxdata github.com/boltdb/bolt github.com/bwmarrin
    github.com/slack-go github.com/nlopes/slack github.com/stripe github.com/sendgrid github.com/twilio
    github.com/go-telegram-bot-api github.com/swaggo github.com/go-openapi github.com/KyleBanks/depth
    github.com/PuerkitoBio github.com/andybalholm/cascadia github.com/microcosm-cc/bluemonday github.com/yuin/goldmark
    github.com/russross/blackfriday github.com/shurcooL github.com/charmbracelet github.com/muesli github.com/samber
    github.com/rivo/uniseg github.com/cpuguy83/go-md2man github.com/inconshreveable/mousetrap github.com/shopspring
    github.com/opentracing github.com/uber github.com/uber-go github.com/openzipkin github.com/getsentry
    github.com/newrelic/go-agent github.com/DataDog/datadog-go github.com/rakyll github.com/docker/go-units
    github.com/docker/distribution github.com/docker/docker github.com/opencontainers/go-digest
    github.com/opencontainers/image-spec github.com/miekg/dns github.com/minio/minio-go github.com/minio/md5-simd
    github.com/minio/sha256-simd github.com/emicklei/go-restful github.com/evanphx/json-patch github.com/imdario/mergo
    dario.cat/mergo github.com/munnerz/goautoneg github.com/josharian/intern github.com/justinas/alice
    github.com/codahale/hdrhistogram github.com/satori/go.uuid github.com/gofrs/uuid github.com/oklog/ulid
    github.com/teris-io/shortid github.com/speps/go-hashids github.com/asaskevich/govalidator github.com/unrolled
    github.com/nicksnyder/go-i18n github.com/thoas/go-funk github.com/ory/dockertest github.com/ahmetb
    """
)
"""Modules whose packages are pure Go and read no file that the importing sources do not name."""

IMPLICIT_READS: Mapping[str, tuple[str, ...]] = {
    "github.com/astaxie/beego": ("conf", "views", "static"),
    "github.com/beego/beego": ("conf", "views", "static"),
    "github.com/joho/godotenv/autoload": (".env",),
    "gopkg.in/macaron.v1": ("templates", "public"),
    "github.com/go-martini/martini": ("public",),
    "github.com/codegangsta/martini": ("public",),
    "github.com/martini-contrib/render": ("templates",),
    "github.com/unrolled/render": ("templates",),
    "github.com/revel/revel": ("app/views", "app/routes", "conf", "public", "messages"),
    "github.com/gogf/gf": (
        "config",
        "manifest/config",
        "config.yaml",
        "config.yml",
        "config.toml",
        "config.json",
        "i18n",
        "manifest/i18n",
        "resource",
        "template",
    ),
    "github.com/pocketbase/pocketbase/plugins/jsvm": ("pb_hooks", "pb_migrations"),
    "github.com/gobuffalo/pop": ("database.yml", "config/database.yml"),
    "github.com/foolin/goview": ("views",),
}
"""Packages that read directories relative to the working directory unless told otherwise."""

TOOLCHAIN_PACKAGES: frozenset[str] = words(
    "go/build go/importer golang.org/x/tools/go/packages golang.org/x/tools/go/loader github.com/traefik/yaegi"
)
"""Packages that look for Go's own sources, or run the go command, when the program runs."""


def needs_cgo(package: str) -> bool:
    """Whether an imported package, or the module it belongs to, does not work without cgo."""
    return is_listed(package, CGO_MODULES)


def is_pure(package: str) -> bool:
    """Whether an imported package is known to be pure Go."""
    return is_listed(package, PURE_MODULES) and not needs_cgo(package)


def implicit_reads(package: str) -> tuple[str, ...]:
    """The files or directories that a package reads by itself, relative to the working directory."""
    return next((reads for name, reads in IMPLICIT_READS.items() if _is_in(package, name)), ())


def is_listed(package: str, names: frozenset[str]) -> bool:
    """Whether one of the names is the package or a path above it; a major version (`/v2`) does not count."""
    parts = [part for part in package.split("/") if not (part[:1] == "v" and part[1:].isdecimal())]
    return any("/".join(parts[:length]) in names for length in range(len(parts), 0, -1)) or package in names


def _is_in(package: str, name: str) -> bool:
    return package == name or package.startswith(f"{name}/")
