"""Packages that releases of Debian and Ubuntu lack, of those that Dockerfiles install.

Source: the package indices of Debian (section main, of amd64 and arm64) and Ubuntu (all sections, of amd64). Date: 2026-11.
Refreshed by scripts/refresh_package_indices.py; nothing here is written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

RELEASES = "11 12 13 16.04 18.04 20.04 22.04 24.04 26.04"
"""The releases that were looked at, by the numbers of Debian and Ubuntu."""

LACKING: Mapping[str, str] = {
    "11": ("sphinxsearch "),
    "11 12 13": (
        "chromium-browser faac firefox hdhomerun-config-gui language-pack-en language-pack-en-base language-pack-ja "
        "language-pack-ja-base language-pack-zh-hans libfaac-dev libfaac0 libjpeg-turbo8-dev libjpeg8 libjpeg8-dev "
        "libmysqlclient-dev linux-headers-generic manpages-posix-dev mysql-client mysql-server openjdk-8-jdk "
        "openjdk-8-jdk-headless openjdk-8-jre openjdk-8-jre-headless python3.3 run-one sabnzbdplus "
        "ttf-mscorefonts-installer unrar "
    ),
    "11 12 13 16.04 18.04 20.04 22.04 24.04": (
        "gcc-15 gcc-16 gfortran-15 gfortran-16 libapache2-mod-php8.5 libicu78 libpython3.14 libpython3.14-dev "
        "libpython3.14-minimal openjdk-26-jdk openjdk-26-jdk-headless openjdk-26-jre openjdk-26-jre-headless php8.5 "
        "php8.5-amqp php8.5-apcu php8.5-ast php8.5-bcmath php8.5-bz2 php8.5-cgi php8.5-cli php8.5-common php8.5-curl "
        "php8.5-dba php8.5-decimal php8.5-dev php8.5-ds php8.5-enchant php8.5-excimer php8.5-fpm php8.5-gd php8.5-gearman "
        "php8.5-gmagick php8.5-gmp php8.5-gnupg php8.5-http php8.5-iconv php8.5-igbinary php8.5-imagick php8.5-inotify "
        "php8.5-interbase php8.5-intl php8.5-ldap php8.5-litespeed php8.5-mailparse php8.5-maxminddb php8.5-mbstring "
        "php8.5-mcrypt php8.5-memcache php8.5-memcached php8.5-mongo php8.5-mongodb php8.5-msgpack php8.5-mysql "
        "php8.5-mysqlnd php8.5-oauth php8.5-odbc php8.5-pcov php8.5-pdo php8.5-pgsql php8.5-phpdbg php8.5-pq php8.5-ps "
        "php8.5-pspell php8.5-psr php8.5-raphf php8.5-readline php8.5-redis php8.5-rrd php8.5-smbclient php8.5-snmp "
        "php8.5-soap php8.5-solr php8.5-sqlite php8.5-sqlite3 php8.5-ssh2 php8.5-stomp php8.5-sybase php8.5-tidy "
        "php8.5-tokenizer php8.5-uopz php8.5-uploadprogress php8.5-uuid php8.5-xdebug php8.5-xml php8.5-xmlrpc php8.5-xsl "
        "php8.5-yac php8.5-yaml php8.5-zip php8.5-zmq php8.5-zstd postgresql-18 postgresql-client-18 "
        "postgresql-server-dev-18 python3.14-dev python3.14-minimal python3.14-venv "
    ),
    "11 12 13 16.04 18.04 20.04 22.04 24.04 26.04": (
        "python3-distribute python3-flup python3-is-python3 python3-pysqlite2 "
    ),
    "11 12 13 16.04 18.04 20.04 22.04 26.04": (
        "libapache2-mod-php8.3 libicu74 libpython3.12 libpython3.12-dev libpython3.12-minimal php8.3 php8.3-amqp "
        "php8.3-apcu php8.3-ast php8.3-bcmath php8.3-bz2 php8.3-cgi php8.3-cli php8.3-common php8.3-curl php8.3-dba "
        "php8.3-dev php8.3-ds php8.3-enchant php8.3-facedetect php8.3-fpm php8.3-gd php8.3-gearman php8.3-gmagick "
        "php8.3-gmp php8.3-gnupg php8.3-http php8.3-iconv php8.3-igbinary php8.3-imagick php8.3-imap php8.3-interbase "
        "php8.3-intl php8.3-ldap php8.3-mailparse php8.3-maxminddb php8.3-mbstring php8.3-mcrypt php8.3-memcache "
        "php8.3-memcached php8.3-mongo php8.3-mongodb php8.3-msgpack php8.3-mysql php8.3-mysqlnd php8.3-oauth php8.3-odbc "
        "php8.3-opcache php8.3-pcov php8.3-pdo php8.3-pgsql php8.3-phpdbg php8.3-pinba php8.3-ps php8.3-pspell php8.3-psr "
        "php8.3-raphf php8.3-readline php8.3-redis php8.3-rrd php8.3-sass php8.3-smbclient php8.3-snmp php8.3-soap "
        "php8.3-solr php8.3-sqlite php8.3-sqlite3 php8.3-ssh2 php8.3-stomp php8.3-sybase php8.3-tideways php8.3-tidy "
        "php8.3-tokenizer php8.3-uopz php8.3-uploadprogress php8.3-uuid php8.3-xdebug php8.3-xml php8.3-xmlrpc php8.3-xsl "
        "php8.3-yac php8.3-yaml php8.3-zip php8.3-zmq postgresql-16 postgresql-client-16 postgresql-server-dev-16 "
        "python3.12-dev python3.12-minimal python3.12-venv ruby3.2 ruby3.2-dev "
    ),
    "11 12 13 16.04 18.04 20.04 24.04": ("python3.14 "),
    "11 12 13 16.04 18.04 20.04 24.04 26.04": (
        "libapache2-mod-php8.0 libapache2-mod-php8.1 libicu70 libpython3.10 libpython3.10-dev libpython3.10-minimal "
        "openjdk-18-jdk openjdk-18-jdk-headless openjdk-18-jre openjdk-18-jre-headless php8.1 php8.1-amqp php8.1-apcu "
        "php8.1-ast php8.1-bcmath php8.1-bz2 php8.1-cgi php8.1-cli php8.1-common php8.1-curl php8.1-dba php8.1-dev "
        "php8.1-ds php8.1-enchant php8.1-fpm php8.1-gd php8.1-gearman php8.1-gmagick php8.1-gmp php8.1-gnupg php8.1-http "
        "php8.1-iconv php8.1-igbinary php8.1-imagick php8.1-imap php8.1-interbase php8.1-intl php8.1-ldap "
        "php8.1-mailparse php8.1-mbstring php8.1-memcache php8.1-memcached php8.1-mongo php8.1-mongodb php8.1-msgpack "
        "php8.1-mysql php8.1-mysqlnd php8.1-oauth php8.1-odbc php8.1-opcache php8.1-pcov php8.1-pdo php8.1-pgsql "
        "php8.1-phpdbg php8.1-ps php8.1-pspell php8.1-psr php8.1-raphf php8.1-readline php8.1-redis php8.1-rrd "
        "php8.1-sass php8.1-smbclient php8.1-snmp php8.1-soap php8.1-solr php8.1-sqlite php8.1-sqlite3 php8.1-ssh2 "
        "php8.1-sybase php8.1-tidy php8.1-tokenizer php8.1-uopz php8.1-uploadprogress php8.1-uuid php8.1-xdebug "
        "php8.1-xml php8.1-xmlrpc php8.1-xsl php8.1-yac php8.1-yaml php8.1-zip php8.1-zmq postgresql-14 "
        "postgresql-client-14 postgresql-server-dev-14 python3.10-dev python3.10-minimal python3.10-venv ruby3.0 "
        "ruby3.0-dev "
    ),
    "11 12 13 16.04 18.04 22.04 24.04 26.04": (
        "libicu66 mariadb-client-10.3 openjdk-13-jdk openjdk-13-jdk-headless openjdk-13-jre openjdk-13-jre-headless "
        "openjdk-16-jdk openjdk-16-jdk-headless openjdk-16-jre openjdk-16-jre-headless postgresql-12 postgresql-client-12 "
        "postgresql-server-dev-12 "
    ),
    "11 12 13 16.04 18.04 22.04 26.04": ("python3.12 "),
    "11 12 13 16.04 20.04 22.04 24.04 26.04": (
        "gcc-6 gfortran-6 libapache2-mod-php7.2 libicu60 libprotobuf10 libpython3.6 libpython3.6-dev libpython3.6-minimal "
        "libpython3.7 libpython3.7-dev libpython3.7-minimal libssl1.0-dev php7.0-remctl php7.1 php7.1-mapi php7.2 "
        "php7.2-amqp php7.2-apcu php7.2-bcmath php7.2-bz2 php7.2-cgi php7.2-cli php7.2-common php7.2-curl php7.2-dba "
        "php7.2-dev php7.2-ds php7.2-enchant php7.2-fpm php7.2-gd php7.2-gearman php7.2-geoip php7.2-gmagick php7.2-gmp "
        "php7.2-gnupg php7.2-http php7.2-iconv php7.2-igbinary php7.2-imagick php7.2-imap php7.2-interbase php7.2-intl "
        "php7.2-json php7.2-ldap php7.2-mailparse php7.2-mbstring php7.2-memcache php7.2-memcached php7.2-mongodb "
        "php7.2-msgpack php7.2-mysql php7.2-mysqlnd php7.2-oauth php7.2-odbc php7.2-opcache php7.2-pdo php7.2-pgsql "
        "php7.2-phpdbg php7.2-pinba php7.2-ps php7.2-pspell php7.2-radius php7.2-raphf php7.2-readline php7.2-recode "
        "php7.2-redis php7.2-rrd php7.2-sass php7.2-smbclient php7.2-snmp php7.2-soap php7.2-solr php7.2-sqlite "
        "php7.2-sqlite3 php7.2-ssh2 php7.2-stomp php7.2-sybase php7.2-tideways php7.2-tidy php7.2-tokenizer "
        "php7.2-uploadprogress php7.2-uuid php7.2-xdebug php7.2-xml php7.2-xmlrpc php7.2-xsl php7.2-yac php7.2-yaml "
        "php7.2-zip php7.2-zmq postgresql-10 postgresql-10-plr postgresql-10-postgis-2.4 postgresql-client-10 "
        "postgresql-plpython-10 postgresql-plpython3-10 postgresql-server-dev-10 python3-otb python3-pydap python3.6-dev "
        "python3.6-minimal python3.6-venv python3.7-dev python3.7-minimal python3.7-venv ruby2.5 ruby2.5-dev "
    ),
    "11 12 13 16.04 20.04 24.04 26.04": ("python3.6 "),
    "11 12 13 16.04 22.04 24.04 26.04": (
        "gcc-7 gcc-8 gfortran-7 gfortran-8 libmariadbclient-dev libpdal-plugin-python libpython3.8 libpython3.8-dev "
        "libpython3.8-minimal mongo-tools python3.8-dev python3.8-minimal python3.8-venv "
    ),
    "11 12 13 18.04 20.04 22.04 24.04 26.04": (
        "bareos-client clang-format-3.5 elasticsearch fslview g++-4.9 gcc-4.9 gnupg-curl iproute libapache2-mod-php7.0 "
        "libapache2-modsecurity libav-tools libboost-system1.58.0 libegl1-mesa-drivers libesd0-dev libgd2-noxpm-dev "
        "libgd2-xpm-dev libgdal1-dev libgdbm3 libgnutls-dev libicu55 libjasper-dev libmagickwand-6.q16-2 libmariadb2 "
        "libmicrohttpd10 libmozjs185-dev libmpfr4 libnss3-nssdb liboce-foundation10 liboce-modeling10 libpng12-0 "
        "libpng12-dev libpython3.5 libpython3.5-dev libpython3.5-minimal libreadline6 libsslcommon2-dev libzrtpcpp-dev "
        "nodejs-legacy nova-cert openjdk-9-jdk openjdk-9-jdk-headless openjdk-9-jre openjdk-9-jre-headless php-streams "
        "php7.0 php7.0-bcmath php7.0-bz2 php7.0-cgi php7.0-cli php7.0-common php7.0-curl php7.0-dba php7.0-dev "
        "php7.0-enchant php7.0-fpm php7.0-gd php7.0-gmp php7.0-iconv php7.0-imap php7.0-interbase php7.0-intl php7.0-json "
        "php7.0-ldap php7.0-mbstring php7.0-mcrypt php7.0-mysql php7.0-mysqlnd php7.0-odbc php7.0-opcache php7.0-pdo "
        "php7.0-pgsql php7.0-phpdbg php7.0-ps php7.0-pspell php7.0-readline php7.0-recode php7.0-snmp php7.0-soap "
        "php7.0-sqlite php7.0-sqlite3 php7.0-sybase php7.0-tidy php7.0-tokenizer php7.0-xml php7.0-xmlrpc php7.0-xsl "
        "php7.0-zip postgresql-9.5 postgresql-client-9.5 postgresql-server-dev-9.5 python-software-properties "
        "python3.5-dev python3.5-minimal python3.5-venv realpath ruby2.3 ruby2.3-dev slurm-drmaa-dev slurm-llnl swig2.0 "
        "tomcat7 ttf-freefont ttf-liberation zoo "
    ),
    "11 12 13 18.04 22.04 24.04 26.04": ("fsl-5.0-core "),
    "11 12 13 20.04 22.04": ("percona-xtrabackup "),
    "11 12 13 20.04 22.04 24.04 26.04": (
        "btrfs-tools cgroup-bin clang-format-3.9 createrepo g++-4.8 gcc-4.8 gcc-5 gfortran-5 git-sh icinga ipython "
        "lib32ncurses5 lib32tinfo5 libcurl3 libevent1-dev libffi6 libgcc-4.8-dev libgconf2-4 libgnome-keyring-dev "
        "liblas-c-dev liblas-dev liblwgeom-dev libmed1v5 libmp4v2-dev libmysql-java libmysqlclient20 libprotobuf-c0-dev "
        "libpython-dev libqtwebkit-dev libssl1.0.0 libswt-gtk-3-java libswt-gtk-3-jni libv8-3.14-dev libwebkitgtk-3.0-0 "
        "libwxgtk3.0-dev liquidsoap-plugin-all module-init-tools mono-reference-assemblies-2.0 msgpack-python "
        "mysql-client-5.7 mysql-server-5.7 nova-consoleauth php-gettext pyew python-biopython python-boto "
        "python-cinderclient python-click python-cvxopt python-distro-info python-django python-django-tagging "
        "python-flask python-flup python-gdal python-gevent python-glanceclient python-h5py python-ldap python-lz4 "
        "python-m2crypto python-mapnik python-matplotlib python-memcache python-minimal python-mox3 python-mpmath "
        "python-mysqldb python-neutronclient python-novaclient python-opencv python-openstackclient python-pandas "
        "python-paramiko python-psycopg2 python-pygraphviz python-pymongo python-pymysql python-pysnmp4 python-qgis "
        "python-requests python-rosdep python-rpy2 python-saga python-scipy python-serial python-sh python-skimage "
        "python-sklearn python-snappy python-sphinx python-suds python-sympy python-tornado python-twisted "
        "python-virtualenv python-wheel python-xlsxwriter python-yapsy python-yara python-zmq qt4-qmake "
        "texlive-generic-recommended yum-utils "
    ),
    "11 12 13 20.04 24.04 26.04": ("python-pip "),
    "11 12 13 22.04 24.04 26.04": (
        "clang-6.0 ctags cython getmail4 lib32gcc1 libapache2-mod-wsgi libenchant-dev libenchant1c2a libjsoncpp1 "
        "liblog4cplus-1.1-9 libreadline-gplv2-dev libzmqpp-dev llvm-6.0-dev mailman mongodb mongodb-clients "
        "mongodb-server phantomjs python-apt python-cairo python-cffi python-crypto python-cryptography python-dateutil "
        "python-dbus python-dnspython python-docutils python-gi python-httplib2 python-lxml python-magic python-mock "
        "python-nose python-numpy python-openssl python-pil python-pillow python-protobuf python-psutil python-pycurl "
        "python-pygments python-pysqlite2 python-pytest python-redis python-setproctitle python-simplejson python-xlib "
        "python-yaml python3-crypto qt5-default ttf-dejavu ttf-dejavu-core "
    ),
    "11 12 13 24.04 26.04": ("libapache2-mod-auth-kerb lsb lsb-core sqlite "),
    "11 12 13 26.04": ("snort "),
    "11 12 16.04 18.04": ("openjdk-21-jdk openjdk-21-jdk-headless openjdk-21-jre openjdk-21-jre-headless "),
    "11 12 16.04 18.04 20.04": ("openjdk-25-jdk openjdk-25-jdk-headless openjdk-25-jre openjdk-25-jre-headless "),
    "11 12 16.04 18.04 20.04 22.04": ("eza gcc-13 gcc-14 gfortran-13 gfortran-14 libaio1t64 libasound2t64 libldap2 "),
    "11 12 16.04 18.04 20.04 22.04 24.04": ("fastfetch ruby3.3 ruby3.3-dev "),
    "11 12 16.04 18.04 20.04 22.04 24.04 26.04": (
        "libapache2-mod-php8.4 libicu76 libpython3.13 libpython3.13-dev libpython3.13-minimal php8.4 php8.4-amqp "
        "php8.4-apcu php8.4-ast php8.4-bcmath php8.4-bz2 php8.4-cgi php8.4-cli php8.4-common php8.4-curl php8.4-dba "
        "php8.4-dev php8.4-ds php8.4-enchant php8.4-excimer php8.4-fpm php8.4-gd php8.4-gearman php8.4-gmagick php8.4-gmp "
        "php8.4-gnupg php8.4-http php8.4-iconv php8.4-igbinary php8.4-imagick php8.4-inotify php8.4-interbase php8.4-intl "
        "php8.4-ldap php8.4-mailparse php8.4-maxminddb php8.4-mbstring php8.4-mcrypt php8.4-memcache php8.4-memcached "
        "php8.4-mongo php8.4-mongodb php8.4-msgpack php8.4-mysql php8.4-mysqlnd php8.4-oauth php8.4-odbc php8.4-opcache "
        "php8.4-pcov php8.4-pdo php8.4-pgsql php8.4-phpdbg php8.4-pq php8.4-ps php8.4-pspell php8.4-psr php8.4-raphf "
        "php8.4-readline php8.4-redis php8.4-rrd php8.4-smbclient php8.4-snmp php8.4-soap php8.4-solr php8.4-sqlite "
        "php8.4-sqlite3 php8.4-ssh2 php8.4-stomp php8.4-sybase php8.4-tidy php8.4-tokenizer php8.4-uopz "
        "php8.4-uploadprogress php8.4-uuid php8.4-xdebug php8.4-xml php8.4-xmlrpc php8.4-xsl php8.4-yac php8.4-yaml "
        "php8.4-zip php8.4-zmq php8.4-zstd postgresql-17 postgresql-client-17 postgresql-server-dev-17 python3.13-dev "
        "python3.13-minimal python3.13-venv "
    ),
    "11 12 16.04 18.04 22.04 24.04": ("libzip5 "),
    "11 12 16.04 20.04 22.04 24.04": ("ants "),
    "11 12 16.04 22.04 24.04 26.04": ("python3.8 "),
    "11 13 16.04 18.04 20.04": ("g++-15 gcc-11 gfortran-11 "),
    "11 13 16.04 18.04 20.04 22.04 24.04 26.04": (
        "libapache2-mod-php8.2 libicu72 php8.2 php8.2-amqp php8.2-apcu php8.2-ast php8.2-bcmath php8.2-bz2 php8.2-cgi "
        "php8.2-cli php8.2-common php8.2-curl php8.2-dba php8.2-dev php8.2-ds php8.2-enchant php8.2-fpm php8.2-gd "
        "php8.2-gearman php8.2-gmagick php8.2-gmp php8.2-gnupg php8.2-http php8.2-iconv php8.2-igbinary php8.2-imagick "
        "php8.2-imap php8.2-interbase php8.2-intl php8.2-ldap php8.2-mailparse php8.2-maxminddb php8.2-mbstring "
        "php8.2-mcrypt php8.2-memcache php8.2-memcached php8.2-mongo php8.2-mongodb php8.2-msgpack php8.2-mysql "
        "php8.2-mysqlnd php8.2-oauth php8.2-odbc php8.2-opcache php8.2-pcov php8.2-pdo php8.2-pgsql php8.2-phpdbg "
        "php8.2-pinba php8.2-ps php8.2-pspell php8.2-psr php8.2-raphf php8.2-readline php8.2-redis php8.2-rrd php8.2-snmp "
        "php8.2-soap php8.2-solr php8.2-sqlite php8.2-sqlite3 php8.2-ssh2 php8.2-stomp php8.2-sybase php8.2-tideways "
        "php8.2-tidy php8.2-tokenizer php8.2-uopz php8.2-uploadprogress php8.2-uuid php8.2-xdebug php8.2-xml "
        "php8.2-xmlrpc php8.2-xsl php8.2-yac php8.2-yaml php8.2-zip php8.2-zmq postgresql-15 postgresql-client-15 "
        "postgresql-server-dev-15 ruby3.1 ruby3.1-dev "
    ),
    "11 13 16.04 18.04 20.04 24.04 26.04": (
        "libldap-2.5-0 libpython3.11 libpython3.11-dev libpython3.11-minimal python3.11 python3.11-dev python3.11-minimal "
        "python3.11-venv "
    ),
    "11 13 16.04 20.04 22.04 26.04": ("python3.7 "),
    "11 13 26.04": ("g++-8 webalizer "),
    "11 16.04 18.04": ("g++-12 yt-dlp "),
    "11 16.04 18.04 20.04": (
        "g++-14 gcc-12 gfortran-12 libffi8 libidn12 libodbc2 libtbb12 libwebkit2gtk-4.1-0 libwebp7 polkitd "
    ),
    "11 16.04 18.04 20.04 22.04": ("libtiff6 libwxgtk3.2-dev "),
    "11 18.04 20.04 22.04": ("php-mcrypt "),
    "12": ("upx upx-ucl vdr-plugin-live xfonts-cyrillic "),
    "12 13": ("python3-mox3 "),
    "12 13 16.04": ("g++-10 openjdk-11-jdk openjdk-11-jdk-headless openjdk-11-jre openjdk-11-jre-headless "),
    "12 13 16.04 18.04 20.04 22.04 24.04 26.04": (
        "libicu67 php7.4-ast php7.4-uopz postgresql-13 postgresql-client-13 postgresql-server-dev-13 "
    ),
    "12 13 16.04 18.04 22.04 24.04 26.04": (
        "libpython3.9 libpython3.9-dev libpython3.9-minimal php7.4-amqp php7.4-apcu php7.4-bcmath php7.4-bz2 php7.4-cgi "
        "php7.4-cli php7.4-common php7.4-curl php7.4-dba php7.4-dev php7.4-ds php7.4-enchant php7.4-fpm php7.4-gd "
        "php7.4-gearman php7.4-geoip php7.4-gmagick php7.4-gmp php7.4-gnupg php7.4-http php7.4-iconv php7.4-igbinary "
        "php7.4-imagick php7.4-imap php7.4-interbase php7.4-intl php7.4-json php7.4-ldap php7.4-mailparse php7.4-mbstring "
        "php7.4-memcache php7.4-memcached php7.4-mongodb php7.4-msgpack php7.4-mysql php7.4-mysqlnd php7.4-oauth "
        "php7.4-odbc php7.4-opcache php7.4-pcov php7.4-pdo php7.4-pgsql php7.4-phpdbg php7.4-pinba php7.4-ps "
        "php7.4-pspell php7.4-psr php7.4-radius php7.4-raphf php7.4-readline php7.4-redis php7.4-rrd php7.4-sass "
        "php7.4-snmp php7.4-soap php7.4-solr php7.4-sqlite php7.4-sqlite3 php7.4-ssh2 php7.4-stomp php7.4-sybase "
        "php7.4-tideways php7.4-tidy php7.4-tokenizer php7.4-uploadprogress php7.4-uuid php7.4-xdebug php7.4-xml "
        "php7.4-xmlrpc php7.4-xsl php7.4-yac php7.4-yaml php7.4-zip php7.4-zmq python3.9-dev python3.9-minimal "
        "python3.9-venv ruby2.7 ruby2.7-dev "
    ),
    "12 13 16.04 18.04 24.04 26.04": ("libapache2-mod-php7.4 libffi7 php7.4 python2 python2-dev python2-minimal "),
    "12 13 16.04 18.04 26.04": ("gcc-10 gcc-9 gfortran-10 gfortran-9 "),
    "12 13 16.04 22.04 24.04 26.04": ("g++-7 libssl1.1 libwebp6 php-apcu-bc python3-rosdep "),
    "12 13 16.04 24.04 26.04": ("libpdal-dev pdal python3.10 "),
    "12 13 16.04 26.04": ("g++-9 "),
    "12 13 18.04 20.04 22.04 24.04 26.04": ("python3.5 "),
    "12 13 18.04 22.04 24.04": ("python3.9 "),
    "12 13 22.04 24.04 26.04": (
        "erlang-base-hipe gvfs-bin libavresample-dev libdc1394-22-dev libidn11 libldap-2.4-2 python python-dev "
        "python-jinja2 python-markupsafe python-ply "
    ),
    "12 13 24.04 26.04": (
        "g++-5 libfftw3-3 libgroove-dev libgroove4 libgroovefingerprinter-dev libgroovefingerprinter4 "
        "libgrooveloudness-dev libgrooveloudness4 libgrooveplayer-dev libgrooveplayer4 libopenblas-base libpcre++-dev "
        "libpython-all-dev libpython2.7-dev libtbb2 libtiff5 netcat python-all python-all-dev python-distribute "
        "python-pkg-resources python-setuptools python-six python-tk python2.7 python2.7-dev vim-gtk vlogger "
    ),
    "12 16.04 18.04 20.04 22.04 24.04 26.04": ("python3.13 "),
    "12 20.04": ("suricata "),
    "12 24.04": ("libmpdec-dev "),
    "13": (
        "autoconf2.13 eterm fonts-kacst libapache2-mod-python libc-client-dev python3-nose python3-pep8 "
        "python3-software-properties python3-unittest2 software-properties-common "
    ),
    "13 16.04": ("openjdk-17-jdk openjdk-17-jdk-headless openjdk-17-jre openjdk-17-jre-headless "),
    "13 16.04 18.04": ("g++-11 "),
    "13 16.04 18.04 20.04 22.04": ("g++-16 "),
    "13 16.04 18.04 20.04 24.04 26.04": ("exa "),
    "13 16.04 18.04 22.04 24.04 26.04": ("otb-qgis "),
    "13 16.04 20.04 26.04": ("php-php-gettext "),
    "13 16.04 22.04 24.04 26.04": ("libotb-apps libotb-dev otb-bin "),
    "13 16.04 24.04 26.04": ("lua-nvim python3-distutils python3-wstool "),
    "13 16.04 26.04": ("neofetch python3-pdfkit "),
    "13 20.04 26.04": ("libzip4 "),
    "13 24.04 26.04": (
        "docker gconf-service gconf2 iodbc lib32ncurses5-dev libaio1 libappindicator1 libcurl4-nss-dev libegl1-mesa "
        "libgconf-2-4 libgconf2-dev libgl1-mesa-glx libgles2-mesa libncurses5 libncursesw5 libnetcdf-c++4 libodbc1 "
        "libpango1.0-0 libtinfo5 libwebkit2gtk-4.0-37 mime-support youtube-dl "
    ),
    "13 26.04": (
        "erlang-manpages libapache2-mod-uwsgi libatlas-base-dev libcanberra-gtk-module libgdk-pixbuf2.0-0 libgtkglext1 "
        "libpcre3 libpcre3-dev libqt5webkit5-dev ntp ntpdate php-fxsl php-imap policykit-1 python3-boto python3-sip "
        "ttf-wqy-microhei vtun wkhtmltopdf "
    ),
    "16.04": (
        "ack clang-tools default-libmysqlclient-dev default-mysql-client default-mysql-server git-lfs gnupg1 googletest "
        "gpg gpg-agent libayatana-appindicator3-1 libbenchmark-dev libcurl4 libegl1 libgdbm-compat-dev libgslcblas0 "
        "libgstreamer-gl1.0-0 libmariadb-dev libxtables-dev neovim ntpsec ntpsec-ntpdate octave-mapping python3-cvxopt "
        "python3-django-tagging python3-ldap python3-libxml2 python3-opencv python3-overpass python3-overpy "
        "python3-protobuf python3-pycryptodome python3-snappy python3-wxgtk-media4.0 python3-wxgtk-webview4.0 "
        "python3-wxgtk4.0 qgis-plugin-grass ruby-neovim texlive-plain-generic zplug "
    ),
    "16.04 18.04": (
        "fzf lib32gcc-s1 libdc1394-dev libenchant-2-2 libenchant-2-dev libjemalloc2 libncurses6 libncursesw6 libopenblas0 "
        "libreadline8 libtinfo6 python-is-python3 python3-m2crypto python3-qgis python3-saga r-cran-rstan ruby-webrick "
        "tini universal-ctags "
    ),
    "16.04 18.04 20.04": ("g++-13 libgdk-pixbuf-2.0-0 media-types "),
    "16.04 18.04 20.04 22.04": ("chromium "),
    "16.04 18.04 20.04 22.04 24.04 26.04": ("firefox-esr libjpeg62-turbo libjpeg62-turbo-dev "),
    "18.04": ("libsfcgal-dev pgpool2 wine "),
    "20.04": ("libmysqld-dev "),
    "22.04 24.04": ("g++-6 "),
    "24.04": ("awscli librtlsdr0 "),
    "24.04 26.04": ("libasound2 "),
    "26.04": (
        "libcitygml-bin libcitygml-dev libglapi-mesa libhdf4-alt-dev libxml2 libxmlsec1-openssl mono-4.0 ocaml-nox "
        "python3-mapnik sa-exim "
    ),
}
"""The names of the packages, by the releases that lack them."""
