#!/bin/sh
set -e
if [ "$1" = "api" ]; then
    migrate
fi
exec "$@"
