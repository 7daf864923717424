"""What no file of the repository may hold, and how large one may grow."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "pyproject.toml",
    "requirements",
    "schema.sql",
    "tests",
    "tui",
    "vault",
}
FILE_LINES = 500
FUNCTION_LINES = 60
# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.~/])/(?:" + "work|root" + ")/")
DOWNLOAD_HOST = re.compile("|".join(("py" + r"pi\.org", "python" + r"hosted\.org")))


def python_files(paths: list[Path]) -> list[Path]:
    return [path for path in paths if path.suffix == ".py"]


def in_packages(paths: list[Path], root: Path) -> list[Path]:
    return [p for p in python_files(paths) if p.relative_to(root).parts[0] in {"vault", "tui"}]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Return the places, by file and line, where a text file holds the pattern."""
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        lines = enumerate(text.splitlines(), start=1)
        found += [f"{path}:{number}" for number, line in lines if pattern.search(line)]
    return found


def is_reexport(statement: ast.stmt, package: str) -> bool:
    """Tell whether a statement of an `__init__` is a docstring, `__all__`, or its own import."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.ImportFrom(module="__future__"):
            return True
        case ast.ImportFrom(module=module, level=level):
            return level == 1 or f"{module}.".startswith(f"{package}.")
        case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List() | ast.Tuple()):
            return True
        case _:
            return False


def test_the_top_level_holds_no_other_folder_or_file(own_files, root):
    assert {path.relative_to(root).parts[0] for path in own_files} <= TOP_LEVEL


def test_no_file_names_a_path_of_one_machine(own_files):
    assert lines_with(MACHINE_PATH, own_files) == []


def test_no_file_names_a_download_host(own_files):
    assert lines_with(DOWNLOAD_HOST, own_files) == []


def test_no_python_file_passes_500_lines(own_files):
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in python_files(own_files)}
    assert {path: lines for path, lines in lengths.items() if lines > FILE_LINES} == {}


def test_no_function_passes_60_lines(own_files, root):
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in in_packages(own_files, root)
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_an_init_re_exports_from_its_own_room_and_runs_nothing(own_files, root):
    inits = [path for path in in_packages(own_files, root) if path.name == "__init__.py"]
    running = [
        f"{path}:{statement.lineno}"
        for path in inits
        for statement in ast.parse(path.read_bytes()).body
        if not is_reexport(statement, ".".join(path.parent.relative_to(root).parts))
    ]
    assert running == []


def test_the_licence_is_the_one_that_the_project_names(root, project):
    assert project["project"]["license"] == "AGPL-3.0-or-later"
    title, version = (root / "LICENSE").read_text(encoding="utf-8").splitlines()[:2]
    assert title.strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert version.strip() == "Version 3, 19 November 2007"


def test_the_change_log_names_the_version(root, project):
    headings = re.findall(r"^## (\S+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert headings[0] == project["project"]["version"]
