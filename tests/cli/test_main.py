"""The edge: every way a run can end, and nothing of what was typed in any message."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from vault.cli.invocation import Invocation
from vault.cli.main import build, error_fields, execute
from vault.cli.output import Output
from vault.errors import (
    BusyError,
    IntegrityError,
    MalformedError,
    NoSpaceError,
    RefusedError,
    StrongroomError,
    WrongKeyError,
)

TYPED = "Dorte-Vennebo-of-the-weir"


def ends_with(error: BaseException, headless: str) -> str:
    """Code whose terminal interface ends by raising `error`."""
    return headless.replace(
        "sys.exit(run(sys.argv[1:]))",
        f"def browse(request):\n    raise {error!r}\nsys.exit(run(sys.argv[1:], browse))",
    )


def test_two_builds_share_nothing():
    first, second = build(), build()
    first.params.clear()
    assert first is not second
    assert second.params


def test_help_loads_neither_the_archive_nor_a_heavy_library(strongroom, headless):
    tail = "\nprint(sorted(sys.modules))"
    code = headless.replace("sys.exit(run(sys.argv[1:]))", "run(sys.argv[1:])" + tail)
    shown = strongroom("--help", code=code)
    assert "Commands:" in shown.out
    for heavy in ("vault.archive", "sqlite_utils", "cryptography", "textual", "argon2", "msgspec"):
        assert f"'{heavy}'" not in shown.out


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_version_is_printed(strongroom, more):
    shown = strongroom("--version", *more)
    assert shown.code == 0
    assert "strongroom" in shown.out or "version" in json.loads(shown.out)


def test_version_alone_does_not_even_load_click(strongroom, headless):
    code = headless.replace("sys.exit(", "print(").replace("]))", "]), 'click' in sys.modules)")
    assert strongroom("--version", code=code).out.endswith("0 False\n")


@pytest.mark.parametrize(
    "arguments",
    [
        [TYPED],
        [f"--{TYPED}"],
        [f"--passphrase={TYPED}"],
        [f"-p{TYPED}"],
        ["--color", TYPED, "status"],
        ["--passphrase-fd", TYPED, "status"],
        ["show"],
        ["show", "0a1b", TYPED],
        ["member", TYPED],
        ["member"],
        ["policy", "set", TYPED],
        ["diff", "0a1b", TYPED, "2"],
        ["log", f"/nowhere/{TYPED}.md", "--format", TYPED],
    ],
    ids=lambda arguments: " ".join(arguments).replace(TYPED, "X"),
)
def test_a_wrong_call_exits_2_with_one_sentence_that_quotes_nothing(strongroom, arguments):
    plain = strongroom(*arguments)
    assert plain.code == 2
    assert TYPED not in plain.out + plain.err
    assert plain.out == ""
    assert plain.err.count("\n") == 1
    as_json = strongroom(*arguments, "--json")
    assert as_json.code == 2
    assert TYPED not in as_json.out + as_json.err
    assert json.loads(as_json.out)["error"]["code"] == "E_USAGE"


def test_a_wrong_choice_names_the_right_ones(strongroom):
    assert "auto, always, never" in strongroom("--color", "blue", "status").err


def test_an_internal_error_exits_1_without_traceback_or_values_c10(strongroom, headless):
    code = ends_with(LookupError(TYPED), headless)
    for more in ([], ["--json"]):
        shown = strongroom("browse", *more, code=code)
        assert shown.code == 1
        assert shown.err == "Strongroom hit an internal error (LookupError); nothing was shown.\n"
        assert TYPED not in shown.out
        assert "Traceback" not in shown.out


def test_the_systems_reason_is_named_without_its_path(strongroom, headless):
    code = ends_with(PermissionError(13, "Permission denied", f"/home/{TYPED}"), headless)
    shown = strongroom("browse", code=code)
    assert (shown.code, shown.err) == (1, "The operating system refused (EACCES).\n")


def test_a_full_disk_exits_19_wherever_it_shows(strongroom, headless):
    code = ends_with(OSError(28, "No space left on device", TYPED), headless)
    shown = strongroom("browse", code=code)
    assert (shown.code, shown.err) == (NoSpaceError.exit_code, f"{NoSpaceError.default}\n")


def test_ctrl_c_exits_130_with_one_word(sit_down):
    seat = sit_down("init", "--policy", "small_desk")
    seat.wait_for("Your name")
    seat.interrupt()
    assert seat.leave() == 130
    assert seat.seen.strip().endswith("Interrupted.")


def test_a_reader_that_left_ends_the_run_quietly(headless):
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", headless, "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    _nothing, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err == b""


def test_without_arguments_the_terminal_interface_opens(strongroom, headless):
    code = headless.replace(
        "sys.exit(run(sys.argv[1:]))",
        "def browse(request):\n    print(request.vault, request.no_color)\n    return 7\n"
        "sys.exit(run(sys.argv[1:], browse))",
    )
    shown = strongroom("--vault", "here.strongroom", "--color", "never", code=code)
    assert (shown.code, shown.out) == (7, "here.strongroom True\n")


def test_the_request_to_browse_does_not_print_its_passphrase(tmp_path):
    from vault.cli.main import BrowseRequest

    assert TYPED not in repr(BrowseRequest(tmp_path, tmp_path, TYPED.encode()))


def test_a_headless_run_says_that_it_has_no_terminal_interface(strongroom):
    assert strongroom().code == 2


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BusyError(), {"code": "E_BUSY"}),
        (WrongKeyError(), {"code": "E_WRONG_KEY"}),
        (IntegrityError(), {"code": "E_INTEGRITY"}),
        (MalformedError("x", line=3, field="told"), {"line": 3, "field": "told"}),
        (RefusedError("x", rules=("agreement.scope",)), {"rules": ["agreement.scope"]}),
    ],
)
def test_programs_learn_where_and_why(error, expected):
    fields = error_fields(error)
    assert set(fields) == {"code", "sentence", "line", "field", "rules"}
    assert expected.items() <= fields.items()


@pytest.mark.parametrize(
    "kind", sorted(StrongroomError.__subclasses__(), key=lambda kind: kind.__name__)
)
def test_each_refusal_ends_with_its_own_code_and_sentence(kind, capfdbinary):
    def browse(_request):
        raise kind

    assert execute(["browse"], Invocation(browse=browse, output=Output())) == kind.exit_code
    assert capfdbinary.readouterr().err.decode() == f"{kind.default}\n"


def walk(command: click.Command, path: tuple[str, ...] = ()):
    """Yield every command below `command` with its path."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from walk(found, (*path, name))


def test_no_command_takes_a_secret_or_a_name_as_an_argument_c11_c12():
    forbidden = {
        "passphrase", "password", "secret", "name", "title", "words", "reason", "code", "term",
        "sheet", "contact", "place", "province", "codename",
    }  # fmt: skip
    for path, command in walk(build()):
        taking = {
            parameter.name
            for parameter in command.params
            if not (isinstance(parameter, click.Option) and parameter.is_flag)
        }
        assert not taking & forbidden, path
        assert not any(parameter.envvar for parameter in command.params), path


def test_every_command_answers_in_json():
    for path, command in walk(build()):
        flags = {flag for p in command.get_params(click.Context(command)) for flag in p.opts}
        assert "--json" in flags, path
