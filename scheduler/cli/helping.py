"""Help and wrong usage in the language of the reader: the verbs and their group as click sees them.

The sentences stand in `data/texts/help.toml`; what a verb does, and what it says while doing it, is the verb's own.
"""

from __future__ import annotations

import json
import locale
import os
import re
import sys
from collections.abc import Mapping
from typing import IO, Any

import click

from scheduler.cli.languages import VARIABLE, asked_language
from scheduler.problem.text import LANGUAGES, catalogue, say

LANGUAGE = "scheduler.language"
"""Key of `click.Context.meta`: the language that was asked for with `--lang`, or None."""


def language_of_help(asked: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The language of help: the one `asked` for, else SCHEDULER_LANG, else Dutch on a Dutch system, else English."""
    for chosen in (asked, environment.get(VARIABLE)):
        if chosen in LANGUAGES:
            return chosen
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    system = next((name for name in names if name), "")
    if not system and sys.platform == "win32":
        system = locale.getlocale()[0] or ""
    return "nl" if system.casefold().startswith(("nl", "dutch")) else "en"


def _text(ctx: click.Context, key: str, /, **values: object) -> str:
    return say(language_of_help(ctx.meta.get(LANGUAGE)), "help", key, **values)


def _words(ctx: click.Context, text: str) -> str:
    """The words in capitals (FILE, PATH) in the language of the reader."""
    text = text.replace("INTEGER RANGE", "NUMBER").replace("[%Y-%m-%d]", "DAY")
    return re.sub(r"[A-Z]{2,}", lambda word: _text(ctx, word[0]), text)


def _option_row(ctx: click.Context, verb: str, option: click.Option) -> tuple[str, str]:
    record = option.get_help_record(ctx)
    assert record is not None, option.name
    shared = f"every-{option.name if option.opts != ['-h', '--help'] else 'help'}"
    text = _text(ctx, shared if shared in catalogue("help") else f"{verb}-{option.name}")
    extra = option.get_help_extra(ctx)
    notes = [_text(ctx, "default", value=extra["default"].strip("()"))] if "default" in extra else []
    if isinstance(option.type, click.IntRange):
        notes.append(_range(ctx, option.type))
    if option.required:
        notes.append(_text(ctx, "required"))
    return _words(ctx, record[0]), f"{text}  [{'; '.join(notes)}]" if notes else text


def _range(ctx: click.Context, type_: click.IntRange) -> str:
    if type_.max is None:
        return _text(ctx, "at_least", least=type_.min)
    return _text(ctx, "between", least=type_.min, most=type_.max)


class Spoken(click.Command):
    """A command whose help stands in the texts under its name: the sentences, `_short`, `_example`, `-<option>`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[LANGUAGE] = asked_language(args) or ctx.meta.get(LANGUAGE)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            wrong.ctx = wrong.ctx or ctx
            raise

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = _words(ctx, " ".join(self.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_text(ctx, 'usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_text(ctx, str(self.name)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [one for one in self.get_params(ctx) if isinstance(one, click.Option)]
        with formatter.section(_text(ctx, "options")):
            formatter.write_dl([_option_row(ctx, str(self.name), option) for option in options])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help ends in a command that works."""
        lines = _text(ctx, f"{self.name}_example").splitlines()
        heading = _text(ctx, "examples" if len(lines) > 1 else "example")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n".join(["\b", heading, *(f"  {line}" for line in lines)]))


class Verb(Spoken):
    """One verb of the group."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        more = super().parse_args(ctx, args)
        if more:
            raise click.UsageError(_text(ctx, "too_many", arguments=" ".join(more)), ctx)
        return more


class Verbs(Spoken, click.Group):
    """The group: tells wrong usage in words, and with `--json` as an object, also before a verb could speak."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as wrong:
            raise WrongUsage(wrong) from None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["as_json"] = "--json" in args
        ctx.meta[LANGUAGE] = asked = asked_language(args)
        if not [argument for argument in args if argument != asked and not argument.startswith("--lang")]:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(click.UsageError.exit_code)
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args[0] not in self.commands:
            known = ", ".join(sorted(self.commands))
            raise click.UsageError(_text(ctx, "unknown_verb", name=args[0], known=known), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError as wrong:
            spoken = WrongUsage(wrong)
            if ctx.meta["as_json"] and not ctx.meta.get("told"):
                click.echo(json.dumps({"status": "usage", "message": spoken.message}, ensure_ascii=False))
            raise spoken from None

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        rows = [(name, _text(ctx, f"{name}_short")) for name in sorted(self.commands)]
        with formatter.section(_text(ctx, "commands")):
            formatter.write_dl(rows)


class WrongUsage(click.UsageError):
    """Wrong usage as the reader is told it; `wrong` as click or a verb raised it."""

    def __init__(self, wrong: click.UsageError) -> None:
        super().__init__(_told(wrong), wrong.ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        ctx = self.ctx
        assert ctx is not None, self.message
        lines = [ctx.get_usage(), _text(ctx, "try_help", command=ctx.command_path), ""]
        click.echo("\n".join([*lines, _text(ctx, "wrong", message=self.message)]), file=file, err=file is None)


def _told(wrong: click.UsageError) -> str:
    ctx = wrong.ctx
    assert ctx is not None, wrong.message
    match wrong:
        case click.NoSuchOption(possibilities=[_, *_] as near):
            return _text(ctx, "did_you_mean", name=wrong.option_name, known=", ".join(near))
        case click.NoSuchOption():
            return _text(ctx, "unknown_option", name=wrong.option_name)
        case click.BadOptionUsage():
            options = [one for one in ctx.command.params if isinstance(one, click.Option)]
            flag = any(one.is_flag for one in options if wrong.option_name in one.opts)
            return _text(ctx, "takes_no_value" if flag else "needs_a_value", name=wrong.option_name)
        case click.MissingParameter(param=click.Parameter() as missing):
            return _text(ctx, "missing", name=_words(ctx, missing.get_error_hint(ctx).strip("'")))
        case click.BadParameter(param=click.Parameter() as bad):
            return _bad_value(ctx, bad)
    return wrong.format_message()


def _bad_value(ctx: click.Context, parameter: click.Parameter) -> str:
    """What an option wants, where it got something else; each type of option has its sentence."""
    name = parameter.opts[-1]
    match parameter.type:
        case click.Choice(choices=choices):
            return _text(ctx, "choose", name=name, known=", ".join(map(str, choices)))
        case click.IntRange() as whole:
            return _text(ctx, "number", name=name, range=_range(ctx, whole))
        case click.DateTime():
            return _text(ctx, "date", name=name)
        case click.Path():
            return _text(ctx, "not_a_folder", name=name)
    return _text(ctx, "duration", name=name)
