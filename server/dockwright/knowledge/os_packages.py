"""Operating system packages: which are needed to build only, which library a development package stands for.

Source: the package indices of Debian 9 (stretch) to 13 (trixie), Ubuntu 22.04 and 24.04, and Alpine 3.22. Date: 2026-11.
A development package maps to what a program linked against it loads when it runs.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockwright.knowledge.table import words
from dockwright.patterns import lazy_pattern
from dockwright.text import whole_number

RUNTIME_OF_DEBIAN_12: Mapping[str, tuple[str, ...]] = {
    "default-libmysqlclient-dev": ("libmariadb3",),
    "freetds-dev": ("libct4", "libsybdb5"),
    "libargon2-dev": ("libargon2-1",),
    "libasound2-dev": ("libasound2",),
    "libatlas-base-dev": ("libatlas3-base",),
    "libavcodec-dev": ("libavcodec59",),
    "libavformat-dev": ("libavformat59",),
    "libavutil-dev": ("libavutil57",),
    "libblas-dev": ("libblas3",),
    "libboost-filesystem-dev": ("libboost-filesystem1.74.0",),
    "libboost-system-dev": ("libboost-system1.74.0",),
    "libboost-thread-dev": ("libboost-thread1.74.0",),
    "libbrotli-dev": ("libbrotli1",),
    "libbz2-dev": ("libbz2-1.0",),
    "libc-ares-dev": ("libc-ares2",),
    "libcairo2-dev": ("libcairo2",),
    "libcap-dev": ("libcap2",),
    "libcurl4-gnutls-dev": ("libcurl3-gnutls",),
    "libcurl4-openssl-dev": ("libcurl4",),
    "libdb-dev": ("libdb5.3",),
    "libdbus-1-dev": ("libdbus-1-3",),
    "libedit-dev": ("libedit2",),
    "libenchant-2-dev": ("libenchant-2-2",),
    "libev-dev": ("libev4",),
    "libevent-dev": ("libevent-2.1-7",),
    "libexif-dev": ("libexif12",),
    "libexpat1-dev": ("libexpat1",),
    "libffi-dev": ("libffi8",),
    "libfontconfig1-dev": ("libfontconfig1",),
    "libfreetype-dev": ("libfreetype6",),
    "libfreetype6-dev": ("libfreetype6",),
    "libfribidi-dev": ("libfribidi0",),
    "libfuse-dev": ("libfuse2",),
    "libgd-dev": ("libgd3",),
    "libgdal-dev": ("libgdal32",),
    "libgdbm-dev": ("libgdbm6",),
    "libgeos-dev": ("libgeos-c1v5",),
    "libgif-dev": ("libgif7",),
    "libgirepository1.0-dev": ("libgirepository-1.0-1",),
    "libgl1-mesa-dev": ("libgl1",),
    "libglib2.0-dev": ("libglib2.0-0",),
    "libgmp-dev": ("libgmp10",),
    "libgnutls28-dev": ("libgnutls30",),
    "libgpgme-dev": ("libgpgme11",),
    "libharfbuzz-dev": ("libharfbuzz0b",),
    "libhdf5-dev": ("libhdf5-103-1",),
    "libhiredis-dev": ("libhiredis0.14",),
    "libicu-dev": ("libicu72",),
    "libjansson-dev": ("libjansson4",),
    "libjemalloc-dev": ("libjemalloc2",),
    "libjpeg-dev": ("libjpeg62-turbo",),
    "libjpeg62-turbo-dev": ("libjpeg62-turbo",),
    "libkrb5-dev": ("libgssapi-krb5-2",),
    "liblapack-dev": ("liblapack3",),
    "liblcms2-dev": ("liblcms2-2",),
    "libldap2-dev": ("libldap-2.5-0",),
    "libldap-dev": ("libldap-2.5-0",),
    "libleveldb-dev": ("libleveldb1d",),
    "libltdl-dev": ("libltdl7",),
    "liblz4-dev": ("liblz4-1",),
    "liblzma-dev": ("liblzma5",),
    "libmagic-dev": ("libmagic1",),
    "libmagickwand-dev": ("libmagickwand-6.q16-6",),
    "libmariadb-dev": ("libmariadb3",),
    "libmariadb-dev-compat": ("libmariadb3",),
    "libmaxminddb-dev": ("libmaxminddb0",),
    "libmcrypt-dev": ("libmcrypt4",),
    "libmemcached-dev": ("libmemcached11",),
    "libmpc-dev": ("libmpc3",),
    "libmpfr-dev": ("libmpfr6",),
    "libncurses-dev": ("libncurses6",),
    "libncurses5-dev": ("libncurses6",),
    "libnghttp2-dev": ("libnghttp2-14",),
    "libonig-dev": ("libonig5",),
    "libopenblas-dev": ("libopenblas0",),
    "libopencv-dev": ("libopencv-core406", "libopencv-imgproc406", "libopencv-imgcodecs406"),
    "libopenjp2-7-dev": ("libopenjp2-7",),
    "libpango1.0-dev": ("libpango-1.0-0", "libpangocairo-1.0-0"),
    "libpcap-dev": ("libpcap0.8",),
    "libpcre2-dev": ("libpcre2-8-0",),
    "libpcre3-dev": ("libpcre3",),
    "libpixman-1-dev": ("libpixman-1-0",),
    "libpng-dev": ("libpng16-16",),
    "libpoppler-cpp-dev": ("libpoppler-cpp0v5",),
    "libpq-dev": ("libpq5",),
    "libproj-dev": ("libproj25",),
    "libprotobuf-dev": ("libprotobuf32",),
    "librabbitmq-dev": ("librabbitmq4",),
    "librdkafka-dev": ("librdkafka1", "librdkafka++1"),
    "libreadline-dev": ("libreadline8",),
    "librsvg2-dev": ("librsvg2-2",),
    "libsasl2-dev": ("libsasl2-2",),
    "libseccomp-dev": ("libseccomp2",),
    "libsnappy-dev": ("libsnappy1v5",),
    "libsndfile1-dev": ("libsndfile1",),
    "libsodium-dev": ("libsodium23",),
    "libspatialindex-dev": ("libspatialindex6",),
    "libsqlite3-dev": ("libsqlite3-0",),
    "libssh2-1-dev": ("libssh2-1",),
    "libssl-dev": ("libssl3",),
    "libsystemd-dev": ("libsystemd0",),
    "libtidy-dev": ("libtidy5deb1",),
    "libtiff-dev": ("libtiff6",),
    "libtiff5-dev": ("libtiff6",),
    "libudev-dev": ("libudev1",),
    "libunwind-dev": ("libunwind8",),
    "libusb-1.0-0-dev": ("libusb-1.0-0",),
    "libuv1-dev": ("libuv1",),
    "libvips-dev": ("libvips42",),
    "libvpx-dev": ("libvpx7",),
    "libwebp-dev": ("libwebp7", "libwebpdemux2", "libwebpmux3"),
    "libx11-dev": ("libx11-6",),
    "libxext-dev": ("libxext6",),
    "libxml2-dev": ("libxml2",),
    "libxmlsec1-dev": ("libxmlsec1", "libxmlsec1-openssl"),
    "libxrender-dev": ("libxrender1",),
    "libxslt-dev": ("libxslt1.1",),
    "libxslt1-dev": ("libxslt1.1",),
    "libyaml-dev": ("libyaml-0-2",),
    "libzip-dev": ("libzip4",),
    "libzmq3-dev": ("libzmq5",),
    "libzstd-dev": ("libzstd1",),
    "portaudio19-dev": ("libportaudio2",),
    "unixodbc-dev": ("unixodbc",),
    "uuid-dev": ("libuuid1",),
    "zlib1g-dev": ("zlib1g",),
}

_TIME_64 = {
    "libcurl4-openssl-dev": ("libcurl4t64",),
    "libcurl4-gnutls-dev": ("libcurl3t64-gnutls",),
    "libdb-dev": ("libdb5.3t64",),
    "libev-dev": ("libev4t64",),
    "libevent-dev": ("libevent-2.1-7t64",),
    "libgdbm-dev": ("libgdbm6t64",),
    "libgeos-dev": ("libgeos-c1t64",),
    "libglib2.0-dev": ("libglib2.0-0t64",),
    "libgnutls28-dev": ("libgnutls30t64",),
    "libgpgme-dev": ("libgpgme11t64",),
    "libfuse-dev": ("libfuse2t64",),
    "libmagic-dev": ("libmagic1t64",),
    "libmemcached-dev": ("libmemcached11t64",),
    "libpcap-dev": ("libpcap0.8t64",),
    "libpng-dev": ("libpng16-16t64",),
    "libreadline-dev": ("libreadline8t64",),
    "libssl-dev": ("libssl3t64",),
    "libuv1-dev": ("libuv1t64",),
    "libvips-dev": ("libvips42t64",),
}  # both Debian 13 and Ubuntu 24.04 renamed these when time_t grew

_GONE_IN_DEBIAN_13 = words("libatlas-base-dev libpcre3-dev")

RUNTIME_OF_DEBIAN_13: Mapping[str, tuple[str, ...]] = {
    **{package: libraries for package, libraries in RUNTIME_OF_DEBIAN_12.items() if package not in _GONE_IN_DEBIAN_13},
    **_TIME_64,
    "libasound2-dev": ("libasound2t64",),
    "libavcodec-dev": ("libavcodec61",),
    "libavformat-dev": ("libavformat61",),
    "libavutil-dev": ("libavutil59",),
    "libboost-filesystem-dev": ("libboost-filesystem1.83.0",),
    "libc-ares-dev": ("libcares2",),
    "libssh2-1-dev": ("libssh2-1t64",),
    "libboost-system-dev": ("libboost-system1.83.0",),
    "libboost-thread-dev": ("libboost-thread1.83.0",),
    "libgdal-dev": ("libgdal36",),
    "libhdf5-dev": ("libhdf5-310",),
    "libhiredis-dev": ("libhiredis1.1.0",),
    "libicu-dev": ("libicu76",),
    "libldap-dev": ("libldap2",),
    "libldap2-dev": ("libldap2",),
    "libmagickwand-dev": ("libmagickwand-7.q16-10",),
    "libopencv-dev": ("libopencv-core410", "libopencv-imgproc410", "libopencv-imgcodecs410"),
    "libpoppler-cpp-dev": ("libpoppler-cpp2",),
    "libprotobuf-dev": ("libprotobuf32t64",),
    "libspatialindex-dev": ("libspatialindex8",),
    "libtidy-dev": ("libtidy58",),
    "libvpx-dev": ("libvpx9",),
    "libxmlsec1-dev": ("libxmlsec1t64", "libxmlsec1t64-openssl"),
    "libzip-dev": ("libzip5",),
}

RUNTIME_OF_DEBIAN_11: Mapping[str, tuple[str, ...]] = {
    **RUNTIME_OF_DEBIAN_12,
    "libavcodec-dev": ("libavcodec58",),
    "libavformat-dev": ("libavformat58",),
    "libavutil-dev": ("libavutil56",),
    "libffi-dev": ("libffi7",),
    "libgdal-dev": ("libgdal28",),
    "libicu-dev": ("libicu67",),
    "libldap-dev": ("libldap-2.4-2",),
    "libldap2-dev": ("libldap-2.4-2",),
    "libopencv-dev": ("libopencv-core4.5", "libopencv-imgproc4.5", "libopencv-imgcodecs4.5"),
    "libproj-dev": ("libproj19",),
    "libprotobuf-dev": ("libprotobuf23",),
    "libssl-dev": ("libssl1.1",),
    "libtiff-dev": ("libtiff5",),
    "libtiff5-dev": ("libtiff5",),
    "libvpx-dev": ("libvpx6",),
    "libwebp-dev": ("libwebp6", "libwebpdemux2", "libwebpmux3"),
}

_NOT_IN_DEBIAN_10 = words("libfreetype-dev libldap-dev librdkafka-dev libspatialindex-dev libtidy-dev libvips-dev")
"""Packages that Debian 10 does not have under these names, or whose library is not certain."""

RUNTIME_OF_DEBIAN_10: Mapping[str, tuple[str, ...]] = {
    **{package: libraries for package, libraries in RUNTIME_OF_DEBIAN_11.items() if package not in _NOT_IN_DEBIAN_10},
    "libboost-filesystem-dev": ("libboost-filesystem1.67.0",),
    "libboost-system-dev": ("libboost-system1.67.0",),
    "libboost-thread-dev": ("libboost-thread1.67.0",),
    "libevent-dev": ("libevent-2.1-6",),
    "libffi-dev": ("libffi6",),
    "libgdal-dev": ("libgdal20",),
    "libhdf5-dev": ("libhdf5-103",),
    "libicu-dev": ("libicu63",),
    "libopenblas-dev": ("libopenblas-base",),
    "libopencv-dev": ("libopencv-core3.2", "libopencv-imgproc3.2", "libopencv-imgcodecs3.2"),
    "libproj-dev": ("libproj13",),
    "libprotobuf-dev": ("libprotobuf17",),
    "libreadline-dev": ("libreadline7",),
    "libvpx-dev": ("libvpx5",),
}

RUNTIME_OF_DEBIAN_9: Mapping[str, tuple[str, ...]] = {
    **{
        package: RUNTIME_OF_DEBIAN_10[package]
        for package in (
            "freetds-dev", "libasound2-dev", "libbz2-dev", "libcairo2-dev", "libcurl4-gnutls-dev", "libdb-dev", "libedit-dev",
            "libexpat1-dev", "libffi-dev", "libfreetype6-dev", "libgdal-dev", "libgeos-dev", "libglib2.0-dev", "libgmp-dev",
            "libgnutls28-dev", "libjpeg-dev", "libjpeg62-turbo-dev", "libkrb5-dev", "liblcms2-dev", "libldap2-dev",
            "liblz4-dev", "liblzma-dev", "libmagic-dev", "libmemcached-dev", "libpng-dev", "libpq-dev", "libpcap-dev",
            "libreadline-dev", "libsasl2-dev", "libsnappy-dev", "libsndfile1-dev", "libsqlite3-dev", "libssl-dev",
            "libtiff5-dev", "libxml2-dev", "libxslt1-dev", "libyaml-dev", "libzip-dev", "libzmq3-dev", "portaudio19-dev",
             "unixodbc-dev", "uuid-dev", "zlib1g-dev",
        )
    },
    "default-libmysqlclient-dev": ("libmariadbclient18",),
    "libcurl4-openssl-dev": ("libcurl3",),
    "libevent-dev": ("libevent-2.0-5",),
    "libicu-dev": ("libicu57",),
    "libncurses5-dev": ("libncurses5",),
    "libsodium-dev": ("libsodium18",),
}  # fmt: skip

RUNTIME_OF_UBUNTU_24: Mapping[str, tuple[str, ...]] = {
    **{
        package: RUNTIME_OF_DEBIAN_12[package]
        for package in (
            "default-libmysqlclient-dev", "libbz2-dev", "libcairo2-dev", "libexpat1-dev", "libffi-dev",
            "libfontconfig1-dev", "libfreetype-dev", "libfreetype6-dev", "libgmp-dev", "libkrb5-dev", "liblcms2-dev",
            "liblz4-dev", "liblzma-dev", "libncurses-dev", "libonig-dev", "libpq-dev", "libsasl2-dev",
            "libsodium-dev", "libsqlite3-dev", "libtiff-dev", "libxml2-dev", "libxslt1-dev", "libyaml-dev",
            "libzip-dev", "libzmq3-dev", "libzstd-dev", "libwebp-dev", "libseccomp-dev", "zlib1g-dev", "uuid-dev",
        )
    },
    **_TIME_64,
    "default-libmysqlclient-dev": ("libmysqlclient21",),
    "libicu-dev": ("libicu74",),
    "libjpeg-dev": ("libjpeg-turbo8",),
    "libldap2-dev": ("libldap2",),
}  # fmt: skip

RUNTIME_OF_UBUNTU_22: Mapping[str, tuple[str, ...]] = {
    **{
        package: RUNTIME_OF_DEBIAN_12[package]
        for package in (
            "libbz2-dev", "libcairo2-dev", "libcurl4-openssl-dev", "libcurl4-gnutls-dev", "libev-dev", "libevent-dev",
            "libexpat1-dev", "libffi-dev", "libfontconfig1-dev", "libfreetype-dev", "libfreetype6-dev", "libglib2.0-dev",
            "libgmp-dev", "libgnutls28-dev", "libjansson-dev", "libkrb5-dev", "liblcms2-dev", "libldap2-dev", "liblz4-dev",
            "liblzma-dev", "libncurses-dev", "libncurses5-dev", "libonig-dev", "libpcap-dev", "libpng-dev", "libpq-dev",
            "libreadline-dev", "libsasl2-dev", "libseccomp-dev", "libsodium-dev", "libsqlite3-dev", "libssl-dev", "libuv1-dev",
            "libxml2-dev", "libxslt1-dev", "libyaml-dev", "libzip-dev", "libzmq3-dev", "libzstd-dev", "uuid-dev", "zlib1g-dev",
        )
    },
    "default-libmysqlclient-dev": ("libmysqlclient21",),
    "libicu-dev": ("libicu70",),
    "libjpeg-dev": ("libjpeg-turbo8",),
    "libtiff-dev": ("libtiff5",),
}  # fmt: skip

RUNTIME_OF_ALPINE: Mapping[str, tuple[str, ...]] = {
    "bzip2-dev": ("libbz2",),
    "cairo-dev": ("cairo",),
    "curl-dev": ("libcurl",),
    "expat-dev": ("libexpat",),
    "fontconfig-dev": ("fontconfig",),
    "freetype-dev": ("freetype",),
    "gdal-dev": ("gdal",),
    "geos-dev": ("geos",),
    "giflib-dev": ("giflib",),
    "glib-dev": ("glib",),
    "gmp-dev": ("gmp",),
    "icu-dev": ("icu-libs",),
    "imagemagick-dev": ("imagemagick",),
    "jpeg-dev": ("libjpeg-turbo",),
    "krb5-dev": ("krb5-libs",),
    "lcms2-dev": ("lcms2",),
    "libffi-dev": ("libffi",),
    "libjpeg-turbo-dev": ("libjpeg-turbo",),
    "libmemcached-dev": ("libmemcached-libs",),
    "libpng-dev": ("libpng",),
    "libpq-dev": ("libpq",),
    "librdkafka-dev": ("librdkafka",),
    "libressl-dev": ("libressl",),
    "libsodium-dev": ("libsodium",),
    "libwebp-dev": ("libwebp",),
    "libxml2-dev": ("libxml2",),
    "libxslt-dev": ("libxslt",),
    "libzip-dev": ("libzip",),
    "linux-headers": (),
    "lz4-dev": ("lz4-libs",),
    "mariadb-connector-c-dev": ("mariadb-connector-c",),
    "mariadb-dev": ("mariadb-connector-c",),
    "musl-dev": (),
    "ncurses-dev": ("ncurses-libs",),
    "oniguruma-dev": ("oniguruma",),
    "openblas-dev": ("openblas",),
    "openjpeg-dev": ("openjpeg",),
    "openldap-dev": ("libldap",),
    "openssl-dev": ("libssl3", "libcrypto3"),
    "pango-dev": ("pango",),
    "pcre-dev": ("pcre",),
    "pcre2-dev": ("pcre2",),
    "postgresql-dev": ("libpq",),
    "proj-dev": ("proj",),
    "python3-dev": ("python3",),
    "readline-dev": ("readline",),
    "snappy-dev": ("snappy",),
    "sqlite-dev": ("sqlite-libs",),
    "tiff-dev": ("tiff",),
    "unixodbc-dev": ("unixodbc",),
    "vips-dev": ("vips",),
    "yaml-dev": ("yaml",),
    "zeromq-dev": ("libzmq",),
    "zlib-dev": ("zlib",),
    "zstd-dev": ("zstd-libs",),
}

_OPENSSL_OF_ALPINE = (((3, 9), "1.0"), ((3, 17), "1.1"))
"""Before which release of Alpine the packages of OpenSSL's libraries carried another number than now."""

