"""The pages speak the language of whoever reads them, all of them, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from api import catalogue
from api.app import create_app
from api.state import AppState
from tests.web.conftest import SCREEN, Person
from tests.web.desk import PASSWORD, add_people, forms
from tests.web.furnished import OFFICE, PEOPLE, Furnished, addresses, furnish

pytestmark = pytest.mark.browser

#: pages that everybody meets on a day, for the short tests
DAILY: Final = ("/", "/progress", "/queue", "/review/{record_id}", "/records", "/batches/new")
SIGN_IN: Final = {"km": "ចូល", "th": "เข้าสู่ระบบ", "id": "Masuk", "en": "Sign in"}
#: names are the same in every language: of people and things here, of formats and of our own
NAMES: Final = {
    *PEOPLE.values(),
    OFFICE,
    "Lontar",
    "HTCDS",
    "CTDC",
    "CSV",
    "XLSX",
    "JSON Lines",
    "PDF",
    "ALTO",
    "Cabinet 1",
    "Cabinet 2",
    "Cabinet 3",
    "case system",
    "Case system",
    "Bahasa Indonesia",
    "Intake of a shelter",
    "Dear colleagues,",
    "program lontar test",
    "The writing is faint.",  # a doubt that tests alone have
    *(title for form in forms() for title in form.titles.values()),
}
#: files, ids, keys, readers, addresses, and labels as the form prints them in two languages
SAME: Final = re.compile(
    r"\S+\.(pdf|png|docx)|[0-9a-f]{8}|(Alt|Ctrl|Shift)\+.|[a-z]+-[a-z]+|https://\S*"
    r"|(· )?[a-z]+(_[a-z]+)+( \d+)?|[^\x00-\x7f].* / .*"
)

#: dates of which Indonesian writes the month as English does
ALIKE: Final = re.compile(r"\d+ (Jan|Feb|Mar|Apr|Jun|Jul|Sep|Nov)")

#: every text that is seen or heard, but of code, keys, files and what is in another language
TEXTS: Final = """() => {
  const data = ".named, .file, .entry, .line, q, textarea, output";
  const apart = `code, kbd, script, style, ${data}`;
  const other = (node) => {
    const said = node.closest("[lang]");
    return said && said !== document.documentElement;
  };
  const found = new Set();
  const keep = (text, node) => {
    if (node.closest(apart) || other(node)) return;
    const plain = text.replace(/\\s+/g, " ").trim();
    if (/[A-Za-z]{3,}/.test(plain)) found.add(plain);
  };
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) keep(walk.currentNode.data, walk.currentNode.parentElement);
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const node of document.querySelectorAll(`[${name}]`)) keep(node.getAttribute(name), node);
  }
  return [...found];
}"""


@pytest.fixture
def furnished(state: AppState) -> Furnished:
    return furnish(state, month=20)


def reader(browser: Browser, address: str, language: str) -> Person:
    """Somebody whose browser asks for a language."""
    context = browser.new_context(viewport=SCREEN, locale=language)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return Person(context.new_page(), address)


def sign_in(person: Person, name: str) -> None:
    person.go("/sign-in")
    person.page.locator("#login").fill(name)
    person.page.locator("#password").fill(PASSWORD)
    person.page.locator("#password").press("Enter")
    person.page.wait_for_url(lambda url: "/sign-in" not in url)


def choose(page: Page, language: str) -> None:
    with page.expect_navigation():
        page.locator("#language").select_option(language)


@pytest.mark.parametrize("language", SIGN_IN)
def test_the_first_page_is_in_the_language_that_the_browser_asks_for(
    browser: Browser, address: str, language: str
) -> None:
    person = reader(browser, address, language)
    person.go("/sign-in")
    expect(person.page.locator("html")).to_have_attribute("lang", language)
    expect(person.page.get_by_role("button", name=SIGN_IN[language], exact=True)).to_be_visible()


def test_a_choice_goes_with_the_person_to_another_machine(
    state: AppState, somebody: Callable[[], Person]
) -> None:
    add_people(state, OFFICE, "sok")
    here, there = somebody(), somebody()
    here.go("/sign-in")
    choose(here.page, "km")
    sign_in(here, "sok")
    expect(here.page.locator("html")).to_have_attribute("lang", "km")
    choose(here.page, "th")
    expect(here.page.locator("html")).to_have_attribute("lang", "th")
    sign_in(there, "sok")
    expect(there.page.locator("html")).to_have_attribute("lang", "th")


def test_what_was_typed_stays_when_the_language_is_changed(state: AppState, person: Person) -> None:
    add_people(state, OFFICE, "sok")
    person.sign_in("sok")
    person.go("/batches/new")
    person.page.locator("#batch-name").fill("ទូ 4")
    choose(person.page, "id")
    expect(person.page.locator("h1")).to_have_text("Unggah pindaian")
    expect(person.page.locator("#batch-name")).to_have_value("ទូ 4")
    person.page.reload()
    expect(person.page.locator("#batch-name")).not_to_have_value("ទូ 4")
    assert person.page.evaluate("sessionStorage.length") == 0


def test_scripts_times_and_digits_follow(furnished: Furnished, person: Person) -> None:
    person.sign_in("sok")
    choose(person.page, "km")
    with person.page.expect_navigation():
        person.page.locator("#digits").select_option("own")
    time = person.page.locator("td time").first
    expect(time).to_contain_text("២០")
    assert not any(digit.isascii() and digit.isdigit() for digit in time.inner_text())
    choose(person.page, "th")
    expect(person.page.locator("td time").first).to_contain_text("พ.ศ.")
    said = person.page.evaluate(
        "import('/static/say.js').then((m) => m.say('The server does not answer.'))"
    )
    assert said == catalogue.sentences("th")["The server does not answer."]


def left(person: Person, path: str, english: set[str], language: str) -> set[str]:
    """What stands on a page in English though it is shown in another language."""
    same = {key for key, words in catalogue.sentences(language).items() if words == key}

    def right(text: str) -> bool:
        if language == "id" and ALIKE.search(text):
            return True
        parts = text.removesuffix(" · Lontar").split(" · ")
        return all(part in NAMES or part in same or SAME.fullmatch(part) for part in parts)

    return {text for text in texts(person, path) & english if not right(text)}


def texts(person: Person, path: str) -> set[str]:
    person.go(path)
    person.page.wait_for_load_state("load")
    person.page.wait_for_timeout(150)
    return set(person.page.evaluate(TEXTS))


def in_every_language(person: Person, paths: list[str]) -> str:
    """What is left in English anywhere, a line each; "" when nothing is."""
    choose(person.page, "en")
    english = {path: texts(person, path) for path in paths}
    found = []
    for language in catalogue.TRANSLATED:
        person.go("/")
        choose(person.page, language)
        for path in paths:
            told = sorted(left(person, path, english[path], language))
            found += [f"{language} {path}: {text}" for text in told]
    person.go("/")
    choose(person.page, "en")
    return "\n".join(found)


def test_the_pages_of_every_day_are_in_every_language(furnished: Furnished, person: Person) -> None:
    person.sign_in("sok")
    choose(person.page, "th")  # so that choosing English is a choice
    paths = [path.format(**furnished.ids) for path in DAILY]
    assert not (told := in_every_language(person, paths)), told


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.slow
@pytest.mark.parametrize("role", ["manager", "administrator"])  # they see every page
def test_every_page_is_in_every_language(
    state: AppState, furnished: Furnished, person: Person, role: str
) -> None:
    person.sign_in(PEOPLE[role])
    choose(person.page, "th")
    found = addresses(create_app(state), furnished.ids)
    mine = [one.path for one in found if one.role == role]
    pages = [path for path in mine if is_page(person, path)]
    assert pages
    assert not (told := in_every_language(person, pages)), told


def is_page(person: Person, path: str) -> bool:
    answer = person.page.request.get(person.address + path)
    return answer.ok and "<main" in answer.text()


def test_what_was_sent_is_not_sent_again(state: AppState, person: Person) -> None:
    add_people(state, OFFICE, "root", role="administrator")
    person.sign_in("root")
    person.go("/people")
    person.page.locator("#login").fill("malee")
    person.page.get_by_role("button", name="Add person").click()
    secret = person.page.locator("#secret").inner_text()
    person.page.locator("#language").select_option("th")
    person.page.wait_for_load_state("networkidle")
    assert person.page.locator("#secret").inner_text() == secret
    person.go("/people")
    expect(person.page.locator("html")).to_have_attribute("lang", "th")
    assert person.page.get_by_text("malee", exact=True).count() == 1


def test_a_half_typed_field_under_review_stays_and_never_lies_in_the_browser(
    furnished: Furnished, person: Person
) -> None:
    person.sign_in("sok")
    person.go(f"/review/{furnished.ids['record_id']}")
    line = person.page.locator("#input-age")
    line.fill("3")
    line.press_sequentially("7")
    choose(person.page, "km")
    expect(person.page.locator("html")).to_have_attribute("lang", "km")
    expect(person.page.locator("#input-age")).to_have_value("37")
    assert person.page.evaluate("sessionStorage.getItem('lontar-typed')") is None
