#!/usr/bin/env bash
# Builds the image and runs it as it is meant to be run: read-only, without privileges, with a volume. Checks that it
# becomes healthy, watches a page, stops with 0 on SIGTERM, and still knows everything after a restart.
#
# Uses the Docker daemon at hand. Where there is none and this is root's machine, it starts one of its own, with data,
# sockets and networks apart from everything else, and takes it away again. Where that cannot be, it says why and
# skips (exit 0).
#
#   CONTAINER_TEST_INSTALL=1   may install docker.io and debootstrap with apt-get
#   CONTAINER_TEST_CACHE=DIR   keeps the local base image there for the next run
#   BASE_IMAGE=…               the base image to build from
#   IMAGE_TARGET=with-browser  the image with a browser: a page that a script fills is read in it, too
set -euo pipefail
cd "$(dirname "$0")/.."

BASE_IMAGE=${BASE_IMAGE:-python:3.12-slim-bookworm}
LOCAL_BASE=localhost/monitor-base:bookworm
RUN_ID=monitor-test-$$
IMAGE=$RUN_ID
WORK=$(mktemp -d /tmp/ct.XXXXXX)   # short: the paths of sockets may have 107 characters
DOCKER=(docker)
DAEMON=
MADE_BASE=

say() { printf '%4ds  %s\n' "$SECONDS" "$*"; }
skip() { echo "container-test: skipped: $*"; exit 0; }
fail() { echo "container-test: FAILED: $*" >&2; exit 1; }

clean_up() {
    local status=$?
    trap - EXIT INT TERM
    if [ "$status" -ne 0 ] && [ -n "${SHOW_LOGS:-}" ]; then
        "${DOCKER[@]}" logs --tail 40 "$RUN_ID" 2>&1 || true
    fi
    if [ -n "${READY:-}" ]; then
        "${DOCKER[@]}" rm --force --volumes "$RUN_ID" "$RUN_ID-site" >/dev/null 2>&1 || true
        "${DOCKER[@]}" volume rm --force "$RUN_ID" >/dev/null 2>&1 || true
        "${DOCKER[@]}" image rm --force "$IMAGE" ${MADE_BASE:+"$LOCAL_BASE"} >/dev/null 2>&1 || true
    fi
    if [ -n "$DAEMON" ]; then
        kill "$DAEMON" 2>/dev/null || true
        wait "$DAEMON" 2>/dev/null || true
        # What the daemon mounted goes first, so that nothing but its own files is removed.
        awk -v under="$WORK/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l 2>/dev/null || true
    fi
    rm -rf --one-file-system "$WORK"
    exit "$status"
}
trap clean_up EXIT INT TERM

# --- a daemon -------------------------------------------------------------------------------------------------------

