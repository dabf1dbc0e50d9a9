# Sub-processor Monitor in a container.
#
#   docker build -t subprocessor-monitor .
#   docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
#     -v monitor-data:/data -v ./config:/etc/monitor:ro -p 127.0.0.1:8080:8080 subprocessor-monitor
#
# With a headless browser for pages that fill themselves by script (twice the size; Debian's Chromium, of the base image):
#   docker build --target with-browser -t subprocessor-monitor:browser .
#
# BASE_IMAGE is any image with Python 3.11 or newer as `python`, for registries of one's own. Behind a proxy that
# re-signs TLS, or with a package index of one's own, hand over what pip needs; none of it stays in the image:
#   docker build --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt --secret id=pip,src=$HOME/.config/pip/pip.conf .
ARG BASE_IMAGE=python:3.12-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
RUN python -m venv /opt/venv
COPY .ci/pip-install.sh /usr/local/bin/pip-install
# The dependencies first: they change less often than the program, and their layer is kept.
COPY pyproject.toml requirements.lock ./
RUN --mount=type=secret,id=ca --mount=type=secret,id=pip \
    python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["dependencies"], *p["optional-dependencies"]["postgres"], *p["optional-dependencies"]["proof"], *p["optional-dependencies"]["pdf"], sep="\n")' > /tmp/wanted.txt \
    && sh /usr/local/bin/pip-install --constraint requirements.lock --requirement /tmp/wanted.txt
COPY README.md LICENSE ./
COPY monitor ./monitor
RUN --mount=type=secret,id=ca --mount=type=secret,id=pip \
    sh /usr/local/bin/pip-install --no-deps . \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes pip

# The same with what drives a browser.
FROM build AS build-browser
RUN --mount=type=secret,id=ca --mount=type=secret,id=pip \
    /opt/venv/bin/python -m ensurepip --upgrade > /dev/null \
    && python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; print(*p["optional-dependencies"]["browser"], sep="\n")' > /tmp/wanted.txt \
    && sh /usr/local/bin/pip-install --constraint requirements.lock --requirement /tmp/wanted.txt \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes pip

FROM ${BASE_IMAGE} AS bare
# What reports as PDF are drawn with: Pango, and letters for Latin, Greek, Cyrillic, Arabic and Hebrew, and (the last)
# for Chinese, Japanese and Korean. Apt's own settings of the building machine (a mirror, certificates) may be handed
# over as secrets, as pip's are.
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99build,required=false \
    --mount=type=secret,id=apt-sources,target=/etc/apt/sources.list.d/build.sources,required=false \
    apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-liberation fonts-dejavu-core fonts-droid-fallback > /dev/null \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
COPY config /etc/monitor
# A number, so that an orchestrator can see that it is not root without looking into the image.
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    MONITOR_CONFIG=/etc/monitor/monitor.yaml \
    MONITOR_DATABASE=sqlite:////data/monitor.sqlite3 \
    MONITOR_DATA=/data \
    MONITOR_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 CMD ["monitor", "health"]
ENTRYPOINT ["monitor"]
CMD ["run"]

FROM bare AS with-browser
USER 0
# libatomic1 is what the driver needs; the browser brings the rest along.
RUN --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt,required=false \
    --mount=type=secret,id=apt,target=/etc/apt/apt.conf.d/99build,required=false \
    --mount=type=secret,id=apt-sources,target=/etc/apt/sources.list.d/build.sources,required=false \
    apt-get update -qq \
    && apt-get install -qq --yes --no-install-recommends chromium-headless-shell libatomic1 > /dev/null \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
COPY --from=build-browser /opt/venv /opt/venv
USER 10001:10001
# Docker's seccomp profile forbids the user namespaces of Chromium's own sandbox, and an image for it would need
# privileges: here the container is the sandbox (docs/decisions/0013).
ENV MONITOR_BROWSER_SANDBOX=false

# The last stage is what `docker build .` makes.
FROM bare
COPY --from=build /opt/venv /opt/venv
