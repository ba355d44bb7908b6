"""What the design promises of the code itself: direction, size, words, rules, docstrings."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from audit.across import across_rules
from audit.check import BY_TABLE, GROUPS, rule_book
from audit.check.registry import CHECKS, described
from audit.contradictions import LEVELS
from audit.form import VERSIONS
from audit.words import catalogue

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "audit"
CHECKS_OF_DOMAIN = REPOSITORY.parent / "shared" / "domain" / "checks.json"
# later ones know earlier ones, never the other way round
ORDER = ("read", "parse", "frames", "check", "workbook", "pack", "cli")
MOST_LINES, MOST_LINES_OF_FUNCTION = 300, 50

MODULES = {
    ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
every_module = pytest.mark.parametrize("module", MODULES)


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text("utf-8"))


@cache
def nodes_of(module: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(module)))


@cache
def imports(module: str, *, top: bool = False) -> set[str]:
    """Dotted names of what a module imports; of its own package, modules."""
    nodes = tree_of(module).body if top else nodes_of(module)
    out: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            name = node.module or ""
            inner = {f"{name}.{alias.name}" for alias in node.names} & set(MODULES)
            out |= inner or {name}
    return out


def layer(module: str) -> int | None:
    parts = module.split(".")
    return ORDER.index(parts[1]) if len(parts) > 1 and parts[1] in ORDER else None


@every_module
def test_imports_follow_the_arrows(module: str) -> None:
    own = layer(module)
    for name in imports(module):
        other = layer(name) if name.startswith("audit") else None
        if own is not None and other is not None:
            assert other <= own, f"{module} imports {name}"
        if name.split(".")[:2] == ["audit", "cli"]:
            assert module == "audit.__main__" or module.startswith("audit.cli")


def test_imports_go_in_no_circle() -> None:
    graph = {module: _loaded_before(module) for module in MODULES}
    while graph:
        leaves = [module for module, needs in graph.items() if not needs - {module}]
        assert leaves, f"a circle among {sorted(graph)}"
        graph = {m: needs - set(leaves) for m, needs in graph.items() if m not in leaves}


def _loaded_before(module: str) -> set[str]:
    """What a module imports, with the packages it stands in; those above itself have begun."""
    found = imports(module, top=True) & set(MODULES)
    above = {".".join(name.split(".")[:n]) for name in found for n in range(1, name.count(".") + 1)}
    return found | {package for package in above if not f"{module}.".startswith(f"{package}.")}


@pytest.mark.parametrize("part", ["read", "parse"])
def test_readers_do_without_pandas(part: str) -> None:
    for module in (name for name in MODULES if name.startswith(f"audit.{part}")):
        assert not {name for name in imports(module) if name.split(".")[0] == "pandas"}, module


def test_workers_do_without_pandas() -> None:
    """The whole of what a worker process imports, not only what stands in these files."""
    code = "import sys, audit.build; print([m for m in ('pandas', 'openpyxl') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@every_module
def test_only_the_command_line_prints(module: str) -> None:
    if module == "audit.__main__" or module.startswith("audit.cli"):
        return
    names = {"typer", "rich", "logging"}
    found = imports(module) - {"rich.cells"}  # it only measures text
    assert not {name for name in found if name.split(".")[0] in names}
    for node in nodes_of(module):
        if isinstance(node, ast.Name):
            assert node.id != "print", f"line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("stdout", "stderr", "echo", "warn"), f"line {node.lineno}"


@every_module
def test_no_clock_and_no_chance(module: str) -> None:
    """Same inputs, same bytes out; only a letter bears the time at which it is sent."""
    if module == "audit.mail.clock":
        return
    assert not imports(module) & {"time", "random", "uuid", "secrets"}
    for node in nodes_of(module):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "today", "utcnow"), f"line {node.lineno}"
            # a file's time is an input: it chooses between versions that nothing else tells apart
            assert node.attr != "st_mtime" or module == "audit.inputs", f"line {node.lineno}"


@every_module
def test_files_are_short(module: str) -> None:
    lines = len(MODULES[module].read_text("utf-8").splitlines())
    assert lines <= MOST_LINES


@every_module
def test_functions_are_short(module: str) -> None:
    long = {
        node.name: lines
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for lines in [(node.end_lineno or 0) - node.lineno + 1]
        if lines > MOST_LINES_OF_FUNCTION
    }
    assert long == {}


@every_module
def test_public_things_say_what_they_are(module: str) -> None:
    tree = tree_of(module)
    assert ast.get_docstring(tree), "the module itself"
    silent = [name for name, node in public(tree.body) if not ast.get_docstring(node)]
    assert silent == []


def public(body: list[ast.stmt]) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Public functions, classes and their public methods."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


# ── words ──


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for module in MODULES:
        for node in nodes_of(module):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == name
            ):
                yield module, node


def literal_calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, key and given values of every call whose key is written out; None: values unknown."""
    for name in ("say", "InputError", "FormError"):
        for module, call in calls(name):
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                given = {keyword.arg for keyword in call.keywords}
                known = {arg for arg in given if arg}
                yield f"{module}:{call.lineno}", first.value, None if None in given else known


