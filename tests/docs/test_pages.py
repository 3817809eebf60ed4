"""Pages that are made from the program are current, and their examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import masarat
from masarat.app.reference import COMMANDS, page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FURNITURE = re.compile(r"[│╭╮╰╯─\s]+")


def words_of(text: str) -> list[str]:
    """Words alone: how wide a box is drawn depends on the library that draws it."""
    return FURNITURE.sub(" ", text).split()


def test_the_command_line_page_is_current() -> None:
    """If this fails: make docs-cli."""
    assert words_of((DOCS / "cli.md").read_text(encoding="utf-8")) == words_of(page())


@pytest.mark.parametrize("name", ["flow.md", "varying-roads.md"])
def test_examples_in_python_print_what_their_comments_say(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = "".join(re.findall(r"```python\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL))
    exec(code, {})  # noqa: S102  (the page's own example)
    told = re.findall(r"^print.*?# ([^:\n]+)", code, flags=re.MULTILINE)
    assert told
    assert capsys.readouterr().out.splitlines() == [text.strip() for text in told]


def test_every_public_function_has_its_place_in_the_reference() -> None:
    reference = (DOCS / "python.md").read_text(encoding="utf-8").partition("## Reference")[2]
    functions = {name for name in masarat.__all__ if name.islower()}
    assert functions - set(re.findall(r"\w+", reference)) == set()


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/index.md"])
def test_links_between_files_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", text)
    missing = [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]
    assert missing == []


def test_readme_opens_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line.split("#")[0].strip() for line in lines[:6] if line.startswith("    ")]
    assert commands == ["make demo", "make test"]


def test_readme_names_only_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"^    masarat (\w+)", text, flags=re.MULTILINE))
    assert used
    assert used <= {command.split()[0] for command in COMMANDS}


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability" in text
    assert len(text.split()) == 1581
