"""Every page can be used by everybody: by eye, by ear, by keyboard, on a phone, on a slow line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Error, Page, expect

from api.app import create_app
from api.policy import doors
from api.speak import LANGUAGES
from api.state import AppState
from api.web.bar import ENTRIES
from tests.web.axe import broken
from tests.web.conftest import Person
from tests.web.furnished import PEOPLE, Address, Furnished, addresses, furnish

pytestmark = pytest.mark.browser

#: pages that everybody meets on a day, for the short tests
DAILY: Final = ("/", "/progress", "/queue", "/review/{record_id}", "/records", "/batches/new")
PHONE: Final = {"width": 390, "height": 844}
NARROW: Final = {"width": 320, "height": 640}
#: a screen of 1366 x 768 at 200 %
DOUBLED: Final = {"width": 683, "height": 384}
MOST_BYTES: Final = 300_000
#: tables of figures, a page being looked at and lists of files may be moved sideways in their frame
FRAMES: Final = ".scroll, .viewer, .board"

#: texts and values in the Khmer script that stand in an element of another language; a sentence of
#: the page may name a word of it
UNSAID: Final = """() => {
  const khmer = (text) => /^[^A-Za-z]*[\\u1780-\\u17ff]/.test(text);
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (khmer(text.data)) found.push([text.parentElement, text.data]);
  }
  for (const one of document.querySelectorAll("input, textarea, [aria-label]")) {
    found.push([one, one.getAttribute("aria-label") || one.value]);
  }
  return found
    .filter(([one, text]) => khmer(text || "") && one.closest("[lang]").lang !== "km")
    .map(([one, text]) => `${one.tagName}.${one.className} ${text.trim().slice(0, 30)}`);
}"""

#: some pages begin where the work is; the walk begins where the page does
FROM_THE_TOP: Final = """() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""


@pytest.fixture
def furnished(state: AppState) -> Furnished:
    return furnish(state, month=60)


def daily(furnished: Furnished) -> list[str]:
    return [path.format(**furnished.ids) for path in DAILY]


def every(state: AppState, furnished: Furnished) -> Iterator[tuple[str, list[Address]]]:
    """All pages, by the role that opens them; who is not signed in comes first."""
    found = addresses(create_app(state), furnished.ids)
    for role in ("", *PEOPLE):
        mine = [one for one in found if one.role == role]
        if mine:
            yield role, mine


def opened(person: Person, path: str) -> bool:
    """Go there; whether a page stands there (and not an image, a part of a page, or nothing)."""
    try:
        answer = person.page.goto(person.address + path)
    except Error as download:
        if "Download is starting" in download.message:
            return False
        raise
    assert answer is not None and answer.status < 500, path
    whole = person.page.evaluate(
        "document.contentType === 'text/html' && !!document.querySelector('main')"
    )
    return bool(whole) and answer.status == 200


