"""Servers and databases that an image is started for."""

from __future__ import annotations

from dockwright.knowledge.base_images.image import BaseImage, Family, env, varying
from dockwright.knowledge.table import words

FAMILIES: tuple[Family, ...] = (
    Family(
        BaseImage(
            "nginx", "", "service", account="nginx", entrypoint=("/docker-entrypoint.sh",),
            cmd=("nginx", "-g", "daemon off;"), stopsignal="SIGQUIT", ports=("80",),
            env=env(**varying("NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE ACME_VERSION")),
        ),
        releases=(((1, 9), "debian"), ((1, 15), "stretch"), ((1, 16, 1), "buster"), ((1, 17, 0), "debian"),
                  ((1, 17, 3), "buster"), ((1, 20, 2), "bullseye"), ((1, 21, 0), "debian"), ((1, 21, 4), "bullseye"),
                  ((1, 25, 0), "debian"), ((1, 25, 2), "bookworm"), ((1, 28, 1), "debian"), ((1, 29, 0), "bookworm"),
                  ((1, 29, 1), "debian"), ((1, 29, 3), "trixie")),
        sizes={"full": (72, 192), "slim": (4, 13), "alpine": (20, 50)},
        words={"perl": {}, "slim": {}},
        full_programs=words("nginx curl"),
        slim_programs=words("nginx curl"),
    ),
    Family(
        BaseImage(
            "nginxinc/nginx-unprivileged", "", "service", user="101", account="nginx",
            entrypoint=("/docker-entrypoint.sh",), cmd=("nginx", "-g", "daemon off;"), stopsignal="SIGQUIT",
            ports=("8080",), env=env(**varying("NGINX_VERSION NJS_VERSION NJS_RELEASE PKG_RELEASE DYNPKG_RELEASE")),
        ),
        releases=(((1, 25), "bookworm"), ((1, 29), "debian")),
        sizes={"full": (72, 192), "alpine": (20, 50)},
        full_programs=words("nginx curl"),
        slim_programs=words("nginx curl"),
    ),
    Family(
        BaseImage(
            "httpd", "", "service", account="www-data", workdir="/usr/local/apache2", cmd=("httpd-foreground",),
            stopsignal="SIGWINCH", ports=("80",),
            env=env("/usr/local/apache2/bin", HTTPD_PREFIX="/usr/local/apache2",
                    **varying("HTTPD_VERSION HTTPD_SHA256 HTTPD_PATCHES")),
        ),
        releases=(((), "debian"),),
        sizes={"full": (58, 150), "alpine": (22, 65)},
    ),
    Family(
        BaseImage(
            "tomcat", "java", "runtime", workdir="/usr/local/tomcat", cmd=("catalina.sh", "run"), ports=("8080",),
            env=env("/usr/local/tomcat/bin", **varying(
                "JAVA_HOME JAVA_VERSION LANG LANGUAGE LC_ALL TOMCAT_MAJOR TOMCAT_VERSION TOMCAT_SHA512 GPG_KEYS"),
                PATH=None, CATALINA_HOME="/usr/local/tomcat",
                TOMCAT_NATIVE_LIBDIR="/usr/local/tomcat/native-jni-lib",
                LD_LIBRARY_PATH="/usr/local/tomcat/native-jni-lib"),
            unsure=words("wget git ssh python python3 unzip"),  # of the image of Java that it stands on
        ),
        releases=(((6,), ""), ((9,), "noble")),
        words={"openjdk": {"os": "", "release": ""}},
        sizes={"full": (210, 480)},
        slim_programs=words("java curl"),
    ),
    Family(
        BaseImage("jetty", "java", "runtime", user="jetty", account="jetty", workdir="/var/lib/jetty", ports=("8080",),
                  entrypoint=("/docker-entrypoint.sh",), env_is_complete=False),
        releases=(((9,), ""),),
    ),
    Family(
        BaseImage("postgres", "", "service", account="postgres", entrypoint=("docker-entrypoint.sh",),
                  cmd=("postgres",), stopsignal="SIGINT", ports=("5432",), volumes=("/var/lib/postgresql/data",),
                  env=env(**varying("GOSU_VERSION LANG PG_MAJOR PG_VERSION PGDATA PG_SHA256 DOCKER_PG_LLVM_DEPS"),
                          PATH=None)),
        releases=(((8,), "stretch"), ((9, 5), "bullseye"), ((11,), "bookworm"), ((14,), "trixie")),
        slim_programs=words("bash"),
        sizes={"full": (150, 440), "alpine": (100, 275)},
    ),
    Family(
        BaseImage("mysql", "", "service", account="mysql", entrypoint=("docker-entrypoint.sh",), cmd=("mysqld",),
                  ports=("3306", "33060"), volumes=("/var/lib/mysql",),
                  env=env(**varying("GOSU_VERSION MYSQL_MAJOR MYSQL_VERSION MYSQL_SHELL_VERSION"))),
        releases=(((5, 5), ""), ((5, 7), "oraclelinux7"), ((8,), "oraclelinux9")),
        words={"oraclelinux9": {"package_manager": "microdnf"}},
        sizes={"full": (240, 780)},
    ),
    Family(
        BaseImage("mariadb", "", "service", account="mysql", entrypoint=("docker-entrypoint.sh",), cmd=("mariadbd",),
                  ports=("3306",), volumes=("/var/lib/mysql",),
                  env=env(**varying("GOSU_VERSION LANG MARIADB_VERSION REPOSITORY MARIADB_MAJOR"))),
        releases=(((5,), "bionic"), ((10, 4), "focal"), ((10, 6), "jammy"), ((11, 4), "noble")),
        sizes={"full": (110, 410)},
    ),
    Family(
        BaseImage("redis", "", "service", account="redis", workdir="/data", entrypoint=("docker-entrypoint.sh",),
                  cmd=("redis-server",), ports=("6379",), volumes=("/data",),
                  env=env(**varying("GOSU_VERSION REDIS_VERSION REDIS_DOWNLOAD_URL REDIS_DOWNLOAD_SHA"))),
        releases=(((3,), "stretch"), ((5,), "bullseye"), ((6,), "bookworm"), ((8, 4), "debian")),
        sizes={"full": (45, 120), "alpine": (16, 42)},
    ),
    Family(
        BaseImage("mongo", "", "service", account="mongodb", entrypoint=("docker-entrypoint.sh",), cmd=("mongod",),
                  ports=("27017",), volumes=("/data/configdb", "/data/db"), env_is_complete=False, unsure=words("jq ps")),
        releases=(((3,), "xenial"), ((4,), "bionic"), ((4, 4), "focal"), ((6,), "jammy"), ((8,), "noble")),
        sizes={"full": (270, 850)},
    ),
    Family(
        BaseImage("memcached", "", "service", user="memcache", account="memcache",
                  entrypoint=("docker-entrypoint.sh",), cmd=("memcached",), ports=("11211",),
                  env=env(**varying("MEMCACHED_VERSION MEMCACHED_URL MEMCACHED_SHA1"))),
        releases=(((), "debian"),),
        sizes={"full": (33, 85), "alpine": (5, 11)},
    ),
    Family(
        BaseImage("rabbitmq", "", "service", account="rabbitmq", entrypoint=("docker-entrypoint.sh",),
                  cmd=("rabbitmq-server",), ports=("4369", "5671", "5672", "15691", "15692", "25672"),
                  volumes=("/var/lib/rabbitmq",), env_is_complete=False, unsure=words("python3")),
        releases=(((3, 9), "focal"), ((3, 12), "jammy"), ((4,), "noble")),
        slim_programs=words("bash ps"),
        sizes={"full": (105, 280), "alpine": (75, 190)},
    ),
    Family(
        BaseImage("haproxy", "", "service", user="haproxy", account="haproxy", workdir="/var/lib/haproxy",
                  entrypoint=("docker-entrypoint.sh",), cmd=("haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"),
                  stopsignal="SIGUSR1", env=env(**varying("HAPROXY_VERSION HAPROXY_URL HAPROXY_SHA256"))),
        releases=(((), "debian"),),
        sizes={"full": (40, 105), "alpine": (12, 30)},
    ),
    Family(
        BaseImage("traefik", "", "service", entrypoint=("/entrypoint.sh",), cmd=("traefik",), ports=("80",)),
        releases=(((1,), "scratch"), ((2,), "alpine")),
        sizes={"alpine": (45, 180)},
    ),
    Family(
        BaseImage("caddy", "", "service", workdir="/srv", ports=("80", "443", "443/udp", "2019"),
                  cmd=("caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"),
                  env=env(CADDY_VERSION=None, XDG_CONFIG_HOME="/config", XDG_DATA_HOME="/data"), unsure=words("git")),
        releases=(((2,), "alpine"),),
        slim_programs=words("caddy"),
        sizes={"alpine": (20, 55)},
    ),
    Family(
        BaseImage("wordpress", "php", "service", account="www-data", workdir="/var/www/html",
                  entrypoint=("docker-entrypoint.sh",), cmd=("apache2-foreground",), ports=("80",),
                  volumes=("/var/www/html",), env_is_complete=False, unsure=words("wget nc")),  # `cli` stands on Alpine
        releases=(((), "debian"),),
        full_programs=words("gcc g++ make autoconf"),
        slim_programs=words("php pecl docker-php-ext-install curl bash"),
        sizes={"full": (250, 720), "alpine": (90, 270)},
    ),
    Family(
        BaseImage("jenkins/jenkins", "", "service", user="jenkins", account="jenkins", ports=("8080", "50000"),
                  entrypoint=("/usr/bin/tini", "--", "/usr/local/bin/jenkins.sh"), volumes=("/var/jenkins_home",),
                  env_is_complete=False),
        releases=(((), "debian"),),
        slim_programs=words("bash git curl java ssh unzip"),
        sizes={"full": (270, 480)},
    ),
)  # fmt: skip