def test_every_key_said_is_in_the_catalogue() -> None:
    missing = [(where, key) for where, key, _ in literal_calls() if key not in catalogue()]
    assert missing == []


def test_every_placeholder_is_filled() -> None:
    unfilled = []
    for where, key, given in literal_calls():
        wanted = {field for _, field, _, _ in Formatter().parse(catalogue().get(key, "")) if field}
        if given is not None and wanted - given:
            unfilled.append((where, key, sorted(wanted - given)))
    assert unfilled == []


def used_patterns() -> list[re.Pattern[str]]:
    """Every string of the code that may be a key, with its computed parts left open."""
    patterns = set()
    for module in MODULES:
        for node in nodes_of(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                patterns.add(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+"
                    for part in node.values
                ]
                # the table of the key is written out; else the pattern would match anything
                if re.match(r"[a-z]+\\\.", parts[0]):
                    patterns.add("".join(parts))
    return [re.compile(pattern) for pattern in patterns if pattern]


def test_no_word_is_left_over() -> None:
    patterns = used_patterns()
    assert [key for key in catalogue() if not any(p.fullmatch(key) for p in patterns)] == []


# ── rules ──


def test_every_described_rule_has_its_function_and_the_other_way_round() -> None:
    ids = [str(rule["id"]) for rule in described()]
    assert sorted(ids) == sorted(CHECKS)
    assert len(ids) == len(set(ids))


def test_every_rule_explains_itself() -> None:
    for rule in rule_book().values():
        assert rule.label
        assert rule.basis
        assert rule.level in LEVELS
        assert rule.group in (*GROUPS, BY_TABLE)
        assert rule.compares
        assert rule.example
        assert rule.forms
        assert set(rule.forms) <= set(VERSIONS)
        beyond = {rule.id for rule in across_rules()}
        assert bool(rule.equation or rule.id in beyond) is (rule.id not in CHECKS)


def test_rule_ids_are_those_of_the_domain() -> None:
    if not CHECKS_OF_DOMAIN.exists():
        pytest.skip(f"needs {CHECKS_OF_DOMAIN}, which is not part of the repository")
    known = {
        rule["id"]: rule["severity"] for rule in json.loads(CHECKS_OF_DOMAIN.read_text("utf-8"))
    }
    assert {rule.id: rule.level for rule in rule_book().values()}.items() <= known.items()


def test_every_rule_stands_in_a_test() -> None:
    texts = [path.read_text("utf-8") for path in (REPOSITORY / "tests").rglob("*.py")]
    texts += [p.read_text("utf-8") for p in (REPOSITORY / "tests").glob("reports/*/expected.toml")]
    words = {word for text in texts for word in re.findall(r"\b[A-Z][0-9]{2,3}\b", text)}
    assert set(rule_book()) <= words
