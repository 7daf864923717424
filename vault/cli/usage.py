"""Sentences for calls that click cannot parse: they name our options, never the caller's words.

Click's own messages quote what was typed, and a title typed at the wrong place is still a title.
"""

from __future__ import annotations

import click


def sentence_for(error: click.UsageError) -> str:
    """Return one sentence that says what is wrong with the call."""
    return f"{_reason(error)} See: {_path(error)} --help"


def _reason(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return "There is no such option."
    if isinstance(error, click.MissingParameter):
        return f"{_parameter(error)} is missing."
    if isinstance(error, click.BadOptionUsage):
        return f"The option {error.option_name} is not used that way."
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} does not take that{_choices(error)}."
    if error.ctx is not None and isinstance(error.ctx.command, click.Group):
        return "There is no such command, or none was named."
    return "There are too many or too few arguments."


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return "One value"
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name


def _choices(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f" (it takes: {', '.join(str(choice) for choice in kind.choices)})"
    return ""


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "strongroom"