def settled(page: Page) -> None:
    """Until scripts have put in place what they put in place."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)


def test_the_pages_of_every_day_keep_the_rules(furnished: Furnished, person: Person) -> None:
    person.go("/sign-in")
    wrong = {"/sign-in": broken(person.page)}
    person.sign_in("sok")
    for path in daily(furnished):
        assert opened(person, path)
        settled(person.page)
        wrong[path] = broken(person.page)
    assert {path: told for path, told in wrong.items() if told} == {}


@pytest.mark.timeout(900)
@pytest.mark.slow
@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, PHONE], ids=["screen", "phone"])
def test_every_page_keeps_the_rules(
    state: AppState, furnished: Furnished, somebody: Callable[[], Person], size: dict[str, int]
) -> None:
    wrong: dict[str, list[str]] = {}
    seen = 0
    for role, found in every(state, furnished):
        person = somebody()
        person.page.set_viewport_size(size)  # type: ignore[arg-type]
        if role:
            person.sign_in(PEOPLE[role])
        for one in found:
            if opened(person, one.path):
                seen += 1
                settled(person.page)
                wrong[one.path] = broken(person.page)
        person.complaints.clear()  # of parts of pages that were opened alone
    assert seen > 20
    assert {path: told for path, told in wrong.items() if told} == {}


def test_whoever_is_shown_a_page_in_the_bar_may_open_it(state: AppState) -> None:
    allowed = {door.path: door.policy for door in doors(create_app(state)) if door.method == "GET"}
    for entry in ENTRIES:
        policy = allowed[entry.address]
        assert policy is not None
        assert set(entry.roles) <= set(policy.roles), entry.address


def test_menus_and_windows_keep_the_rules_when_open(furnished: Furnished, person: Person) -> None:
    person.sign_in("sok")
    person.page.get_by_text("More", exact=True).click()
    assert broken(person.page) == []
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    person.page.get_by_role("button", name="Menu").click()
    assert broken(person.page) == []
    person.page.set_viewport_size({"width": 1366, "height": 768})
    person.go(f"/review/{furnished.ids['record_id']}")
    person.page.locator("#help").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()
    assert broken(person.page) == []


@pytest.mark.parametrize("size", [NARROW, DOUBLED], ids=["320 px", "200 percent"])
def test_nothing_is_cut_off_on_a_narrow_screen(
    furnished: Furnished, person: Person, size: dict[str, int]
) -> None:
    person.page.set_viewport_size(size)  # type: ignore[arg-type]
    wide = {}
    person.go("/sign-in")
    person.sign_in("sok")
    for path in daily(furnished):
        assert opened(person, path)
        settled(person.page)
        wide[path] = too_wide(person.page)
    assert {path: told for path, told in wide.items() if told} == {}


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_cut_off_on_a_narrow_screen_in_any_language(
    state: AppState, furnished: Furnished, somebody: Callable[[], Person], language: str
) -> None:
    wide: dict[str, list[str]] = {}
    for role, found in every(state, furnished):
        person = somebody()
        person.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        if role:
            person.sign_in(PEOPLE[role])
            speak(person, language)
        for one in found:
            if opened(person, one.path):
                settled(person.page)
                wide[one.path] = too_wide(person.page)
        person.complaints.clear()
    assert {path: told for path, told in wide.items() if told} == {}


def test_the_pages_of_every_day_come_over_a_slow_line(
    furnished: Furnished, somebody: Callable[[], Person]
) -> None:
    heavy = {
        (path, language): size
        for language in ("en", "km")
        for path, size in weights(somebody(), daily(furnished), language).items()
        if size > MOST_BYTES
    }
    assert heavy == {}


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.slow
def test_every_page_comes_over_a_slow_line_in_every_language(
    state: AppState, furnished: Furnished, somebody: Callable[[], Person]
) -> None:
    heavy = {}
    for language in LANGUAGES:
        for role, found in every(state, furnished):
            person = somebody()
            sizes = weights(person, [one.path for one in found], language, PEOPLE.get(role, ""))
            heavy.update({(p, language): n for p, n in sizes.items() if n > MOST_BYTES})
            person.complaints.clear()
    assert heavy == {}


def test_every_stop_of_the_keyboard_is_seen_and_none_holds_it(
    furnished: Furnished, person: Person
) -> None:
    person.sign_in("sok")
    for path in ("/", "/progress", "/queue", "/records"):
        person.go(path)
        settled(person.page)
        person.page.evaluate(FROM_THE_TOP)
        person.press("Tab")
        assert person.page.evaluate("document.activeElement.className") == "skip-link", path
        stops = walk(person)
        assert len(stops) > 5, path
        assert len(set(stops)) == len(stops), f"{path}: the keyboard goes in a circle"


def test_the_skip_link_leads_past_the_bar(furnished: Furnished, person: Person) -> None:
    person.sign_in("sok")
    person.go("/records")
    person.press("Tab", "Enter", "Tab")
    assert person.page.evaluate("!!document.activeElement.closest('main')")


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    furnished: Furnished, person: Person
) -> None:
    person.sign_in("sok")
    more = person.page.locator("nav summary")
    more.focus()
    person.press("Enter")
    link = person.page.get_by_role("link", name="Automation")
    expect(link).to_be_visible()
    person.press("Tab")
    person.press("Escape")
    expect(link).to_be_hidden()
    expect(more).to_be_focused()
    person.press("Enter")
    for _ in range(12):  # through the menu and out of it
        person.press("Tab")
    expect(link).to_be_hidden()


def test_the_bar_folds_on_a_phone_and_nothing_is_lost(furnished: Furnished, person: Person) -> None:
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    person.go("/sign-in")
    person.sign_in("sok")
    button = person.page.get_by_role("button", name="Menu")
    link = person.page.get_by_role("link", name="Progress", exact=True).first
    expect(person.page.locator("nav")).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(person.page.get_by_label("Language")).to_be_visible()
    link.click()
    person.page.wait_for_url("**/progress")
    person.page.get_by_role("button", name="Menu").click()
    person.press("Escape")
    expect(person.page.locator("nav")).to_be_hidden()


def test_who_asked_for_less_motion_sees_none(furnished: Furnished, person: Person) -> None:
    person.page.emulate_media(reduced_motion="reduce")
    person.sign_in("sok")
    person.go(f"/review/{furnished.ids['record_id']}")
    settled(person.page)
    moving = person.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
          const seen = getComputedStyle(one);
          return [seen.transitionDuration, seen.animationDuration].some((all) =>
            all.split(",").some((each) => parseFloat(each) > 0.001));
        }).map((one) => one.className)"""
    )
    assert moving == []


