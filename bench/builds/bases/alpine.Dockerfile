# busybox and musl's loader: a program that wants glibc fails here as it does on the real Alpine. `apk` is a stub that says
# yes to what is already here or has something like it, and no to everything else. Debian's busybox has no adduser and addgroup.
FROM debian:trixie-slim AS packages
WORKDIR /packages
RUN apt-get update -qq && apt-get download -qq busybox-static musl tzdata
RUN for package in *.deb; do dpkg-deb -x "$package" /unpacked; done
WORKDIR /tree
RUN mkdir -p bin sbin usr/bin usr/sbin usr/share etc/ssl/certs tmp root home proc sys dev lib run opt srv mnt media \
        var/cache var/empty var/lib var/local var/log var/mail var/opt var/spool var/tmp \
    && cp /unpacked/usr/bin/busybox bin/ \
    && cp -L /unpacked/usr/lib/ld-musl-x86_64.so.1 lib/ \
    && cp -a /unpacked/usr/share/zoneinfo usr/share/ \
    && cp /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/ \
    && ln -s certs/ca-certificates.crt etc/ssl/cert.pem \
    && ln -s /run var/run && ln -s /run/lock var/lock && chmod 1777 tmp var/tmp
COPY --chmod=755 <<'S' sbin/apk
#!/bin/sh
for word in "$@"; do
    case "$word" in
        -* | add | update | upgrade | .* | ca-certificates | tzdata | musl | busybox) ;;
        curl) printf '#!/bin/sh\nfor address; do :; done\nexec wget -q -O - "$address"\n' >/usr/bin/curl && chmod 755 /usr/bin/curl ;;
        bash) printf '#!/bin/sh\nexec /bin/busybox sh "$@"\n' >/bin/bash && chmod 755 /bin/bash ;;
        *) echo "the stand-in of Alpine has no package $word" >&2; exit 99 ;;
    esac
done
S
COPY --chmod=755 <<'S' usr/sbin/addgroup
#!/bin/sh
# busybox's addgroup: addgroup [-S] [-g GID] NAME, addgroup USER GROUP
number= first=1000
while getopts Sg: flag; do
    case $flag in S) first=100 ;; g) number=$OPTARG ;; *) exit 1 ;; esac
done
shift $((OPTIND - 1))
if [ $# = 2 ]; then
    grep -q "^$1:" /etc/passwd && grep -q "^$2:" /etc/group || { echo "addgroup: unknown user $1 or group $2" >&2; exit 1; }
    sed -i -e "/^$2:/s/[^:]\$/&,/" -e "/^$2:/s/\$/$1/" /etc/group
    exit
fi
grep -q "^$1:" /etc/group && { echo "addgroup: group '$1' in use" >&2; exit 1; }
number=${number:-$first}
while grep -q "^[^:]*:[^:]*:$number:" /etc/group; do number=$((number + 1)); done
echo "$1:x:$number:" >>/etc/group
S
COPY --chmod=755 <<'S' usr/sbin/adduser
#!/bin/sh
# busybox's adduser: adduser [-S] [-D] [-H] [-u UID] [-h HOME] [-s SHELL] [-G GROUP] [-g GECOS] NAME, adduser USER GROUP
number= first=1000 home= shell=/bin/sh group= gecos= system= makes=yes
while getopts SDHu:h:s:G:g: flag; do
    case $flag in
        S) first=100 system=yes shell=/sbin/nologin ;; D) ;; H) makes= ;; u) number=$OPTARG ;; h) home=$OPTARG ;;
        s) shell=$OPTARG ;; G) group=$OPTARG ;; g) gecos=$OPTARG ;; *) exit 1 ;;
    esac
done
shift $((OPTIND - 1))
[ $# = 2 ] && exec addgroup "$1" "$2"
grep -q "^$1:" /etc/passwd && { echo "adduser: user '$1' in use" >&2; exit 1; }
number=${number:-$first}
while grep -q "^[^:]*:[^:]*:$number:" /etc/passwd; do number=$((number + 1)); done
if [ -z "$group" ]; then
    group=$1
    if [ "$system" ]; then group=nogroup; else addgroup -g "$number" "$1" || exit; fi
fi
gid=$(sed -n "s/^$group:[^:]*:\([0-9]*\):.*/\1/p" /etc/group)
[ "$gid" ] || { echo "adduser: unknown group $group" >&2; exit 1; }
home=${home:-/home/$1}
echo "$1:x:$number:$gid:${gecos:-Linux User},,,:$home:$shell" >>/etc/passwd
echo "$1:!::0:::::" >>/etc/shadow
[ -z "$makes" ] || { mkdir -p "$home" && chown "$number:$gid" "$home"; }
S
RUN printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n' >etc/passwd \
    && printf '%s:\n' root:x:0 daemon:x:2 tty:x:5 mail:x:12 audio:x:18 dialout:x:20 video:x:27 www-data:x:82 users:x:100 \
        nogroup:x:65533 nobody:x:65534 >etc/group \
    && printf 'root:*::0:::::\nnobody:!::0:::::\n' >etc/shadow \
    && printf 'NAME="stand-in of Alpine"\nID=alpine\nVERSION_ID=3.22\n' >etc/os-release

FROM scratch
COPY --from=packages /tree/ /
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox --install -s"]
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/bin/sh"]
