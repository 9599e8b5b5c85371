"""Texts that some program runs, follows, folds, cuts or refuses. What must become of them is left to judges."""

from __future__ import annotations

MARK = "INJECTED"
"""Stands in every text that would show as a line, a tag or an address of its own where it is not guarded."""

FORMULAS = (
    "=1+1",
    "@SUM(A1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    '=HYPERLINK("http://INJECTED","x")',
    "=DDE(a;b)",
    "@INJECTED",
    "+a",
    "-a",
)
PAGES = (
    "<script>INJECTED</script>",
    '"><img src=INJECTED onerror=alert(1)>',
    "<!--INJECTED",
    "</td></table><b>INJECTED",
    "javascript:INJECTED",
    "{{ 7*7 }}",
    "{% INJECTED %}",
    "&lt;b&gt;&amp;&#0;",
    "]]><INJECTED/>",
)
LINES = (
    "a\nINJECTED:1",
    "a\r\nEND:VEVENT\r\nINJECTED:1",
    "a\rINJECTED:1",
    "a\u2028INJECTED",
    "a\u0085INJECTED",
    "a\x0bINJECTED\x0c",
    "a\\nINJECTED:1",
    "x" * 300,
    "\u00e9" * 80,
    "\U0001f600" * 40,
)
SEPARATORS = ('a";"b', "a,b", "a;b", "a|b", "a~b", "a+b", "a/b", 'a"b', "a\\,b\\;c", "a:b", "a\tb", "'", '"', '""')
FILES = (
    "CON",
    "aux.txt",
    "NUL",
    "com1",
    "a.",
    "a ",
    "..",
    ".",
    "../../INJECTED",
    "/tmp/INJECTED",
    "C:\\INJECTED",
    "\\\\host\\INJECTED",
    "a:b",
    "a?b*",
    "~",
    "-rf",
    "index",
    "$(INJECTED)",
    "%PATH%",
    "y" * 300,
)
ODD = (
    "a\x07b",
    "a\x00b",
    "\ufeffa",
    "\u202eabc",
    "a\u200bb",
    "_x000D_",
    "_x0041_",
    "%s%n%d",
    "{value}",
    "NaN",
    "inf",
    "1e999",
    "0x10",
    "1_000",
    "#REF!",
    "#",
    "voorbeeld: x",
    "\u0661\u0662",
    "\u2460",
    "z" * 40_000,
    " ",
    "\ud7ff\ufffd",
    "[red]x[/red]",
)
HOSTILE = (*FORMULAS, *PAGES, *LINES, *SEPARATORS, *FILES, *ODD)

NUMBERS = ("0", "-1", "1e308", "-1e308", "nan", "inf", "1" * 400, "2147483648", "0.1", "1/0", "99999999", "1,5", "--1")
"""What may stand where a number is expected."""