RUNTIME_OF_RELEASE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "stretch": RUNTIME_OF_DEBIAN_9,
    "buster": RUNTIME_OF_DEBIAN_10,
    "bullseye": RUNTIME_OF_DEBIAN_11,
    "bookworm": RUNTIME_OF_DEBIAN_12,
    "trixie": RUNTIME_OF_DEBIAN_13,
    "jammy": RUNTIME_OF_UBUNTU_22,
    "noble": RUNTIME_OF_UBUNTU_24,
    "alpine": RUNTIME_OF_ALPINE,
}
"""By BaseImage.release, or "alpine" for all of its releases (of their libraries only OpenSSL's carry a version in the name)."""


_OF_ANY_DEBIAN: Mapping[str, tuple[str, ...]] = {
    package: libraries
    for package, libraries in RUNTIME_OF_DEBIAN_13.items()
    if all(
        libraries == table.get(package)
        for table in (RUNTIME_OF_DEBIAN_9, RUNTIME_OF_DEBIAN_10, RUNTIME_OF_DEBIAN_11, RUNTIME_OF_DEBIAN_12)
    )
}
"""Libraries whose packages have had the same name on every release."""


_ZLIB = frozenset({"zlib1g-dev", "libz-dev"})
"""The library has one name in all releases of Debian and Ubuntu; the second name is one that the first provides."""


