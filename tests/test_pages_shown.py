"""The HTML pages in a real browser: nothing cut on a phone and a screen, A4 on paper, no error."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER, INFO = shutil.which("chromium"), shutil.which("pdfinfo")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed")
PAGES = ("summary.html", "districts/50100000.html")

# A page that holds another in a frame of a given width and says how wide that one really is.
FRAME = """<!doctype html><meta charset="utf-8"><iframe id="f" width="{width}" height="900"
style="border:0" src="{address}"></iframe><p id="told"></p><script>
document.getElementById("f").onload = (event) => {{
  const shown = event.target.contentDocument.documentElement;
  document.getElementById("told").textContent = `${{shown.scrollWidth}} of ${{shown.clientWidth}}`;
}};</script>"""


@pytest.fixture(scope="module")
def made(sample_outputs: Path) -> Path:
    return sample_outputs


def browse(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    always = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    always += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    always += [f"--user-data-dir={tmp_path}/profile", "--allow-file-access-from-files"]
    return subprocess.run(
        [str(BROWSER), *always, *options], capture_output=True, text=True, check=True
    )


@needs_browser
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_on_a_phone_or_a_screen(
    made: Path, tmp_path: Path, page: str, width: int
) -> None:
    frame = tmp_path / "frame.html"
    frame.write_text(FRAME.format(width=width, address=(made / page).as_uri()), encoding="utf-8")
    options = ("--window-size=1400,1000", "--virtual-time-budget=5000", "--dump-dom")
    told = re.search(r"(\d+) of (\d+)", browse(tmp_path, *options, frame.as_uri()).stdout)
    assert told is not None
    assert int(told[1]) <= int(told[2]) <= width


@needs_browser
@pytest.mark.skipif(INFO is None, reason="poppler-utils (pdfinfo) is not installed")
@pytest.mark.parametrize("page", PAGES)
def test_the_page_prints_on_a4(made: Path, tmp_path: Path, page: str) -> None:
    target = tmp_path / "page.pdf"
    browse(tmp_path, f"--print-to-pdf={target}", (made / page).as_uri())
    told = subprocess.run([str(INFO), str(target)], capture_output=True, text=True, check=True)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told.stdout)
    assert size is not None
    assert [round(float(one)) for one in size.groups()] == [595, 842]
