"""``monitor run``: the daemon; and ``monitor health``, which asks it how it is."""

from __future__ import annotations

import asyncio
import json as json_module
import logging
import signal
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, text

if TYPE_CHECKING:
    from monitor.settings import Settings

EPILOG = (
    "SIGTERM finishes the work in hand and exits with 0. SIGHUP, or an edited file, takes the vendors over; a bad "
    "edit is refused and the old configuration goes on.\n\nExample: `monitor run --config /etc/monitor/monitor.yaml`"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("run", epilog=EPILOG)(run)
    app.command("health", epilog="Example: `monitor health && echo well`")(health)


def run(
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every check.")] = False,
) -> None:
    """Watch: check what is due, deliver alerts, send reminders, answer /healthz and /readyz; until SIGTERM."""
    from monitor.engine.starting import check_start, warnings

    logging.basicConfig(
        stream=sys.stderr,
        level=logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%S%z",
    )
    for chatty in ("httpx", "apscheduler", "aiohttp", "alembic", "apprise", "monitor.alert"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # Until the service minds its signals there is no work in hand that could be finished.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.DONE))
    settings = inputs.settings(config)
    with inputs.explained():
        check_start(settings)
        for words in warnings(settings):
            logging.getLogger("monitor").warning(words)
        asyncio.run(_serve(settings, verbose=verbose))


async def _serve(settings: Settings, *, verbose: bool) -> None:
    from monitor.engine.checks import Result
    from monitor.engine.health import CannotListenError
    from monitor.engine.service import Service

    log = logging.getLogger("monitor")

    def told(result: Result) -> None:
        finding = result.finding
        if finding and (verbose or not finding.outcome.is_good or result.revision):
            log.info(
                "%s: %s%s%s",
                result.source.id,
                finding.outcome.value,
                f" ({finding.reason}: {finding.detail})" if finding.reason else "",
                f" revision {result.revision.public_id}" if result.revision else "",
            )

    service = Service(settings, on_result=told)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    loop.add_signal_handler(signal.SIGHUP, service.reload)
    try:
        await service.run(stop)
    except CannotListenError as error:
        mend = "another service may use the port; change 'listen' in monitor.yaml"
        raise CommandError(str(error), mend, Exit.CONFIGURATION) from error
    log.info("stopped")


def health(
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    timeout: Annotated[float, typer.Option(help="Seconds to wait.")] = 3.0,
) -> None:
    """Ask the running service how it is; exits with 0 if it is well (for container health checks)."""
    settings = inputs.settings(config)
    host, _, port = settings.monitor.listen.rpartition(":")
    host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 - read, not bound
    url = f"http://{host}:{port}/healthz"
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            body = json_module.load(answer)
    except urllib.error.HTTPError as error:
        problems = json_module.loads(error.read() or b"{}").get("problems", [])
        raise CommandError(f"{url}: not well: {'; '.join(problems)}", code=Exit.ATTENTION) from error
    except (OSError, ValueError) as error:
        raise CommandError(f"{url}: no answer: {error}", "is the service running?", Exit.ATTENTION) from error
    console.print(
        f"[green]{text(body['status'])}[/], {body['checks']} checks since {text(body['started_at'])}"
    )
