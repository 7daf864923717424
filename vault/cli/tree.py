"""The tree of commands, loaded one module at a time: `--help` and `--version` stay fast.

Which command lives where is the table below; what a command does is its own module.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from vault.cli.invocation import Browse, Invocation
from vault.cli.passphrases import NewPassphrase

# Name of the command -> module in vault.cli, attribute, one line of help.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "browse": ("browse", "browse", "Open the terminal interface (the default)."),
    "init": ("founding", "init", "Found a vault."),
    "recover": ("founding", "recover", "Rebuild your access from the recovery sheet."),
    "recovery": ("recovery", "recovery", "Your recovery sheet: shares, a drill, a new one."),
    "passphrase": ("founding", "passphrase", "Change your passphrase."),
    "status": ("status", "status", "Show the vault as you see it."),
    "member": ("members", "member", "Colleagues: invite, join, admit, grant, roles."),
    "invite": ("exchange", "invite", "Invite a colleague at another computer."),
    "join": ("exchange", "join", "Take up an invitation from another computer."),
    "admit": ("exchange", "admit", "Admit who answered an invitation; writes the first packet."),
    "send": ("exchange", "send", "Write what colleagues lack into a packet."),
    "receive": ("exchange", "receive", "Take packets from other computers in."),
    "field": ("field", "field", "Field reporters: directories, letters, what arrived."),
    "hand-in": ("handing_in", "hand_in", "Hand in what is yours; nothing of it stays here."),
    "head": ("heads", "head", "Words of a device's chain, to compare by voice."),
    "device": ("exchange", "device", "Devices: a further one, a renewed one, a lost one."),
    "keys": ("leaving", "keys", "New keys after somebody left."),
    "desk": ("desks", "desk", "Desks: list, add."),
    "policy": ("desks", "policy", "The ceremonies, on one page."),
    "rules": ("rules", "rules", "Redaction rules: show, set."),
    "log": ("log", "log", "Log an interview, or import many."),
    "revise": ("log", "revise", "Log a new version of an interview."),
    "addendum": ("additions", "addendum", "Add words under an interview."),
    "draft": ("drafts", "draft", "Unfinished forms that a lock left."),
    "list": ("interviews", "list_", "List interviews, newest first."),
    "show": ("interviews", "show", "Show one interview, as far as your keys open it."),
    "history": ("interviews", "history", "List an interview's versions."),
    "diff": ("interviews", "diff", "Compare two versions of an interview."),
    "find": ("interviews", "find", "Find words in what you may read."),
    "versions": ("versions", "versions", "Show versions that stand beside each other."),
    "pick": ("versions", "pick", "Let one of several standing versions stand alone."),
    "merge": ("versions", "merge", "Log one version that stands for all that stand."),
    "share": ("sharing", "share", "Share one interview with colleagues."),
    "attach": ("attachments", "attach", "Seal a file to an interview."),
    "attachments": ("attachments", "attachments", "List an interview's attachments."),
    "export-attachment": ("attachments", "export_attachment", "Write an attachment into a file."),
    "preview": ("marking", "preview", "Show words as reviewers and readers would see them."),
    "proposals": ("marking", "proposals", "List what is proposed to be hidden and undecided."),
    "decide": ("marking", "decide", "Decide proposals."),
    "unmatched": ("marking", "unmatched", "List hidden spans not answered in another language."),
    "match": ("marking", "match", "Match hidden spans between languages."),
    "mark": ("marking", "mark", "Finish marking, so that review can begin."),
    "person": ("persons", "person", "Protected people: list, show, card, circumstances."),
    "term": ("persons", "term", "Words that give a person away: list, add, remove."),
    "identity": ("identities", "identity", "Who a source is: seal, ask custodians, open once."),
    "review": ("review", "review", "Review: queue, show, approve, return, remark."),
    "hold": ("review", "hold", "Stop every copy about a person or interview, at once."),
    "lift": ("review", "lift", "Lift a hold; it takes two people."),
    "withdraw": ("review", "withdraw", "Withdraw an interview or a quote for good."),
    "forget": ("forgetting", "forget", "Remove an interview or a person for good."),
    "due": ("due", "due", "Days of destruction: list, forget what is due, put off."),
    "event": ("review", "event", "Record the event that ends an embargo."),
    "story": ("stories", "story", "Stories: list, show, save, prepare."),
    "copy": ("copies", "copy", "Copies: show, approve, release, verify, and what became of them."),
    "recheck": ("copies", "recheck", "Check a finished article against a story."),
    "redact": ("redact", "redact", "Redact a file without any vault."),
    "journal": ("journal", "journal", "Who did what, for those who may read it."),
    "backup": ("keeping", "backup", "Write a backup while others work."),
    "check": ("keeping", "check", "Read every sealed record and list what is damaged."),
    "restore": ("keeping", "restore", "Older copies: drill, accept, agree."),
    "shell": ("shell", "shell", "Keep one unlocked session for a script."),
    "demo": ("demo.command", "demo", "Build a fictional newsroom and look around."),
    "doctor": ("doctor", "doctor", "Check this installation."),
}

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def _set_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        _invocation(context).output.as_json = True


def _set_quiet(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        _invocation(context).output.quiet = True


def _set_color(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        _invocation(context).output.color = value


def _set_vault(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        call = _invocation(context)
        call.refuse_in_shell("--vault")
        call.vault = value


def _set_descriptor(context: click.Context, _parameter: click.Parameter, value: int | None) -> None:
    if value is not None:
        call = _invocation(context)
        call.source = replace(call.source, descriptor=value)


def _set_command(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        call = _invocation(context)
        call.source = replace(call.source, command=value)


def _tell_version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        from vault.cli.main import version

        call = _invocation(context)
        call.output.answer({"version": version()}, lambda view: [f"strongroom {view['version']}"])
        context.exit()


def _version_option() -> click.Option:
    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        callback=_tell_version,
        help="Show the version and exit.",
    )


def shared_options(*, hidden: bool) -> list[click.Option]:
    """Return fresh options that may stand before or after any command's name."""
    flag: dict[str, Any] = {"is_flag": True, "expose_value": False, "hidden": hidden}
    value: dict[str, Any] = {"expose_value": False, "hidden": hidden}
    json_flag = {**flag, "hidden": False}
    return [
        click.Option(["--json"], callback=_set_json, help="Answer in JSON on stdout.", **json_flag),
        click.Option(
            ["--vault"],
            type=click.Path(path_type=Path),
            callback=_set_vault,
            help="The vault file (default: the one in Strongroom's home).",
            **value,
        ),
        click.Option(
            ["--passphrase-fd"],
            type=click.IntRange(min=0),
            metavar="N",
            callback=_set_descriptor,
            help="Read the passphrase, one line, from this open descriptor.",
            **value,
        ),
        click.Option(
            ["--passphrase-command"],
            metavar="COMMAND",
            callback=_set_command,
            help="Run this program, without a shell, and take the first line it prints.",
            **value,
        ),
        click.Option(["--quiet"], callback=_set_quiet, help="Results and errors only.", **flag),
        click.Option(
            ["--color"],
            type=click.Choice(["auto", "always", "never"]),
            callback=_set_color,
            help="When to use bold (default: on a terminal, unless NO_COLOR is set).",
            **value,
        ),
    ]


