#!/bin/sh
# pip within the image's build: into /opt/venv, with the certificates and the pip configuration of the machine that
# builds, where they were handed over as build secrets.
set -eu
if [ -s /run/secrets/ca ]; then
    export PIP_CERT=/run/secrets/ca
fi
if [ -s /run/secrets/pip ]; then
    export PIP_CONFIG_FILE=/run/secrets/pip
fi
exec /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --quiet "$@"
