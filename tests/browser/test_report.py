"""The HTML report as people meet it: filters, keys, sizes, colours, and no script."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.chromium import Browser, Scheme, chromium

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# WCAG 2.2, 1.4.3.
ENOUGH_CONTRAST = 4.5
# Every text on the page, and what is made by the style, against what is behind it.
CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const parsed = (color) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = (rgb) => {
  const [r, g, b] = rgb.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (element) => {
  for (let each = element; each; each = each.parentElement) {
    const color = parsed(getComputedStyle(each).backgroundColor);
    if (color[3] === 255) return color;
  }
  return [255, 255, 255, 255];
};
const found = [];
for (const element of document.querySelectorAll("body *:not(script)")) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  const kinds = [];
  if (own) kinds.push(null);
  if (element.matches(".line")) kinds.push("::before");
  if (element.matches("input[type=search]")) kinds.push(null, "::placeholder");
  for (const kind of kinds) {
    const texts = luminance(parsed(getComputedStyle(element, kind).color));
    const back = luminance(behind(element));
    const ratio = (Math.max(texts, back) + 0.05) / (Math.min(texts, back) + 0.05);
    found.push([`${element.tagName}.${element.className}${kind ?? ""}`, ratio]);
  }
}
return found;
"""
# What has the focus: what it is, how it is outlined, and whether it can be seen.
FOCUSED = """
const element = document.activeElement;
const box = element.getBoundingClientRect();
const style = getComputedStyle(element);
const top = document.elementFromPoint(
  Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1),
  Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1),
);
return [
  element.id || element.name || element.tagName,
  style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  box.bottom > 0 && box.top < innerHeight,
  element.contains(top),
];
"""


def changes(browser: Browser) -> list[WebElement]:
    """Those that are shown."""
    found = browser.driver.find_elements(By.CSS_SELECTOR, ".change")
    return [item for item in found if item.is_displayed()]


def told(browser: Browser) -> str:
    return browser.driver.find_element(By.ID, "shown").text


def tick(browser: Browser, name: str, label: str) -> None:
    for box in browser.driver.find_elements(By.NAME, name):
        if label in box.find_element(By.XPATH, "..").text:
            box.click()
            return
    raise AssertionError(f"there is no {label}")


def severities(shown: Iterable[WebElement]) -> set[str]:
    return {item.get_attribute("data-severity") or "" for item in shown}


def press(browser: Browser, *keys: str) -> None:
    for key in keys:
        browser.driver.switch_to.active_element.send_keys(key)


def test_all_changes_are_shown_at_first(browser: Browser, example: Path) -> None:
    browser.open(example)
    assert len(changes(browser)) == 10
    assert told(browser) == "10 of 10 changes shown"
    assert severities(changes(browser)) == {"breaking", "python", "info", "accepted"}


@pytest.mark.parametrize(
    ("label", "severity", "count"),
    [
        ("Breaking", "breaking", 3),
        ("Python only", "python", 2),
        ("Other", "info", 4),
        ("Accepted", "accepted", 1),
    ],
)
def test_severities(
    browser: Browser, example: Path, label: str, severity: str, count: int
) -> None:
    browser.open(example)
    tick(browser, "severity", label)
    assert severities(changes(browser)) == {severity}
    assert len(changes(browser)) == count
    assert told(browser) == f"{count} of 10 changes shown"
    tick(browser, "severity", label)
    assert len(changes(browser)) == 10