class SharedOptions(click.Command):
    """A command that takes the shared options after its name as well."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return its own parameters and the shared ones that it does not define itself."""
        own = super().get_params(ctx)
        names = {name for parameter in own for name in parameter.opts}
        return [*own, *(o for o in shared_options(hidden=True) if not names & set(o.opts))]


class Noun(SharedOptions, click.Group):
    """A group of commands about one noun."""

    command_class = SharedOptions


def command(name: str) -> Callable[[Decorated], click.Command]:
    """Decorate a function into a command with the shared options."""
    return click.command(name, cls=SharedOptions)


def noun(name: str) -> Callable[[Decorated], Noun]:
    """Decorate a function into a group of commands about one noun."""
    return click.group(name, cls=Noun)


def new_passphrase_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the ways of choosing a new passphrase; the function gets them as `new`."""

    @functools.wraps(function)
    def gathered(
        *arguments: Any,  # noqa: ANN401 - whatever the command takes
        own: bool,
        own_passphrase_fd: int | None,
        new_passphrase_fd: int | None,
        **options: Any,  # noqa: ANN401
    ) -> None:
        new = NewPassphrase(own, own_passphrase_fd, new_passphrase_fd)
        function(*arguments, new=new, **options)

    number = click.IntRange(min=0)
    for option in (
        click.option(
            "--new-passphrase-fd",
            type=number,
            metavar="N",
            help="Write the generated passphrase to this descriptor instead of showing it.",
        ),
        click.option(
            "--own-passphrase-fd",
            type=number,
            metavar="N",
            help="Read a new passphrase of your own from this descriptor.",
        ),
        click.option("--own", is_flag=True, help="Type a new passphrase of your own, twice."),
    ):
        gathered = option(gathered)
    return gathered


def _invocation(context: click.Context) -> Invocation:
    return cast(Invocation, context.find_object(Invocation))  # Root puts it there


class Root(click.Group):
    """The `strongroom` group: imports a command's module only when that command runs."""

    def __init__(self, browse: Browse | None) -> None:
        super().__init__(
            "strongroom",
            params=[*shared_options(hidden=False), _version_option()],
            callback=_default,
            invoke_without_command=True,
            help="Strongroom: an encrypted archive for interviews with people who must not be "
            "named. Without a command it opens the terminal interface.",
        )
        self._browse = browse

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's own signature
    ) -> click.Context:
        """Give every run its Invocation, and close its archive at the end."""
        extra.setdefault("obj", Invocation(browse=self._browse))
        context = super().make_context(info_name, args, parent, **extra)
        call = _invocation(context)
        if not call.in_shell:
            context.call_on_close(call.keys.close)
        context.call_on_close(call.look_back)  # runs first
        return context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a newsroom's day."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module and return the command; None for an unknown name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _help = COMMANDS[cmd_name]
        found: click.Command = getattr(importlib.import_module(f"vault.cli.{module}"), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, importing none of them."""
        del ctx
        rows = [(name, line) for name, (_module, _attribute, line) in COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.pass_context
def _default(context: click.Context) -> int:
    """Browse when no command was named."""
    if context.invoked_subcommand is not None:
        return 0
    from vault.cli.browse import browse

    return int(context.invoke(browse))


def build_root(browse: Browse | None) -> Root:
    """Return a fresh root group; nothing is kept between two calls."""
    return Root(browse)
