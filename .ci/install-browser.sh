#!/usr/bin/env bash
# A browser for the tests of pages that fill themselves by script, where there is none and one may be installed.
# Never fails: without a browser those tests skip and say why.
set -uo pipefail

for program in chromium-headless-shell chrome-headless-shell chromium chromium-browser google-chrome; do
    command -v "$program" >/dev/null && exit 0
done
say() { echo "no browser for the tests of script-filled pages: $*"; exit 0; }

command -v apt-get >/dev/null || say "install chromium-headless-shell or chromium, there is no apt-get here"
AS_ROOT=()
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || say "as root: apt-get install chromium-headless-shell"
    AS_ROOT=(sudo -n)
fi
install() { "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -qq --yes --no-install-recommends "$@" >/dev/null 2>&1; }
install chromium-headless-shell && exit 0
"${AS_ROOT[@]}" timeout 120 apt-get update -qq >/dev/null 2>&1
install chromium-headless-shell || install chromium || say "apt-get could install neither chromium-headless-shell nor chromium"
