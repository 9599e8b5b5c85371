"""Help and wrong usage in the language of the reader: every verb, every option, every way to use it wrongly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result

from scheduler.cli.export import FORMATS, ONLY
from scheduler.cli.helping import language_of_help
from scheduler.cli.main import scheduler
from scheduler.problem.text import LANGUAGES, catalogue

VERBS = sorted(scheduler.commands)
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG", "SCHEDULER_LANG")


@pytest.fixture(autouse=True)
def no_language_around(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    yield


def run(*arguments: object, **environment: str) -> Result:
    """As in a terminal so wide that no word is split over two lines."""
    result = CliRunner().invoke(scheduler, list(map(str, arguments)), env=environment, terminal_width=1000)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_help_of_every_verb_tells_what_it_does_and_what_each_option_does(verb: str, language: str) -> None:
    shown = flat(run(verb, "--help", "--lang", language).output)
    texts = catalogue("help")
    assert flat(texts[verb][language]) in shown
    assert shown.endswith(flat(f"{texts['example'][language]} {texts[f'{verb}_example'][language]}"))
    for option in scheduler.commands[verb].params:
        if isinstance(option, click.Option):
            key = f"{verb}-{option.name}" if f"{verb}-{option.name}" in texts else f"every-{option.name}"
            assert option.opts[-1] in shown and flat(texts[key][language]) in shown, option.name


@pytest.mark.parametrize("verb", VERBS)
def test_dutch_help_has_no_english_frame(verb: str) -> None:
    shown = run(verb, "--help", "--lang", "nl").output
    for word in ("Usage", "Options", "Example", "default:", "required", "FILE", "PATH", "RANGE", "INTEGER", "TEXT"):
        assert word not in shown, word
    assert shown.startswith(f"Gebruik: scheduler {verb} [OPTIES]")


def test_the_list_of_verbs_has_a_line_for_each_in_both_languages() -> None:
    for language in LANGUAGES:
        for shown in (run("--lang", language, "--help"), run("--help", "--lang", language)):
            assert shown.exit_code == 0
            for verb in VERBS:
                assert flat(catalogue("help")[f"{verb}_short"][language]) in flat(shown.output)


def test_help_follows_the_option_then_the_variable_then_the_system() -> None:
    assert language_of_help("en", {"SCHEDULER_LANG": "nl", "LANG": "nl_BE.UTF-8"}) == "en"
    assert language_of_help(None, {"SCHEDULER_LANG": "en", "LANG": "nl_BE.UTF-8"}) == "en"
    assert language_of_help(None, {"LANG": "nl_BE.UTF-8"}) == "nl"
    assert language_of_help(None, {"LC_ALL": "en_GB.UTF-8", "LANG": "nl_BE.UTF-8"}) == "en"
    assert language_of_help(None, {"LC_ALL": "", "LC_MESSAGES": "nl_NL", "LANG": "en_US"}) == "nl"
    assert language_of_help(None, {"LANG": "C.UTF-8"}) == language_of_help(None, {"LANG": "fr_BE"}) == "en"


@pytest.mark.parametrize("environment", [{"LANG": "nl_BE.UTF-8"}, {"SCHEDULER_LANG": "nl"}])
def test_help_on_a_dutch_system_is_dutch(environment: dict[str, str]) -> None:
    for arguments in (["--help"], ["solve", "--help"], ["-h"], []):
        assert run(*arguments, **environment).output.startswith("Gebruik: scheduler"), arguments
    assert run("solve", "--help", "--lang", "en", **environment).output.startswith("Usage: scheduler solve [OPTIONS]")


WRONG = [
    ("solve", "BESTAND ontbreekt", "FILE is missing"),
    ("export a.xlsx", "--to ontbreekt", "--to is missing"),
    ("solve a.xlsx b.xlsx", "niet meer verwacht: b.xlsx", "nothing more is expected here: b.xlsx"),
    ("solve a.xlsx --sede 2", "--sede bestaat niet. Bedoelt u --seed", "no option --sede. Did you mean --seed"),
    ("check a.xlsx --xyz", "--xyz bestaat niet.", "no option --xyz."),
    ("solve a.xlsx --seed", "--seed heeft een waarde nodig", "--seed needs a value"),
    ("solve a.xlsx --overwrite=yes", "--overwrite krijgt geen waarde", "--overwrite takes no value"),
    ("solve a.xlsx --time soon", "--time: schrijf seconden", "--time: write seconds"),
    ("solve a.xlsx --workers 0", "geheel getal, 1 tot 256", "whole number, 1 to 256"),
    ("new a.xlsx --seed x", "geheel getal, minstens 0", "whole number, at least 0"),
    ("new a.xlsx --demo huge", "kies uit small, medium, large", "choose from small, medium, large"),
    ("export a.xlsx --to b --start today", "schrijf een dag als", "write a day as"),
    (
        "sovle a.xlsx",
        "'sovle' bestaat niet. Kies uit: batch, bench",
        "no command 'sovle'. Choose from: batch, bench",
    ),
    ("new a.doc", "eindigt niet op .xlsx", "does not end in .xlsx"),
]


@pytest.mark.parametrize(("line", "dutch", "english"), WRONG)
def test_wrong_usage_is_told_in_the_language_of_the_reader(line: str, dutch: str, english: str) -> None:
    for language, told in (("nl", dutch), ("en", english)):
        for arguments in (["--lang", language, *line.split()], [*line.split(), "--lang", language]):
            if arguments[-3] == "--seed" and language == arguments[-1]:
                continue  # there `--lang` itself would be the value
            result = run(*arguments)
            assert result.exit_code == 2 and not result.stdout
            assert told in result.stderr
            assert result.stderr.startswith("Gebruik: scheduler" if language == "nl" else "Usage: scheduler")


@pytest.mark.parametrize(("line", "dutch", "english"), WRONG)
def test_wrong_usage_in_json_is_one_object_in_the_language_of_the_reader(line: str, dutch: str, english: str) -> None:
    for language, told in (("nl", dutch), ("en", english)):
        result = run("--lang", language, *line.split()[:1], "--json", *line.split()[1:])
        answer = json.loads(result.stdout)
        assert answer["status"] == "usage" and told in answer["message"]


def test_the_language_before_the_verb_holds_for_the_verb_and_the_one_behind_it_is_stronger() -> None:
    assert "eis" in run("--lang", "nl", "rules", "H01").output
    assert "must" in run("--lang", "nl", "rules", "H01", "--lang", "en").output
    assert "must" in run("--lang", "en", "rules", "H01", SCHEDULER_LANG="nl").output


def test_help_names_every_format_and_every_kind_of_sheet() -> None:
    for language in LANGUAGES:
        shown = run("export", "--help", "--lang", language).output
        assert set(FORMATS) <= set(re.findall(r"\w+", shown)) and set(ONLY) <= set(re.findall(r"\w+", shown))


def test_every_text_of_help_is_used() -> None:
    """A text nobody shows is a text nobody keeps true."""
    shown = " ".join(
        flat(run(*verb, "--help", "--lang", language).output)
        for language in LANGUAGES
        for verb in ([], *([name] for name in VERBS))
    )
    told = " ".join(told for row in WRONG for told in row[1:])
    frame = {"wrong", "try_help", "not_a_folder", "duration", "NUMBER", "TIME"}
    for key, texts in catalogue("help").items():
        if key in frame or "{" in texts["en"]:
            continue
        assert all(flat(texts[language]) in shown or texts[language] in told for language in LANGUAGES), key


def test_help_loads_nothing_but_the_command_line_and_its_texts() -> None:
    """What makes it quick: the rooms that do the work are loaded by the verb that needs them."""
    code = (
        "import sys\nfrom scheduler.cli.main import scheduler\ntry: scheduler(['--help'])\nexcept SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.startswith('scheduler.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    loaded = {name for name in done.stderr.split() if name.split(".")[1] not in ("cli", "problem")}
    assert loaded <= {"scheduler.handouts", "scheduler.solver", "scheduler.solver.parts"}
