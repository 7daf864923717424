"""What commands read: files, JSON objects and words; sizes first, and no error quotes a value.

The formats of interviews (Markdown, JSON, JSONL) are the archive's `reading`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from vault.cli.invocation import Invocation
from vault.cli.terminal import person_for
from vault.errors import MalformedError, UsageError
from vault.model import Record
from vault.text import first_unsafe

R = TypeVar("R")

MEBIBYTE = 1024 * 1024
LARGEST_INPUT_BYTES = 10 * MEBIBYTE
LARGEST_WORDS_BYTES = 64 * 1024

# msgspec's messages quote input, except for this path of our own field names and positions.
_FIELD = re.compile(r" - at `\$\.?([A-Za-z_.\[\]0-9]*)`$")
_BYTE = re.compile(r"\(byte (\d+)\)$")


class IdentityInput(Record, frozen=True):
    """Who a source is, as it is typed."""

    name: str
    proof: str = ""


def open_file(call: Invocation, name: str) -> BinaryIO:
    """Open the file named on the command line, or the run's input for "-".

    Raises UsageError, without the path, when it cannot be read.
    """
    if name == "-":
        return call.input
    try:
        return Path(name).open("rb")
    except OSError:
        raise UsageError("That file cannot be read.") from None


def read_file(call: Invocation, name: str, maximum_bytes: int = LARGEST_INPUT_BYTES) -> bytes:
    """Return a whole file or input; raises MalformedError when it is larger than the limit."""
    stream = open_file(call, name)
    try:
        data = stream.read(maximum_bytes + 1)
    except OSError:
        raise UsageError("That file cannot be read.") from None
    finally:
        if stream is not call.input:
            stream.close()
    if len(data) > maximum_bytes:
        raise MalformedError(f"The input is larger than {size_name(maximum_bytes)}.")
    return data


def size_name(size_bytes: int) -> str:
    """Return a limit as people read it."""
    if size_bytes >= MEBIBYTE:
        return f"{size_bytes // MEBIBYTE} MB"
    return f"{size_bytes // 1024} kB"


def json_of(data: bytes, kind: type[R]) -> R:
    """Decode JSON strictly into a record.

    Raises MalformedError with line or field, never quoting the input, for anything else and for
    control characters in any text.
    """
    import msgspec

    try:
        record: R = msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        field = _match(_FIELD, str(error))
        where = f"field {field}" if field else "one field"
        raise MalformedError(
            f"The JSON does not have the shape that this command reads: {where}.", field=field
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        at = _match(_BYTE, str(error))
        line = 1 + data.count(b"\n", 0, int(at)) if at else None
        raise MalformedError("The input is not well-formed JSON.", line=line) from None
    refuse_controls(msgspec.to_builtins(record))
    return record


def _match(pattern: re.Pattern[str], message: str) -> str | None:
    found = pattern.search(message)
    return found.group(1) or None if found else None


def refuse_controls(value: Any) -> None:  # noqa: ANN401 - anything that JSON holds
    """Raise MalformedError with the field when any text holds an unsafe character."""
    for field, text in _texts(value, ""):
        if first_unsafe(text) is not None:
            raise MalformedError(
                f"A control or invisible character stands in {field or 'the text'}.",
                field=field or None,
            )


def _texts(value: Any, field: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{field}.{name}" if field else str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, field)


def words_of(call: Invocation, what: str, *, required: bool = True) -> str:
    """Return free text that may not stand on the command line: typed, or all of stdin.

    Raises UsageError when required words are none and MalformedError when they are not clean.
    """
    if call.input_is_typed:
        with person_for(what, "give the words on stdin") as terminal:
            text = terminal.ask(what[0].upper() + what[1:])
    else:
        text = text_of(read_file(call, "-", LARGEST_WORDS_BYTES)).strip()
    if required and not text:
        raise UsageError(f"This needs words ({what}): type them or give them on stdin.")
    return text


def text_of(data: bytes) -> str:
    """Decode UTF-8 with unified line ends; raises MalformedError for anything unclean."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = 1 + data.count(b"\n", 0, error.start)
        raise MalformedError(f"Line {line} is not UTF-8 text.", line=line) from None
    at = first_unsafe(text)
    if at is not None:
        line = 1 + text.count("\n", 0, at)
        raise MalformedError(f"A control or invisible character stands in line {line}.", line=line)
    return text


def asked_or_json(
    call: Invocation, source: str | None, kind: type[R], questions: dict[str, str]
) -> R:
    """Return a record from the JSON that `source` names, or by asking on the terminal.

    `questions` maps field names to what a person is asked; every field of theirs is one line.
    """
    if source is not None:
        return json_of(read_file(call, source), kind)
    import msgspec

    with person_for("that", "give a JSON object with --input FILE, or --input - for stdin") as tty:
        answers = {field: tty.ask(question) for field, question in questions.items()}
    return msgspec.convert(answers, type=kind)
