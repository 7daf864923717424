"""Commands about files that belong to an interview: attach, list, write out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vault.cli.invocation import Invocation, opened
from vault.cli.tree import command
from vault.text import counted, moments

if TYPE_CHECKING:
    from vault.archive.attachments import AttachmentView, ExportedView

a_file = click.Path(path_type=Path)


@command("attach")
@click.argument("interview_id", metavar="INTERVIEW")
@click.argument("file", type=a_file)
@click.pass_obj
def attach(call: Invocation, interview_id: str, file: Path) -> None:
    """Seal FILE (a recording, a photograph, a document of any size) to an interview.

    Strongroom never opens it. The original stays readable where it is.
    """
    from vault.archive.attachments import attach as seal

    archive = opened(call)
    with call.output.progress() as progress:
        view = seal(archive, interview_id, file, progress)
    call.output.answer(view, _attached)
    call.output.note("The original file is still readable where it was.")


def _attached(view: AttachmentView) -> Iterator[str]:
    yield f"Attached: {view.id}  {view.media_type}, {view.length:,} bytes"
    yield _told(view.traces, looked_into=view.looked_into)


@command("attachments")
@click.argument("interview_id", metavar="INTERVIEW")
@click.pass_obj
def attachments(call: Invocation, interview_id: str) -> None:
    """List an interview's attachments: name, type, size, and what they tell about their making."""
    from vault.archive.attachments import attachments as listed

    call.output.answer_rows(
        listed(opened(call), interview_id),
        ("id", "name", "type", "bytes", "by", "at", "tells"),
        lambda view: (
            view.id, view.name, view.media_type, f"{view.length:,}" if view.cleared else "",
            view.by, moments(view.at), _state_of(view),
        ),
    )  # fmt: skip


def _state_of(view: AttachmentView) -> str:
    if not view.cleared:
        return "sealed to others"
    told = ", ".join(view.traces) or ("nothing found" if view.looked_into else "not looked into")
    return f"{told}; {counted(view.missing, 'piece')} not here yet" if view.missing else told


@command("export-attachment")
@click.argument("attachment_id", metavar="ID")
@click.argument("file", type=a_file)
@click.option("--clean", is_flag=True, help="JPEG and PNG: without what is not the picture.")
@click.pass_obj
def export_attachment(call: Invocation, attachment_id: str, file: Path, clean: bool) -> None:
    """Write an attachment into the new file FILE: it leaves the vault."""
    from vault.archive.attachments import export_attachment as write

    archive = opened(call)
    with call.output.progress() as progress:
        view = write(archive, attachment_id, file, clean=clean, progress=progress)
    call.output.answer(view, _exported)
    call.output.note("This file is not sealed. Open it where nothing can follow what it contains.")


def _exported(view: ExportedView) -> Iterator[str]:
    yield f"Written: {view.path}  {view.length:,} bytes"
    if view.removed:
        yield f"Taken out: {', '.join(view.removed)}"
    yield _told(view.traces, looked_into=view.looked_into)


def _told(traces: tuple[str, ...], *, looked_into: bool) -> str:
    if traces:
        return f"The file tells about its making: {', '.join(traces)}"
    if looked_into:
        return "No metadata was found in it; what is to be seen or heard in it may still tell."
    return "Strongroom does not know this kind of file: what it tells was not looked into."