may_install() { [ "${CONTAINER_TEST_INSTALL:-}" = 1 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_package() {
    may_install || return 1
    say "installing $1"
    apt-get install -y --no-install-recommends "$1" >"$WORK/apt.log" 2>&1 || { tail -3 "$WORK/apt.log" >&2; return 1; }
}

start_daemon() {
    [ "$(uname -s)" = Linux ] || skip "no Docker daemon answers, and one of our own needs Linux"
    [ "$(id -u)" = 0 ] || skip "no Docker daemon answers, and only root can start one"
    if ! command -v dockerd >/dev/null; then
        install_package docker.io || skip "no Docker daemon answers and dockerd is not installed (CONTAINER_TEST_INSTALL=1 lets me install docker.io)"
    fi
    # Neither a bridge nor firewall rules: the machine's network stays as it is.
    dockerd --host "unix://$WORK/d.sock" --data-root "$WORK/data" --exec-root "$WORK/exec" --pidfile "$WORK/d.pid" \
        --bridge none --iptables=false --ip-masq=false --default-ulimit nofile=4096:4096 >"$WORK/dockerd.log" 2>&1 &
    DAEMON=$!
    # Debian's own client speaks BuildKit without a plug-in; another one on the path may not.
    [ -x /usr/bin/docker ] && DOCKER=(/usr/bin/docker)
    DOCKER+=(--host "unix://$WORK/d.sock")
    for _ in $(seq 100); do
        "${DOCKER[@]}" info >/dev/null 2>&1 && return
        kill -0 "$DAEMON" 2>/dev/null || break
        sleep 0.2
    done
    tail -3 "$WORK/dockerd.log" >&2
    DAEMON_LOG=$(grep -m1 -o 'msg=.*' "$WORK/dockerd.log" || true)
    skip "a Docker daemon of our own does not start here${DAEMON_LOG:+ ($DAEMON_LOG)}"
}

if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    say "using the Docker daemon at hand"
else
    start_daemon
    say "started a Docker daemon of our own"
fi
READY=1

# --- a base image -----------------------------------------------------------------------------------------------------

local_base() {
    local tar=${CONTAINER_TEST_CACHE:+$CONTAINER_TEST_CACHE/monitor-base-bookworm.tar}
    if [ -n "$tar" ] && [ -s "$tar" ]; then
        "${DOCKER[@]}" import "$tar" "$LOCAL_BASE" >/dev/null
        say "base image from the cache"
        return
    fi
    [ "$(id -u)" = 0 ] || skip "$BASE_IMAGE cannot be pulled, and only root can make a base image"
    if ! command -v debootstrap >/dev/null; then
        install_package debootstrap || skip "$BASE_IMAGE cannot be pulled and debootstrap is not installed (CONTAINER_TEST_INSTALL=1 lets me install it)"
    fi
    say "making a base image with debootstrap"
    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$WORK/base" >"$WORK/debootstrap.log" 2>&1 ||
        skip "$BASE_IMAGE cannot be pulled and debootstrap fails: $(tail -1 "$WORK/debootstrap.log")"
    ln -s python3 "$WORK/base/usr/bin/python"
    rm -rf "$WORK/base/var/cache/apt/archives" "$WORK/base/var/lib/apt/lists"
    tar --numeric-owner -C "$WORK/base" -cf "$WORK/base.tar" .
    "${DOCKER[@]}" import "$WORK/base.tar" "$LOCAL_BASE" >/dev/null
    if [ -n "$tar" ]; then mkdir -p "$CONTAINER_TEST_CACHE" && mv "$WORK/base.tar" "$tar"; fi
    rm -rf "$WORK/base" "$WORK/base.tar"
}

if ! "${DOCKER[@]}" image inspect "$BASE_IMAGE" >/dev/null 2>&1 &&
    ! timeout 120 "${DOCKER[@]}" pull --quiet "$BASE_IMAGE" >/dev/null 2>&1; then
    local_base
    BASE_IMAGE=$LOCAL_BASE
    MADE_BASE=1
fi
say "base image: $BASE_IMAGE"

# --- build ------------------------------------------------------------------------------------------------------------

SECRETS=()
for file in "${PIP_CERT:-}" "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt; do
    if [ -n "$file" ] && [ -f "$file" ]; then SECRETS+=(--secret "id=ca,src=$file"); break; fi
done
for file in /etc/apt/sources.list.d/debian.sources; do
    if [ -f "$file" ]; then SECRETS+=(--secret "id=apt-sources,src=$file"); fi
done
for file in "${PIP_CONFIG_FILE:-}" "${HOME:-/root}/.config/pip/pip.conf" "${HOME:-/root}/.pip/pip.conf" /etc/pip.conf; do
    if [ -n "$file" ] && [ -f "$file" ]; then SECRETS+=(--secret "id=pip,src=$file"); break; fi
done
DOCKER_BUILDKIT=1 "${DOCKER[@]}" build --network host --build-arg "BASE_IMAGE=$BASE_IMAGE" "${SECRETS[@]}" \
    ${IMAGE_TARGET:+--target "$IMAGE_TARGET"} \
    --tag "$IMAGE" . >"$WORK/build.log" 2>&1 || { tail -30 "$WORK/build.log" >&2; fail "the image does not build"; }
say "built: $("${DOCKER[@]}" image inspect --format '{{.Size}}' "$IMAGE" "$BASE_IMAGE" |
    awk 'NR == 1 { all = $1 } END { printf "%d MB, %d of them the base image", all / 1000000, $1 / 1000000 }')"
"${DOCKER[@]}" history --format '{{.Size}}\t{{.CreatedBy}}' "$IMAGE" >"$WORK/layers"
grep -v '^0B' "$WORK/layers" | cut -c 1-120 | sed 's/^/        /'

# --- run --------------------------------------------------------------------------------------------------------------

mkdir -p "$WORK/site" "$WORK/config"
cat >"$WORK/site/list.html" <<'PAGE'
<!doctype html><html lang="en"><title>Sub-processors</title><h1>Sub-processors</h1>
<table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>
<tr><td>Example Hosting GmbH</td><td>Hosting of the service</td><td>Germany</td></tr>
<tr><td>Example Mail Inc.</td><td>Sending of e-mail</td><td>United States</td></tr>
<tr><td>Example Support Ltd</td><td>Customer support</td><td>Ireland</td></tr></table></html>
PAGE
cat >"$WORK/site/script.html" <<'PAGE'
<!doctype html><html lang="en"><title>Sub-processors</title><div id="root"></div><script>
const rows = [["Example Hosting GmbH", "Hosting of the service"], ["Example Mail Inc.", "Sending of e-mail"]];
root.innerHTML = "<h1>Sub-processors</h1><table><tr><th>Sub-processor</th><th>Purpose</th></tr>" +
  rows.map(([name, purpose]) => `<tr><td>${name}</td><td>${purpose}</td></tr>`).join("") + "</table>";
</script></html>
PAGE
cp config/*.yaml "$WORK/config"
cat >"$WORK/config/vendors.yaml" <<'VENDORS'
vendors:
  - id: example
    name: Example
    sources:
      - {url: "http://127.0.0.1:8000/list.html", allow_private: true}
VENDORS
if [ -n "${IMAGE_TARGET:-}" ]; then
    sed -i 's/list\.html/script.html/' "$WORK/config/vendors.yaml"
fi
chmod -R a+rX "$WORK"

HARD=(--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges)
SHOW_LOGS=1
# The page to watch comes from a second container; both share one network of their own, without a way out.
"${DOCKER[@]}" run --detach --name "$RUN_ID-site" --network none "${HARD[@]}" --no-healthcheck --entrypoint python \
    --volume "$WORK/site:/site:ro" "$IMAGE" -m http.server 8000 --directory /site >/dev/null
"${DOCKER[@]}" volume create "$RUN_ID" >/dev/null
"${DOCKER[@]}" create --name "$RUN_ID" --network "container:$RUN_ID-site" "${HARD[@]}" --init --health-interval 1s \
    --volume "$RUN_ID:/data" --volume "$WORK/config:/etc/monitor:ro" "$IMAGE" >/dev/null

monitor() { "${DOCKER[@]}" exec "$RUN_ID" monitor "$@"; }
state() { "${DOCKER[@]}" inspect --format "{{$1}}" "$RUN_ID"; }
wait_for() { # what it is, seconds, command…
    local what=$1 seconds=$2 begun=$SECONDS
    shift 2
    until "$@"; do
        [ "$(state .State.Running)" = true ] || fail "it stopped with exit code $(state .State.ExitCode) while waiting until it is $what"
        [ $((SECONDS - begun)) -lt "$seconds" ] || fail "after $seconds seconds it is not $what"
        sleep 0.3
    done
}
healthy() { [ "$(state .State.Health.Status)" = healthy ]; }
last_good() {
    monitor status --json 2>/dev/null | python3 -c '
import json, sys
source, = json.load(sys.stdin)["sources"]
print(source["last_outcome"], source["last_good_at"]) if source["last_good_at"] else sys.exit(1)'
}
watched() { last_good >"$WORK/status" 2>/dev/null; }
stop() {
    "${DOCKER[@]}" stop --time 30 "$RUN_ID" >/dev/null
    [ "$(state .State.ExitCode)" = 0 ] || fail "SIGTERM ends it with $(state .State.ExitCode), not 0"
}

began=$(date +%s.%N)
"${DOCKER[@]}" start "$RUN_ID" >/dev/null
wait_for healthy 60 healthy
say "healthy after $(date +%s.%N | awk -v began="$began" '{ printf "%.1f s", $1 - began }')"
wait_for "done with its first check" 60 watched
before=$(cat "$WORK/status")
[ "${before%% *}" = baseline_recorded ] || fail "the first check came to '$before', not to a baseline"
say "first check: $before"

[ "$("${DOCKER[@]}" exec "$RUN_ID" id -u)" != 0 ] || fail "it runs as root"
if "${DOCKER[@]}" exec "$RUN_ID" touch /opt/venv/x 2>/dev/null; then fail "its program can be written to"; fi
began=$(date +%s.%N)
monitor report --vendor example --format pdf --output /tmp/report.pdf >/dev/null || fail "it cannot draw a PDF"
[ "$("${DOCKER[@]}" exec "$RUN_ID" head -c 5 /tmp/report.pdf)" = %PDF- ] || fail "its PDF is none"
say "PDF report after $(date +%s.%N | awk -v began="$began" '{ printf "%.1f s", $1 - began }')"

began=$(date +%s.%N)
stop
say "SIGTERM, exit code 0 after $(date +%s.%N | awk -v began="$began" '{ printf "%.1f s", $1 - began }')"

"${DOCKER[@]}" start "$RUN_ID" >/dev/null
wait_for "healthy again" 60 healthy
wait_for "aware of what it had seen" 30 watched
after=$(cat "$WORK/status")
[ "$after" = "$before" ] || fail "before the restart it said '$before', after it '$after'"
stop
say "data kept over a restart"
echo "container-test: passed in $SECONDS s"
