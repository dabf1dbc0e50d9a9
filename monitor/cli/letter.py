"""``monitor letter``: draft the objection to a change, from evidence. Nothing is sent."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import inputs
from monitor.cli.output import CommandError, Exit, console, errors, print_json, text

if TYPE_CHECKING:
    from monitor.engine.lettering import LetterForm, Lettering
    from monitor.model import Revision, Vendor
    from monitor.review.letter_template import LetterText
    from monitor.review.letter_words import LetterLanguage
    from monitor.settings import Settings
    from monitor.store import Store

EPILOG = (
    "Without --out the draft is printed as Markdown. With it, files are written: all three forms, unless --format "
    "names one. A folder of your own templates is named by letters.templates in monitor.yaml.\n\nExamples:\n\n"
    "`monitor letter r7kq2mx`\n\n`monitor letter r7kq2mx --out letters --language de`\n\n"
    "`monitor letter r7kq2mx --out letters --format eml --attach`"
)


RevisionId = Annotated[str, typer.Argument(help="Id of the revision, as `monitor windows` shows it.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder for the files; made where absent.")]
Forms = Annotated[
    list[str] | None, typer.Option("--format", help="md, docx or eml; may be given more than once.")
]
Language = Annotated[
    str | None, typer.Option("--language", help="en, de or fr; by default letters.language of monitor.yaml.")
]
Attach = Annotated[
    bool, typer.Option("--attach", help="Attach the captured documents to the mail, with times and hashes.")
]
By = Annotated[str | None, typer.Option("--by", help="Who drafts; by default the user logged in.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("letter", epilog=EPILOG)(letter)


def letter(
    revision: RevisionId,
    out: Out = None,
    form: Forms = None,
    language: Language = None,
    attach: Attach = False,
    by: By = None,
    config: inputs.ConfigOption = inputs.DEFAULT_CONFIG,
    json: inputs.JsonOption = False,
) -> None:
    """Draft the objection to a change: grounds the clause admits, questions, remedy, reservation, evidence.

    Nothing is sent; that a letter was drafted, and its text, is put on record.
    """
    from monitor.engine.letter_evidence import evidence_zip

    settings = inputs.settings(config)
    speech = _language(language or settings.monitor.letters.language)
    forms = _forms(form, out)
    now = datetime.now(UTC)
    with inputs.open_store(settings, upgrade=True) as store:
        found = inputs.revision(store, revision)
        vendor = settings.vendor(found.vendor_id)
        lettering = _lettering(store, settings)
        draft = _drafted(lettering, found, vendor, speech, now)
        attached = [evidence_zip(store, found)] if attach else []
        files = lettering.files(draft, forms, vendor, now, attached)
        names = {one: f"objection-{found.public_id}-{speech.value}.{one.value}" for one in forms}
        written = _write(out, {names[one]: content for one, content in files.items()}) if out else []
        record = lettering.record(found, draft, forms, inputs.who(by), now)
    if json:
        print_json(
            {
                "revision": found.public_id,
                "language": speech.value,
                "subject": draft.subject,
                "text": draft.markdown,
                "notes": list(draft.notes),
                "files": [str(path) for path in written],
                "letter": record.id,
                "sha256": record.content_sha256,
            }
        )
        return
    if out is None:
        sys.stdout.write(draft.markdown)
    for path in written:
        console.print(f"written: {text(path)}")
    for note in draft.notes:
        errors.print(f"[yellow]before sending:[/] {text(note)}")
    errors.print(f"draft {record.id} is on record; nothing was sent")


def _drafted(
    lettering: Lettering, revision: Revision, vendor: Vendor | None, speech: LetterLanguage, now: datetime
) -> LetterText:
    from monitor.review.letter_facts import NothingToObjectError
    from monitor.review.letter_template import LetterTemplateError

    try:
        return lettering.draft(revision, vendor, speech, now)
    except NothingToObjectError as error:
        raise CommandError(str(error), error.mend) from error
    except LetterTemplateError as error:
        mend = "mend the template, or remove it to use ours"
        raise CommandError(str(error), mend, Exit.CONFIGURATION) from error


def _language(code: str) -> LetterLanguage:
    from monitor.review.letter_words import LetterLanguage

    try:
        return LetterLanguage(code.strip().lower())
    except ValueError as error:
        raise CommandError(
            f"“{code}” is no language of letters", "there are: en, de, fr", Exit.USAGE
        ) from error


def _forms(names: list[str] | None, out: Path | None) -> list[LetterForm]:
    from monitor.engine.lettering import LetterForm

    if not names:
        return list(LetterForm) if out else [LetterForm.MARKDOWN]
    try:
        forms = list(dict.fromkeys(LetterForm(name.strip().lower()) for name in names))
    except ValueError as error:
        raise CommandError(
            f"“{names[0]}” is no form of letters", "there are: md, docx, eml", Exit.USAGE
        ) from error
    if out is None and forms != [LetterForm.MARKDOWN]:
        raise CommandError("a Word or mail file needs a folder", "name one with --out", Exit.USAGE)
    return forms


def _lettering(store: Store, settings: Settings) -> Lettering:
    from monitor.engine.deciding import Deciding
    from monitor.engine.lettering import Lettering
    from monitor.engine.policies import policy_of
    from monitor.review.letter_facts import Sender

    told = settings.monitor.letters
    folder = settings.path.parent / told.templates if told.templates else None
    if folder and not folder.is_dir():
        raise CommandError(
            f"the folder of templates {folder} does not exist", "mend letters.templates", Exit.CONFIGURATION
        )
    return Lettering(
        store,
        Deciding(store, settings.vendor, settings.monitor.zone),
        policy_of(settings),
        Sender(told.company, told.address, told.signatory, told.email, told.place),
        folder,
    )


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = [folder / name for name in files if (folder / name).exists()]
        if taken:
            raise CommandError(
                f"{taken[0]} is there already",
                "name another folder, or remove it: nothing is overwritten",
                Exit.USAGE,
            )
        for name, content in files.items():
            with (folder / name).open("xb") as target:
                target.write(content)
            written.append(folder / name)
    except OSError as error:
        raise CommandError(
            f"{error.filename or folder}: {error.strerror}", "name another folder", Exit.USAGE
        ) from error
    return written