def test_clients(browser: Browser, example: Path) -> None:
    browser.open(example)
    tick(browser, "client", "browserbase")
    headings = browser.driver.find_elements(By.CSS_SELECTOR, ".client > h2, .part > h3")
    shown = [heading.text for heading in headings if heading.is_displayed()]
    assert shown == [
        "browserbase",
        "Breaking in Python only: nothing is known to break on the wire",
        "2 other changes: nothing breaks",
        "1 change accepted in the configuration",
    ]
    assert told(browser) == "5 of 10 changes shown"
    tick(browser, "severity", "Breaking")
    assert changes(browser) == []
    nothing = browser.driver.find_element(By.ID, "nothing")
    assert nothing.text == "No change matches these filters."
    browser.driver.find_element(By.ID, "reset").click()
    assert len(changes(browser)) == 10
    assert not nothing.is_displayed()


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("project_id", 1),
        ("PROJECT_ID query", 1),
        ("response-optional-property-added", 2),
        ("get /v1/functions", 1),
        ("nowhere to be found", 0),
        ("   ", 10),
    ],
)
def test_search(browser: Browser, example: Path, words: str, count: int) -> None:
    browser.open(example)
    browser.driver.find_element(By.ID, "search").send_keys(words)
    assert len(changes(browser)) == count
    assert told(browser) == f"{count} of 10 changes shown"


def test_the_address_keeps_the_filters(browser: Browser, example: Path) -> None:
    browser.open(example)
    tick(browser, "severity", "Breaking")
    browser.driver.find_element(By.ID, "search").send_keys("limit")
    fragment = f"#{browser.driver.current_url.partition('#')[2]}"
    assert fragment == "#severity=breaking&search=limit"
    browser.open(example, fragment)
    assert told(browser) == "1 of 10 changes shown"
    browser.driver.find_element(By.ID, "reset").click()
    assert "#" not in browser.driver.current_url


def test_a_link_to_a_client_shows_it_whatever_was_filtered(
    browser: Browser, example: Path
) -> None:
    browser.open(example, "#client=1")
    assert len(changes(browser)) == 5
    browser.driver.find_element(By.LINK_TEXT, "Changes of browserbase").click()
    assert len(changes(browser)) == 10
    heading = browser.driver.find_element(By.ID, "client-2")
    assert browser.run("return arguments[0].getBoundingClientRect().top", heading) < 900


