"""docs/manual/commands.md and the program say the same: commands, options, exit codes, examples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from vault.cli.invocation import Invocation
from vault.cli.main import build
from vault.cli.shell import split_line
from vault.cli.tree import shared_options
from vault.errors import StrongroomError

MANUAL = (Path(__file__).resolve().parents[2] / "docs/manual/commands.md").read_text("utf-8")
SHARED = {flag for option in shared_options(hidden=False) for flag in option.opts}
HEADING = re.compile(r"^### `strongroom ([a-z -]+)`$", re.MULTILINE)
EXAMPLE = re.compile(r"^\$ strongroom (.*)$", re.MULTILINE)


def leaves(group: click.Group, path: tuple[str, ...] = ()):
    """Yield (path, command) for every command that does something."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(leaves(build()))


def every_error(kind: type[StrongroomError] = StrongroomError):
    yield kind
    for below in kind.__subclasses__():
        yield from every_error(below)


def section(path: str) -> str:
    start = MANUAL.index(f"### `strongroom {path}`")
    end = re.compile(r"^##", re.MULTILINE).search(MANUAL, start + 3)
    return MANUAL[start : end.start() if end else len(MANUAL)]


def parsed(words: list[str]) -> None:
    """Parse a call down to its last command without running it; click raises for a wrong one."""
    command: click.Command = build()
    context = command.make_context("strongroom", words, obj=Invocation())
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        context = found.make_context(name, rest, parent=context)
        command = found


def test_every_command_is_in_the_manual_and_nothing_else_is():
    assert sorted(HEADING.findall(MANUAL)) == sorted(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_is_in_its_commands_section(path):
    options = [p for p in COMMANDS[path].params if isinstance(p, click.Option)]
    flags = {f for option in options for f in (*option.opts, *option.secondary_opts)} - SHARED
    missing = {flag for flag in flags if f"`{flag}" not in section(path)}
    assert not missing


@pytest.mark.parametrize("path", COMMANDS)
def test_no_section_names_an_option_that_is_not_there(path):
    known = {
        flag
        for parameter in COMMANDS[path].get_params(click.Context(COMMANDS[path]))
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }
    own_words = re.sub(r"```text.*?```", "", section(path), flags=re.DOTALL)
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", own_words))
    assert named <= known


def test_every_shared_option_is_in_the_manual():
    table = MANUAL[MANUAL.index("## Options that") : MANUAL.index("## Passphrases")]
    assert all(f"`{flag}" in table for flag in SHARED)


def test_every_error_stands_at_its_exit_code():
    rows = re.findall(r"^\| (\d+) \|[^|]*\|([^|]*)\|$", MANUAL, re.MULTILINE)
    in_manual = {
        code: int(number) for number, codes in rows for code in re.findall("E_[A-Z_]+", codes)
    }
    assert in_manual == {kind.code: kind.exit_code for kind in every_error()}


@pytest.mark.parametrize("example", EXAMPLE.findall(MANUAL))
def test_every_example_is_a_call_that_parses(example):
    words = shlex.split(re.split(r" \d?<", example)[0])
    parsed(words)


def test_the_shells_example_is_lines_that_parse():
    lines = MANUAL[MANUAL.rindex("```text") :].splitlines()[1:]
    for line in lines[: lines.index("```")]:
        words = split_line(line.encode())
        if words[0] in COMMANDS:
            parsed([word for word in words if not word.startswith("<<")])


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_that_begins_with_a_sentence(path):
    help_text = COMMANDS[path].help
    assert help_text
    assert help_text[0].isupper()