def runtime_of(package: str, os: str, release: str) -> tuple[str, ...] | None:
    """What a program that is linked against a development package loads, on a release; None where that is not known."""
    if os != "alpine":
        if package in HEADERS_ALONE:
            return ()
        if package in _ZLIB:
            return ("zlib1g",)
        if os == "debian" and not release:
            return _OF_ANY_DEBIAN.get(package)
        found = RUNTIME_OF_RELEASE.get(release, {}).get(package)
        return found or _of_c_projects(package, release) or _boost(package, release)
    if package == "openssl-dev" and release[:1].isdecimal():
        number = tuple(whole_number(part) for part in release.split("."))
        for end, version in _OPENSSL_OF_ALPINE:
            if number < end:
                return (f"libssl{version}", f"libcrypto{version}")
    return RUNTIME_OF_ALPINE.get(package)


_BOOST_OF_RELEASE = {
    "bullseye": "1.74.0",
    "bookworm": "1.74.0",
    "jammy": "1.74.0",
    "trixie": "1.83.0",
    "noble": "1.83.0",
}
_BOOST_PARTS = words(
    "atomic chrono container context contract coroutine date-time fiber filesystem graph iostreams locale log math nowide "
    "program-options random regex serialization stacktrace system thread timer type-erasure wave"
)