def test_the_keyboard_is_enough(browser: Browser, example: Path) -> None:
    browser.open(example)
    press(browser, Keys.TAB)
    assert browser.run(FOCUSED) == ["A", True, True, True]
    assert browser.driver.switch_to.active_element.text == "Skip to the changes"
    press(browser, Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "changes"
    browser.open(example)
    focus = browser.driver.switch_to.active_element
    for _ in range(50):
        press(browser, Keys.TAB)
        focus = browser.driver.switch_to.active_element
        if focus.get_attribute("id") == "search":
            break
    assert focus.get_attribute("id") == "search"
    press(browser, "invocations", Keys.TAB, Keys.SPACE)
    assert severities(changes(browser)) == {"breaking"}
    assert told(browser) == "3 of 10 changes shown"


def test_whatever_has_the_focus_is_outlined_and_seen(
    browser: Browser, example: Path
) -> None:
    browser.open(example)
    seen = []
    for _ in range(200):
        press(browser, Keys.TAB)
        name, *facts = browser.run(FOCUSED)
        if name == "BODY":
            break
        seen.append(name)
        assert facts == [True, True, True], name
    assert "search" in seen
    assert seen.count("severity") == 4
    assert seen.count("client") == 2
    assert "SUMMARY" in seen


@pytest.mark.parametrize("width", [320, 360, 390, 600, 768, 1024, 1280, 1920])
def test_no_page_is_wider_than_its_window(
    browser: Browser, example: Path, hostile_page: Path, width: int
) -> None:
    browser.look(width)
    for page in (example, hostile_page):
        browser.open(page)
        browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
        widths = "return [document.documentElement.scrollWidth, innerWidth]"
        assert browser.run(widths) == [width, width]


@pytest.mark.parametrize(("width", "beside"), [(360, False), (1280, True)])
def test_both_sides_stand_side_by_side_where_there_is_room(
    browser: Browser, example: Path, width: int, beside: bool
) -> None:
    browser.look(width)
    browser.open(example)
    before, after = browser.run(
        "return [...document.querySelectorAll('.pair')[0].children]"
        ".map(each => each.getBoundingClientRect().toJSON())"
    )
    assert (before["top"] == after["top"]) == beside
    assert (before["left"] == after["left"]) != beside


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_has_enough_contrast(
    browser: Browser, example: Path, hostile_page: Path, scheme: Scheme
) -> None:
    browser.look(1280, scheme=scheme)
    for page in (example, hostile_page):
        browser.open(page)
        found = browser.run(CONTRASTS)
        assert len(found) > 50
        assert [entry for entry in found if entry[1] < ENOUGH_CONTRAST] == []


def test_dark_is_dark(browser: Browser, example: Path) -> None:
    colours = []
    for scheme in SCHEMES:
        browser.look(1280, scheme=scheme)
        browser.open(example)
        found = browser.run(
            "const style = getComputedStyle(document.body);"
            "return [style.backgroundColor, style.color]"
            ".map(each => each.match(/[0-9]+/g).slice(0, 3).reduce((a, b) => a + +b, 0))"
        )
        colours.append(found)
    (light_page, light_text), (dark_page, dark_text) = colours
    # The sums of red, green and blue.
    assert min(light_page, dark_text) > 600
    assert max(dark_page, light_text) < 200


def test_on_paper_there_are_no_controls(browser: Browser, example: Path) -> None:
    browser.look(1280, scheme="dark")
    browser.command("Emulation.setEmulatedMedia", media="print")
    browser.open(example)
    assert not browser.driver.find_element(By.ID, "filters").is_displayed()
    assert len(changes(browser)) == 10
    page = browser.run("return getComputedStyle(document.body).backgroundColor")
    browser.command("Emulation.setEmulatedMedia", media="")
    assert page == "rgb(255, 255, 255)"


def test_nothing_is_fetched_and_nothing_complained_about(
    browser: Browser, example: Path, hostile_page: Path
) -> None:
    for page in (example, hostile_page):
        browser.open(page)
        browser.driver.find_element(By.ID, "search").send_keys("x", Keys.ENTER)
        asked = [
            request
            for request in browser.requests()
            if not request.startswith("data:,")
        ]
        assert set(asked) <= {page.as_uri(), "about:blank"}
        assert page.as_uri() in asked
        assert browser.complaints() == []


def test_no_text_of_a_document_ever_runs(browser: Browser, hostile_page: Path) -> None:
    watch = "window.ran = () => { window.didRun = true; };"
    added = browser.command("Page.addScriptToEvaluateOnNewDocument", source=watch)
    browser.open(hostile_page)
    for element in browser.driver.find_elements(By.TAG_NAME, "summary"):
        element.click()
    state = (
        "return [typeof window.ran, window.didRun ?? false, document.scripts.length]"
    )
    assert browser.run(state) == ["function", False, 1]
    assert browser.driver.find_elements(By.TAG_NAME, "img") == []
    # Not even what somebody got into the page.
    browser.run(
        "const script = document.createElement('script');"
        "script.textContent = 'ran()';"
        "document.body.append(script);"
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=ran()>');"
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=ran()>b</b>');"
        "document.body.lastElementChild.click();"
    )
    assert browser.run("return window.didRun ?? false") is False
    assert len(browser.complaints()) >= 3
    browser.command("Page.removeScriptToEvaluateOnNewDocument", **added)


def test_without_scripts_everything_is_shown(browser: Browser, example: Path) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(example, "#severity=breaking")
    assert len(changes(browser)) == 10
    assert not browser.driver.find_element(By.ID, "filters").is_displayed()
    further = browser.driver.find_elements(
        By.CSS_SELECTOR, "details.sources:not([open])"
    )
    further[0].find_element(By.TAG_NAME, "summary").click()
    assert further[0].find_element(By.TAG_NAME, "pre").is_displayed()


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(FileNotFoundError, match="chromedriver"), chromium():
        pass
