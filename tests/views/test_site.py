"""The site: every link stays in the folder, every page reads without its script, every figure is counted again here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scheduler as s
from scheduler.problem.problem import Problem
from scheduler.problem.timetable import Timetable
from scheduler.school.building import build_problem
from scheduler.views.agenda import Activity, make_agendas
from scheduler.views.export import export
from scheduler.views.phrases import Phrases
from scheduler.views.report import make_report
from scheduler.views.site.plots import Plot, plots
from tests.school.schools import blended_school
from tests.views.greedy import greedy

SMALL = Path(__file__).resolve().parents[2] / "examples" / "small-school" / "school.xlsx"


class Page(HTMLParser):
    """What a browser would see: addresses, the tags by name, and the text outside of them."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file, self.addresses, self.tags, self.texts = file, [], [], []  # type: ignore[var-annotated]
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        self.addresses += [value for name, value in attributes if name in ("href", "src", "action") and value]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def site(case: Problem, timetable: Timetable, folder: Path, language: str = "nl") -> dict[str, Page]:
    files = export(case, timetable, folder, ("site",), language=language)
    folder = folder / "site"
    assert all(file.resolve().is_relative_to(folder.resolve()) for file in files)
    return {file.relative_to(folder).as_posix(): Page(file) for file in files if file.suffix == ".html"}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> tuple[Problem, Timetable, Path, dict[str, Page]]:
    """The small school of the examples, with weeks A and B, in its language."""
    case = s.read_school(SMALL)
    placed, folder = greedy(case, distance=0.6), tmp_path_factory.mktemp("site")
    return case, placed, folder / "site", site(case, placed, folder, "en")


def test_there_is_a_page_for_everybody_and_every_link_leads_to_a_file_of_the_folder(small):
    case, _, folder, pages = small
    assert len([name for name in pages if "/" in name]) == 6 + 16 + len(case.resources_of("room"))
    assert {"index.html", "figures.html"} <= set(pages)
    for page in pages.values():
        for address in page.addresses:
            parts = urlsplit(address)
            assert not parts.scheme and not parts.netloc, address
            assert (page.file.parent / unquote(parts.path)).resolve().is_relative_to(folder.resolve())
            assert (page.file.parent / unquote(parts.path)).is_file(), address