_COLUMNS = ("bullseye", "bookworm", "trixie", "jammy", "noble")

_OF_C_PROJECTS: Mapping[str, str] = {
    "libaio-dev": "libaio1 libaio1 libaio1t64 libaio1 libaio1t64",
    "libarchive-dev": "libarchive13 libarchive13 libarchive13t64 libarchive13 libarchive13t64",
    "libavahi-client-dev": "libavahi-client3",
    "libb64-dev": "libb64-0d",
    "libbsd-dev": "libbsd0",
    "libbson-dev": "libbson-1.0-0 libbson-1.0-0 libbson-1.0-0t64 libbson-1.0-0 libbson-1.0-0t64",
    "libcap-ng-dev": "libcap-ng0",
    "libcbor-dev": "libcbor0 libcbor0.8 libcbor0.10 libcbor0.8 libcbor0.10",
    "libcjson-dev": "libcjson1",
    "libconfig++-dev": "libconfig++9v5 libconfig++9v5 libconfig++11 libconfig++9v5 libconfig++9v5",
    "libconfig-dev": "libconfig9 libconfig9 libconfig11 libconfig9 libconfig9",
    "libcpp-httplib-dev": "- libcpp-httplib0.11 libcpp-httplib0.18 libcpp-httplib0 libcpp-httplib0.14t64",
    "libcpprest-dev": "libcpprest2.10",
    "libcrypt-dev": "libcrypt1",
    "libcrypto++-dev": "libcrypto++8 libcrypto++8 libcrypto++8t64 libcrypto++8 libcrypto++8t64",
    "libcurlpp-dev": "libcurlpp0 libcurlpp0 libcurlpp0t64 libcurlpp0 libcurlpp0t64",
    "libdbus-1-dev": "libdbus-1-3",
    "libdouble-conversion-dev": "libdouble-conversion3",
    "libfcgi-dev": "libfcgi0ldbl libfcgi0ldbl libfcgi0t64 libfcgi0ldbl libfcgi0t64",
    "libfmt-dev": "libfmt7 libfmt9 libfmt10 libfmt8 libfmt9",
    "libgcrypt20-dev": "libgcrypt20",
    "libgflags-dev": "libgflags2.2",
    "libgoogle-glog-dev": "libgoogle-glog0v5 libgoogle-glog0v6 libgoogle-glog0v6t64 libgoogle-glog0v5 libgoogle-glog0v6t64",
    "libgoogle-perftools-dev": "libgoogle-perftools4,libtcmalloc-minimal4 libgoogle-perftools4,libtcmalloc-minimal4 libgoogle-perftools4t64,libtcmalloc-minimal4t64 libgoogle-perftools4,libtcmalloc-minimal4 libgoogle-perftools4t64,libtcmalloc-minimal4t64",
    "libgrpc++-dev": "libgrpc++1 libgrpc++1.51 libgrpc++1.51t64 libgrpc++1 libgrpc++1.51t64",
    "libgsl-dev": "libgsl25,libgslcblas0 libgsl27,libgslcblas0 libgsl28,libgslcblas0 libgsl27,libgslcblas0 libgsl27,libgslcblas0",
    "libhiredis-dev": "libhiredis0.14 libhiredis0.14 libhiredis1.1.0 libhiredis0.14 libhiredis1.1.0",
    "libhttp-parser-dev": "libhttp-parser2.9",
    "libi2c-dev": "libi2c0",
    "libidn2-dev": "libidn2-0",
    "libinih-dev": "libinih1,libinireader0",
    "libiniparser-dev": "libiniparser1 libiniparser1 libiniparser4 libiniparser1 libiniparser1",
    "libjemalloc-dev": "libjemalloc2",
    "libjson-c-dev": "libjson-c5",
    "libjsoncpp-dev": "libjsoncpp24 libjsoncpp25 libjsoncpp26 libjsoncpp25 libjsoncpp25",
    "liblua5.3-dev": "liblua5.3-0",
    "liblua5.4-dev": "liblua5.4-0",
    "libluajit-5.1-dev": "libluajit-5.1-2",
    "libmaxminddb-dev": "libmaxminddb0",
    "libmbedtls-dev": "libmbedcrypto3,libmbedtls12,libmbedx509-0 libmbedcrypto7,libmbedtls14,libmbedx509-1 libmbedcrypto16,libmbedtls21,libmbedx509-7 libmbedcrypto7,libmbedtls14,libmbedx509-1 libmbedcrypto7t64,libmbedtls14t64,libmbedx509-1t64",
    "libmicrohttpd-dev": "libmicrohttpd12 libmicrohttpd12 libmicrohttpd12t64 libmicrohttpd12 libmicrohttpd12t64",
    "libminizip-dev": "libminizip1 libminizip1 libminizip1t64 libminizip1 libminizip1t64",
    "libmnl-dev": "libmnl0",
    "libmodbus-dev": "libmodbus5",
    "libmongoc-dev": "libmongoc-1.0-0 libmongoc-1.0-0 libmongoc-1.0-0t64 libmongoc-1.0-0 libmongoc-1.0-0t64",
    "libmosquitto-dev": "libmosquitto1",
    "libmosquittopp-dev": "libmosquittopp1",
    "libmysqlcppconn-dev": "libmysqlcppconn7v5 libmysqlcppconn7v5 libmysqlcppconn7t64 libmysqlcppconn7v5 libmysqlcppconn7t64",
    "libnetfilter-queue-dev": "libnetfilter-queue1",
    "libnfnetlink-dev": "libnfnetlink0",
    "libnghttp2-dev": "libnghttp2-14",
    "libnl-3-dev": "libnl-3-200",
    "libnl-genl-3-dev": "libnl-genl-3-200",
    "libnl-route-3-dev": "libnl-route-3-200",
    "libnuma-dev": "libnuma1",
    "libogg-dev": "libogg0",
    "libopus-dev": "libopus0",
    "libpaho-mqtt-dev": "libpaho-mqtt1.3",
    "libpam0g-dev": "libpam0g",
    "libpqxx-dev": "libpqxx-6.4 libpqxx-6.4 libpqxx-7.10 libpqxx-6.4 libpqxx-7.8t64",
    "libprotobuf-c-dev": "libprotobuf-c1",
    "libpugixml-dev": "libpugixml1v5",
    "librabbitmq-dev": "librabbitmq4",
    "libre2-dev": "libre2-9 libre2-9 libre2-11 libre2-9 libre2-10",
    "librocksdb-dev": "librocksdb6.11 librocksdb7.8 librocksdb9.10 librocksdb6.11 librocksdb8.9",
    "libserialport-dev": "libserialport0",
    "libsndfile1-dev": "libsndfile1",
    "libspdlog-dev": "libspdlog1,libfmt7 libspdlog1.10,libfmt9 libspdlog1.15,libfmt10 libspdlog1,libfmt8 libspdlog1.12,libfmt9",
    "libssh-dev": "libssh-4",
    "libstrophe-dev": "libstrophe0",
    "libtbb-dev": "libtbb2 libtbb12 libtbb12 libtbb12 libtbb12",
    "libtinyxml2-dev": "libtinyxml2-8 libtinyxml2-9 libtinyxml2-11 libtinyxml2-9 libtinyxml2-10",
    "libunistring-dev": "libunistring2 libunistring2 libunistring5 libunistring2 libunistring5",
    "libunwind-dev": "libunwind8",
    "liburing-dev": "liburing1 liburing2 liburing2 liburing2 liburing2",
    "libwebsockets-dev": "libwebsockets16 libwebsockets17 libwebsockets19t64 libwebsockets16 libwebsockets19t64",
    "libxerces-c-dev": "libxerces-c3.2 libxerces-c3.2 libxerces-c3.2t64 libxerces-c3.2 libxerces-c3.2t64",
    "libyaml-cpp-dev": "libyaml-cpp0.6 libyaml-cpp0.7 libyaml-cpp0.8 libyaml-cpp0.7 libyaml-cpp0.8",
}  # fmt: skip
"""Libraries that programs of C and C++ use beyond those above: one word for each of the releases in `_COLUMNS`, or one for all of them.
Packages are joined by `,`; `-`: there is none."""


