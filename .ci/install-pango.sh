#!/usr/bin/env bash
# The library that PDF reports are drawn with (Pango), where it is missing and may be installed.
# Never fails: without it the tests of PDF skip and say why.
set -uo pipefail

ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && exit 0
say() { echo "no Pango for the tests of PDF reports: $*"; exit 0; }

command -v apt-get >/dev/null || say "install the Pango library, there is no apt-get here"
AS_ROOT=()
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || say "as root: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    AS_ROOT=(sudo -n)
fi
install() { "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -qq --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core >/dev/null 2>&1; }
install && exit 0
"${AS_ROOT[@]}" timeout 120 apt-get update -qq >/dev/null 2>&1
install || say "apt-get could not install it"