def test_only_one_file_of_ours_is_a_script_and_nothing_may_come_from_elsewhere(small):
    *_, folder, pages = small
    for page in pages.values():
        scripts = page.of("script")
        assert [Path(one["src"]).name for one in scripts] == ["site.js"]
        policy = next(one["content"] for one in page.of("meta") if one.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
        assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "http" not in (folder / "site.css").read_text() + (folder / "site.js").read_text()


def test_without_the_script_all_names_are_listed_and_both_weeks_can_be_read(small):
    case, _, _, pages = small
    listed = pages["index.html"].text
    assert all(one.code in listed for one in (*case.resources_of("teacher"), *case.resources_of("room")))
    fifth = pages["classes/5EC.html"]
    assert [one["class"] for one in fifth.of("section") if "week" in (one["class"] or "").split()] == [
        "week week-A",
        "week week-B",
    ]
    assert [one["id"] for one in fifth.of("input") if one["type"] == "radio"] == ["week-all", "week-A", "week-B"]


def test_a_class_whose_weeks_are_equal_has_one_week_and_no_switch(small):
    page = small[3]["classes/1A.html"]
    assert len([one for one in page.of("section") if one["class"].startswith("week")]) == 1
    assert not [one for one in page.of("input") if one["type"] == "radio"]


def test_every_lesson_stands_in_the_table_and_in_the_list_of_its_day(small):
    case, placed, folder, pages = small
    for agenda in make_agendas(case, placed).classes:
        content = (folder / "classes" / f"{agenda.code}.html").read_text(encoding="utf-8")
        tables, lists = (
            "".join(re.findall(r"<tbody>.*?</tbody>", content, re.S)),
            "".join(re.findall(r"<ol>.*?</ol>", content, re.S)),
        )
        for entry in agenda.entries:
            for part in (tables, lists):
                assert all(
                    f">{code}</a>" in part for code in (*entry.teachers, *([] if entry.distance else entry.rooms))
                )
        weeks = len([one for one in pages[f"classes/{agenda.code}.html"].of("section") if "week" in one["class"]])
        assert weeks in (1, 2) and lists.count("<li") >= 1


def test_a_picture_has_a_title_a_description_and_its_figures_as_a_table(small):
    page = small[3]["figures.html"]
    pictures = page.of("svg")
    assert len(pictures) >= 3
    names = {attributes.get("id") for _, attributes in page.tags}
    for one in pictures:
        assert one["role"] == "img" and all(name in names for name in (one["aria-labelledby"] or "").split())
    assert len(page.of("details")) == len(pictures)


@given(st.integers(0, 10_000), st.sampled_from((0.0, 0.4, 0.9)))
@settings(max_examples=15)
def test_every_figure_of_the_school_is_what_the_tables_count(seed, distance):
    case = build_problem(blended_school())
    placed = greedy(case, seed, distance)
    agendas, tables = make_agendas(case, placed), s.frames(case, placed)
    found = {one.key: one for one in plots(make_report(case, placed), Phrases(case, "en"))}
    lessons = [entry for entry in agendas.entries if entry.activity is Activity.LESSON]
    weeks = case.times.weeks
    assert _sum(found, "lessons", weeks) == sum(len(entry.times) for entry in lessons)
    away = tables.placements[(tables.placements["mode"] != "contact") & tables.placements["day"].notna()]
    periods = int((away["periods"] * away["weeks"].map({"every": weeks, "A": 1, "B": 1})).sum())
    assert (_sum(found, "distance", weeks) if periods else 0) == periods
    assert (f"{periods} period" in found.get("distance-0", found.get("distance")).summary) == bool(periods)
    teachers = tables.loads[tables.loads["kind"] == "teacher"]
    assert dict(found["gaps"].rows) == teachers.groupby("code")["gaps"].sum().to_dict()
    for number, pool in enumerate(("cart", "net", "meet")):
        used = tables.occupancy[tables.occupancy["code"] == pool]
        expected = int(used["used"].sum())
        assert (_sum(found, f"pool-{number}", weeks, column=1) if expected else 0) == expected


def _sum(found: dict[str, Plot], key: str, weeks: int, column: int | None = None) -> int:
    """The figures of all pictures of a key, over the weeks; one picture may stand for all of them."""
    of_key = [one for name, one in found.items() if name.rpartition("-")[0] == key]
    times = weeks if len(of_key) == 1 else 1
    return times * sum(
        sum(row[1:] if column is None else row[column : column + 1]) for one in of_key for row in one.rows
    )


HOSTILE = (
    *("<script>alert(1)</script>", 'a"b\' onload="x', "{{ 7*7 }}", "javascript:x"),
    *("../../up", "CON", "x" * 300, "é/\\:*?|"),
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_on_every_page_and_no_way_out_of_the_folder(name, tmp_path):
    plain = blended_school()
    school = replace(
        plain,
        settings=replace(plain.settings, school=name),
        classes=(replace(plain.classes[0], code=name, name=name),),
        groups=tuple(replace(one, class_code=name) for one in plain.groups),
        teachers=(replace(plain.teachers[0], name=name), plain.teachers[1]),
        subjects=(replace(plain.subjects[0], name=name), plain.subjects[1]),
        rooms=tuple(replace(one, code=name) if one.code == "101" else one for one in plain.rooms),
        lessons=tuple(replace(one, attendees=(name,) if one.id == "W" else one.attendees) for one in plain.lessons),
    )
    case = build_problem(school)
    pages = site(case, greedy(case), tmp_path)
    assert len(list((tmp_path / "site").rglob("*"))) == len(pages) + 2 + 3
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    for page in pages.values():
        assert len(page.of("script")) == 1 and not {tag for tag, _ in page.tags} & {"iframe", "object", "img", "base"}
        assert not [key for _, attributes in page.tags for key in attributes if key.startswith("on")]
        assert all(urlsplit(address).scheme == "" for address in page.addresses)
    assert " ".join(name.split()) in pages["index.html"].text


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_the_script_searches_marks_today_and_picks_the_running_week(small, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(small[2], folder)
    on_a_wednesday(folder)
    index, told = browsed(f"{(folder / 'index.html').as_uri()}?q=%C3%A9c%205")  # as if typed with an accent
    shown = [line for line in re.findall(r"<li[^>]*>.*?</li>", index, re.S) if 'class="hidden"' not in line]
    assert ["5EC" in line for line in shown] == [True] and told == []
    page, told = browsed((folder / "classes" / "5EC.html").as_uri())
    marked = re.findall(r'<th[^>]*class="today"[^>]*>(\w+)</th>', page)
    assert set(marked) == {"Wednesday"} and told == []
    assert re.search(r"This is week [AB]", page)


def on_a_wednesday(folder: Path) -> None:
    """The script of a site, made to run on a day of the school year."""
    script = folder / "site.js"
    text = script.read_text(encoding="utf-8")
    assert text.count("new Date();") == 1
    script.write_text(text.replace("new Date();", 'new Date("2026-11-25T10:00");'), encoding="utf-8")


PROBE = """
const told = [];
const shown = node => node.ownerDocument.defaultView.getComputedStyle(node).display !== "none";
const frames = Array.from(document.querySelectorAll("iframe"));
const loaded = frame => new Promise(done => frame.contentDocument && frame.contentDocument.readyState === "complete"
  && frame.contentWindow.location.href !== "about:blank" ? done() : frame.addEventListener("load", done));
Promise.all(frames.map(loaded)).then(() => {
  for (const frame of frames) {
    const page = frame.contentDocument, root = page.documentElement, weeks = {};
    for (const choice of page.querySelectorAll('input[name="week"]')) {
      choice.click();
      weeks[choice.id] = Array.from(page.querySelectorAll(".week")).filter(shown).map(one => one.className);
    }
    const field = page.getElementById("search"), found = {};
    for (const word of page.querySelector(".names") ? ["5ec", "zzz", ""] : []) {
      field.value = word;
      field.dispatchEvent(new frame.contentWindow.Event("input"));
      found[word] = Array.from(page.querySelectorAll(".names li")).filter(shown).map(one => one.textContent);
    }
    told.push({
      name: frame.dataset.name, width: root.clientWidth, wide: root.scrollWidth, weeks: weeks, found: found,
      table: !page.querySelector(".week table") || shown(page.querySelector(".week table")),
    });
  }
  document.getElementById("told").textContent = JSON.stringify(told);
});
"""


@pytest.fixture(scope="module")
def probed(small, tmp_path_factory) -> tuple[list[dict[str, Any]], list[str]]:
    """Some pages of the site at 400 and 1280 pixels: what a browser shows, and what it says in its console."""
    folder = tmp_path_factory.mktemp("probe")
    shutil.copytree(small[2], folder / "site")
    first = {kind: next(name for name in small[3] if name.startswith(kind)) for kind in ("teachers", "rooms")}
    names = ("index.html", "figures.html", "classes/5EC.html", "classes/1A.html", *first.values())
    frames = "".join(
        f'<iframe data-name="{name}" src="site/{name}" style="width: {width}px; height: 800px"></iframe>'
        for name in names
        for width in (400, 1280)
    )
    probe = folder / "probe.html"
    probe.write_text(f"<!DOCTYPE html>{frames}<pre id=told></pre><script>{PROBE}</script>", encoding="utf-8")
    page, console = browsed(probe.as_uri(), "--allow-file-access-from-files")
    told = json.loads(unescape(re.search(r"<pre id=\"told\">(.*?)</pre>", page, re.S)[1]))  # type: ignore[index]
    assert len(told) == 2 * len(names)
    return told, console


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_no_page_scrolls_sideways_or_says_an_error(probed):
    pages, console = probed
    assert console == []
    assert {page["width"] for page in pages} <= {*range(380, 401), *range(1260, 1281)}
    assert [(page["name"], page["width"], page["wide"]) for page in pages if page["wide"] > page["width"]] == []
    for page in pages:
        assert page["table"] == (page["width"] > 700 or "/" not in page["name"]), "a list per day on a phone"


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    "planted",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<script src="http://127.0.0.1:9/x.js"></script>',
        "<script>document.title = 1</script>",
    ],
)
def test_in_a_browser_whatever_would_leave_the_folder_is_refused_by_the_page_itself(small, tmp_path, planted):
    """No page asks for anything outside; that the console stays empty above says so, because it would say this."""
    folder = tmp_path / "site"
    shutil.copytree(small[2], folder)
    page = folder / "classes" / "1A.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", f"{planted}</main>"), encoding="utf-8")
    _, console = browsed(page.as_uri())
    assert console and all("Content Security Policy" in line for line in console)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_in_a_browser_the_week_switch_shows_one_week_or_both_and_the_search_leaves_what_fits(probed):
    for page in probed[0]:
        if page["name"] == "classes/5EC.html":
            assert page["weeks"] == {
                "week-all": ["week week-A", "week week-B"],
                "week-A": ["week week-A"],
                "week-B": ["week week-B"],
            }
        if page["name"] == "classes/1A.html":
            assert page["weeks"] == {}
        if page["name"] == "index.html":
            assert ["5EC" in one for one in page["found"]["5ec"]] == [True] and page["found"]["zzz"] == []
            assert len(page["found"][""]) > 20
            assert len(page["found"][""]) > len(page["found"]["5ec"])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(
    ("name", "script", "count"),
    [("classes/5EC.html", False, 2), ("classes/5EC.html", True, 1), ("classes/1A.html", False, 1)],
)
def test_in_a_browser_each_week_prints_on_a_page_of_its_own_and_the_script_picks_one(
    small, tmp_path, name, script, count
):
    folder = tmp_path / "site"
    shutil.copytree(small[2], folder)
    if script:
        on_a_wednesday(folder)
    else:
        (folder / "site.js").unlink()
    paper = tmp_path / "page.pdf"
    browsed((folder / name).as_uri(), f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert len(re.findall(rb"/Type ?/Page\b", paper.read_bytes())) == count


def browsed(address: str, *more: str) -> tuple[str, list[str]]:
    """The page after its script ran, and what the browser's console says."""
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--enable-logging=stderr",
        "--virtual-time-budget=2000",
    ]
    done = subprocess.run(
        [str(CHROMIUM), *options, *more, *([] if any("pdf=" in one for one in more) else ["--dump-dom"]), address],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def test_the_weeks_that_the_script_reads_are_those_of_the_calendar(small):
    page = small[3]["classes/5EC.html"]
    weeks = page.of("main")[0]["data-weeks"].split()
    assert weeks == sorted(weeks) and all(re.fullmatch(r"\d{4}-\d\d-\d\d[AB]", week) for week in weeks)