def _of_c_projects(package: str, release: str) -> tuple[str, ...] | None:
    """The libraries behind a development package of that table."""
    row = _OF_C_PROJECTS.get(package, "").split()
    if not row or release not in _COLUMNS:
        return None
    found = row[_COLUMNS.index(release)] if len(row) > 1 else row[0]
    return tuple(found.split(",")) if found != "-" else None


HEADERS_ALONE = words(
    "libboost-dev libeigen3-dev libglm-dev libgmock-dev libgtest-dev libasio-dev librapidjson-dev libcxxopts-dev libcli11-dev "
    "libutfcpp-dev libcatch2-dev nlohmann-json3-dev catch2 libsimde-dev libwebsocketpp-dev"
)
"""Development packages of Debian with headers, or with libraries that are linked in, and none that is loaded."""


def _boost(package: str, release: str) -> tuple[str, ...] | None:
    """The library of Boost behind a development package; the one of times has a suffix since times have 64 bits."""
    part = package.removeprefix("libboost-").removesuffix("-dev")
    version = _BOOST_OF_RELEASE.get(release)
    if version is None or part not in _BOOST_PARTS or package != f"libboost-{part}-dev":
        return None
    return (f"libboost-{part}{version}{'t64' if part == 'chrono' and version == '1.83.0' else ''}",)


