"""The words around commands: help, and a call that cannot be understood (exit code 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from audit.words import listed, say

FAILED = 2
_Function = TypeVar("_Function", bound=Callable[..., Any])
# typer brings its own click from some version on; both derive what is wrong from this class
_UsageError: Any = typer.BadParameter.__mro__[1]
_COMMAND = re.compile(r"No such command '(.*?)'", re.S)
_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", re.S)
_CHOICES = re.compile(r"'([^']*)' is not one of ('.*')", re.S)
_LEAST = re.compile(r"(?:greater than or equal to |x>=)(\d+)")


# words that typer brings, in the order in which they are looked for
_OWN_WORDS = {
    "usage": re.compile(r"\AUsage: "),
    "arguments": re.compile(r"^Arguments:$", re.M),
    "options": re.compile(r"^Options:$", re.M),
    "commands": re.compile(r"^Commands:$", re.M),
    "given": re.compile(r"\[OPTIONS\]"),
    "required": re.compile(r"\[required\]"),
    "default": re.compile(r"\[default:\s"),
    "this": re.compile(r"Show this message and exit\."),
}


def _in_words(text: str) -> str:
    for key, pattern in _OWN_WORDS.items():
        text = pattern.sub(say(f"cli.usage.words.{key}"), text)
    return text


class Command(TyperCommand):
    """A command; its help is in one language throughout."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return _in_words(super().get_help(ctx))


class Application(typer.Typer):
    """The application; its commands are of the class above."""

    def command(self, *name: Any, **more: Any) -> Callable[[_Function], _Function]:
        """Register a function as a command."""
        return super().command(*name, cls=Command, **more)


class Commands(TyperGroup):
    """The commands; a call that none of them understands ends with a sentence."""

    def get_help(self, ctx: Any) -> str:
        """Return the help."""
        return _in_words(super().get_help(ctx))

    def make_context(self, *args: Any, **more: Any) -> Any:
        """Take in the words before a command."""
        with _sentences():
            return super().make_context(*args, **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named, after it has taken in its own words."""
        with _sentences():
            return super().invoke(ctx)


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise  # the help itself
        command = error.ctx.command_path if error.ctx else "audit"
        typer.echo(say("cli.usage.help", problem=usage_problem(error), command=command), err=True)
        raise typer.Exit(FAILED) from None


def usage_problem(error: Any) -> str:
    """Return what is wrong with a call, as a clause: what was written, and what may be."""
    kind, message = type(error).__name__, str(error.message)
    if kind == "MissingParameter":
        return say("cli.usage.missing", what=_name(error.param))
    if kind == "NoSuchOption":
        near = say("cli.usage.near", options=_joined(sorted(error.possibilities or ())))
        more = near if error.possibilities else ""
        return say("cli.usage.option", option=error.option_name, near=more)
    if kind == "BadOptionUsage":
        key = "flag" if "does not take" in message else "no_value"
        return say(f"cli.usage.{key}", option=error.option_name)
    if kind == "BadParameter" and error.param is not None:
        return _bad_value(error, message)
    for key, pattern in (("command", _COMMAND), ("extra", _EXTRA)):
        if found := pattern.search(message):
            return say(f"cli.usage.{key}", word=found[1])
    return say("cli.usage.other", problem=message)


def _bad_value(error: Any, message: str) -> str:
    """The types of the options differ between versions of typer: what may be stands in words."""
    choices, least = _CHOICES.search(message), _LEAST.search(message)
    if choices:
        may = _joined(re.findall(r"'(.*?)'", choices[2]))
    elif least:
        may = say("cli.usage.least", least=least[1])
    else:
        may = say("cli.usage.whole" if "integer" in message else "cli.usage.as_told")
    value = say("cli.usage.written", value=choices[1]) if choices else ""
    return say("cli.usage.value", option=_name(error.param), value=value, may=may)


def _name(param: Any) -> str:
    """An option by its longest form, an argument as the help shows it."""
    if param.param_type_name == "option":
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper())


def _joined(words: Sequence[str]) -> str:
    return listed(words)