def test_words_of_buttons_stand_in_a_line_on_a_phone(furnished: Furnished, person: Person) -> None:
    """No column is so narrow that a button is written from top to bottom, nor a name."""
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    person.sign_in("root")
    speak(person, "id")
    for path in ("/people", "/webhooks"):
        assert opened(person, path)
        settled(person.page)
        upright = person.page.evaluate(
            """() => [...document.querySelectorAll("main button, td:first-child")]
                .filter((one) => one.offsetHeight > 2 * one.offsetWidth)
                .map((one) => one.textContent)"""
        )
        assert upright == [], path


def test_what_is_in_another_language_says_so(furnished: Furnished, person: Person) -> None:
    """A Khmer name on an English page is read by a Khmer voice, and broken into lines as Khmer."""
    person.sign_in("sok")
    speak(person, "en")
    unsaid = {}
    one = ("/search", "/records/{finished_id}", "/documents/{document_id}")
    every = ("/crops", "/routing", "/dictionary")
    of_a_form = ("/sight?form=kh_ncct_short", "/readers?form=kh_ncct_short")
    further = [path.format(**furnished.ids) for path in (*one, *every, *of_a_form)]
    for path in [*daily(furnished), *further]:
        assert opened(person, path)
        if path == "/search":
            person.page.fill("#text", "Kong")
            person.press("Enter")
            expect(person.page.locator(".hit").first).to_be_visible()
        settled(person.page)
        unsaid[path] = person.page.evaluate(UNSAID)
    assert {path: told for path, told in unsaid.items() if told} == {}


def speak(person: Person, language: str) -> None:
    """Choose a language as the switch in the bar does."""
    sent = person.page.request.post(
        f"{person.address}/language",
        form={"language": language},
        headers={"Origin": person.address},
    )
    assert sent.ok


def too_wide(page: Page) -> list[str]:
    """What reaches out of the screen sideways and stands in no frame that scrolls."""
    found = page.evaluate(
        """(frames) => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .filter((one) => !one.closest(frames) && !one.closest(".only-heard"))
            .map((one) => `${one.tagName}.${one.getAttribute("class") || ""}#${one.id}`)
            .slice(0, 5);
        }""",
        FRAMES,
    )
    return [str(one) for one in found]


def weights(person: Person, paths: list[str], language: str, name: str = "sok") -> dict[str, int]:
    """Bytes over the line for each page opened by a browser that has kept nothing; no scans."""
    line = person.page.context.new_cdp_session(person.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, str] = {}
    counted: list[int] = []

    def ended(event: dict[str, object]) -> None:
        if not kinds.get(str(event["requestId"]), "").startswith("image/"):
            counted.append(int(str(event["encodedDataLength"])))

    line.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: mime(e)}))
    line.on("Network.loadingFinished", ended)
    if name:
        person.sign_in(name)
    speak(person, language)
    found = {}
    for path in paths:
        counted.clear()
        if opened(person, path):
            settled(person.page)
            found[path] = sum(counted)
    return found


def mime(event: dict[str, dict[str, str]]) -> str:
    kind = event["response"]["mimeType"]
    return "" if kind == "image/svg+xml" else kind  # our icon counts, scans do not


def walk(person: Person, most: int = 200) -> list[str]:
    """Tab to the end of the page: every stop, each of which must be in sight and marked."""
    stops: list[str] = []
    for _ in range(most):
        person.press("Tab")
        stop = person.page.evaluate(
            """() => {
              const one = document.activeElement;
              if (!one || one === document.body) return null;
              const box = one.getBoundingClientRect(), seen = getComputedStyle(one);
              const shown = box.width > 0 && box.bottom > 0 && box.top < innerHeight
                && box.right > 0 && box.left < innerWidth;
              const marked = seen.outlineStyle !== "none" && parseFloat(seen.outlineWidth) >= 2;
              const place = String([...document.querySelectorAll("*")].indexOf(one));
              return { place, shown, marked, html: one.outerHTML.slice(0, 120) };
            }"""
        )
        if stop is None:
            return stops
        assert stop["shown"], f"out of sight: {stop['html']}"
        assert stop["marked"], f"focus is not seen: {stop['html']}"
        stops.append(stop["place"])
    return stops