BUILD_ONLY: frozenset[str] = words(
    """
    alpine-sdk autoconf autoconf-archive automake autopoint autotools-dev bear binutils bison build-base build-essential byacc
    bzip2-dev cargo ccache check chrpath clang cmake cppcheck debhelper devscripts diffutils dh-autoreconf dpkg-dev
    fakeroot file flex g++ g++-multilib gcc gcc-c++ gcc-multilib gdb gettext gfortran git git-core git-lfs go go-task golang
    golang-go gperf gradle groff help2man intltool itstool just libc-dev libc6-dev libstdc++-dev libtool libtool-bin
    linux-headers linux-libc-dev lld llvm m4 make maven mercurial meson mold musl-dev musl-tools nasm ninja ninja-build
    openjdk-11-jdk openjdk-17-jdk openjdk-21-jdk openjdk-8-jdk patch patchelf pkg-config pkgconf protobuf-compiler
    protoc python-dev python3-dev python2-dev python3-pip python3-setuptools python3-wheel python3-venv quilt ragel
    re2c rpm-build rustc samurai scons subversion swig texinfo upx upx-ucl valgrind vala wheel xmlto xsltproc yasm
    """
)
"""Packages a program needs while it is compiled, and not to run. `-dev` and `-devel` packages belong here too."""

RUNTIME: frozenset[str] = words(
    """
    ca-certificates tzdata tini dumb-init gosu su-exec openssl libstdc++ libgcc gcompat libc6-compat
    bash busybox coreutils curl wget jq procps iproute2 iputils-ping netcat netcat-openbsd dnsutils bind-tools
    openssh-client openssh sqlite sqlite3 postgresql-client mysql-client mariadb-client default-mysql-client
    redis-tools ffmpeg imagemagick ghostscript poppler-utils graphviz fonts-dejavu fonts-liberation fontconfig
    ttf-dejavu font-noto libpq5 libpq libssl3 locales musl-locales icu-libs nginx supervisor cron unzip zip xz-utils
    chromium chromium-driver xvfb libgomp1 libgl1 libglib2.0-0 libsm6 libxext6 libxrender1 wkhtmltopdf
    """
)
"""Packages whose place is the running container."""

TRANSPORT_ONLY: frozenset[str] = words(
    "apt-transport-https apt-utils debconf dirmngr gnupg gnupg2 gpg gpg-agent lsb-release software-properties-common"
)
"""Packages that only help to install others."""

SAME_ON_ALPINE: Mapping[str, str] = {
    "apache2-utils": "apache2-utils",
    "bash": "bash",
    "build-essential": "build-base",
    "ca-certificates": "ca-certificates",
    "curl": "curl",
    "default-libmysqlclient-dev": "mariadb-dev",
    "default-mysql-client": "mysql-client",
    "dnsutils": "bind-tools",
    "dumb-init": "dumb-init",
    "ffmpeg": "ffmpeg",
    "g++": "g++",
    "gcc": "gcc",
    "git": "git",
    "gnupg": "gnupg",
    "gosu": "su-exec",
    "imagemagick": "imagemagick",
    "iproute2": "iproute2",
    "iputils-ping": "iputils",
    "jq": "jq",
    "libc6-dev": "musl-dev",
    "libcurl4-openssl-dev": "curl-dev",
    "libffi-dev": "libffi-dev",
    "libicu-dev": "icu-dev",
    "libjpeg-dev": "jpeg-dev",
    "libpng-dev": "libpng-dev",
    "libpq-dev": "libpq-dev",
    "libpq5": "libpq",
    "libsqlite3-dev": "sqlite-dev",
    "libssl-dev": "openssl-dev",
    "libxml2-dev": "libxml2-dev",
    "libxslt1-dev": "libxslt-dev",
    "libyaml-dev": "yaml-dev",
    "make": "make",
    "netcat": "netcat-openbsd",
    "netcat-openbsd": "netcat-openbsd",
    "openssh-client": "openssh-client",
    "openssl": "openssl",
    "pkg-config": "pkgconf",
    "postgresql-client": "postgresql-client",
    "procps": "procps",
    "python3": "python3",
    "python3-dev": "python3-dev",
    "python3-pip": "py3-pip",
    "rsync": "rsync",
    "sqlite3": "sqlite",
    "sudo": "sudo",
    "supervisor": "supervisor",
    "tini": "tini",
    "tzdata": "tzdata",
    "unzip": "unzip",
    "vim": "vim",
    "wget": "wget",
    "xz-utils": "xz",
    "zip": "zip",
    "zlib1g-dev": "zlib-dev",
}
"""Debian's name -> Alpine's name of the same thing."""

PROGRAM_OF_PACKAGE: Mapping[str, tuple[str, ...]] = {
    "bash": ("bash",),
    "build-base": ("gcc", "g++", "make"),
    "build-essential": ("gcc", "g++", "make"),
    "coreutils": ("timeout", "nproc", "realpath"),
    "curl": ("curl",),
    "default-mysql-client": ("mysql", "mysqladmin", "mysqldump"),
    "file": ("file",),
    "g++": ("g++", "c++"),
    "gcc": ("gcc", "cc"),
    "git": ("git",),
    "git-core": ("git",),
    "gnupg": ("gpg",),
    "imagemagick": ("convert", "identify", "mogrify"),
    "iproute2": ("ip", "ss"),
    "iputils-ping": ("ping",),
    "jq": ("jq",),
    "make": ("make",),
    "mercurial": ("hg",),
    "nano": ("nano",),
    "netcat": ("nc", "netcat"),
    "netcat-openbsd": ("nc", "netcat"),
    "netcat-traditional": ("nc", "netcat"),
    "nodejs": ("node",),
    "npm": ("npm",),
    "openssh-client": ("ssh", "scp"),
    "openssl": ("openssl",),
    "patch": ("patch",),
    "perl": ("perl",),
    "postgresql-client": ("psql", "pg_isready", "pg_dump", "pg_dumpall", "pg_restore", "createdb", "dropdb"),
    "procps": ("ps", "pgrep", "pkill", "top", "free"),
    "python": ("python",),
    "python3": ("python3",),
    "python3-pip": ("pip3", "pip"),
    "redis-tools": ("redis-cli",),
    "subversion": ("svn",),
    "sudo": ("sudo",),
    "tini": ("tini",),
    "dumb-init": ("dumb-init",),
    "unzip": ("unzip",),
    "wget": ("wget",),
    "xz-utils": ("xz",),
    "zip": ("zip",),
}
"""What installing a package puts on the PATH, where rules need to know."""


_GO = lazy_pattern(r"go|golang|golang-(?:go|[\d.]+(?:-go)?)")


def is_go(name: str) -> bool:
    """Whether a package is Go: `go` of Alpine, `golang`, `golang-go`, `golang-1.22-go` of Debian."""
    return _GO.fullmatch(name) is not None


def is_build_only(package: str) -> bool:
    """Whether nothing that runs needs this package: a compiler, a build tool, or headers."""
    return package in BUILD_ONLY or package.endswith(("-dev", "-dev-compat", "-devel", "-headers"))
