"""The pages in a real browser: finding, deep links, keys; all of it readable without script, on a phone, in print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import Browser

Pages = dict[str, Path]

CASE = "RR-2/a_case"
VISIBLE = "[...document.querySelectorAll({selector!r})].filter(each => each.checkVisibility()).length"
IS_SHOWN = """(() => {{
  const place = document.getElementById({id!r}), box = place.getBoundingClientRect();
  return place.checkVisibility({{contentVisibilityAuto: false}}) && box.top >= 0 && box.top < innerHeight;
}})()"""


def shown(browser: Browser, selector: str) -> int:
    """How many elements of the page can be seen."""
    count: int = browser.evaluate(VISIBLE.format(selector=selector))
    return count


def is_in_view(browser: Browser, id: str) -> bool:
    """Whether the element can be seen in the window, at its top edge."""
    return bool(browser.evaluate(IS_SHOWN.format(id=id)))


def focused(browser: Browser) -> str:
    """The text of what has the focus, or its id."""
    return str(browser.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


# -- finding -----------------------------------------------------------------------------------------------------


def test_a_verdict_alone_is_shown(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    assert shown(browser, ".finding") == 5
    browser.evaluate("document.querySelector('[data-show=warning]').click()")
    assert shown(browser, ".finding") == 1
    assert browser.evaluate("document.getElementById('found').textContent") == "1 case"
    browser.evaluate("document.querySelector('[data-show=warning]').click()")
    assert shown(browser, ".finding") == 5


def test_words_find_cases_and_requirements(browser: Browser, pages: Pages) -> None:
    browser.open(pages["many"])
    browser.press("/")
    assert focused(browser) == "words"
    browser.write("rr-2 1993")
    assert browser.evaluate("document.getElementById('found').textContent") == "1 case"
    assert shown(browser, "details.requirement") == 1
    assert shown(browser, ".finding") == 1
    browser.press("Escape")
    assert shown(browser, "details.requirement") == 8


# -- deep links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("id", ["RR-1", "RR-8", CASE, "RR-1/a_case", "RR-7/a_case", "legend"])
def test_a_link_leads_to_each_place_also_a_folded_one(browser: Browser, pages: Pages, id: str, script: bool) -> None:
    browser.without_script(not script)
    browser.open(pages["mixed"], id)
    assert is_in_view(browser, id)


def test_a_link_in_the_page_opens_what_it_leads_to(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    browser.evaluate("document.querySelector('.tile[href=\"#RR-8\"]').click()")
    assert is_in_view(browser, "RR-8")


def test_a_link_to_what_the_filter_hides_shows_all_again(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    browser.evaluate("document.querySelector('[data-show=pass]').click()")
    browser.evaluate(f"location.hash = '#{CASE}'")
    assert browser.evaluate(f"new Promise(done => setTimeout(() => done({IS_SHOWN.format(id=CASE)}), 50))")


# -- keys --------------------------------------------------------------------------------------------------------


def test_keys_walk_through_the_findings(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    stops = []
    for key in "jjk":
        browser.press(key)
        stops.append(browser.evaluate("document.activeElement.closest('.finding').querySelector('h3').textContent"))
        assert browser.evaluate("document.activeElement.parentElement.open")
    assert [each.split()[0] for each in stops] == ["RR-2", "RR-8", "RR-2"]


def test_all_that_can_be_used_is_reached_by_tab_and_has_a_name(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    browser.press("Tab")
    assert focused(browser) == "To what was found"
    unnamed = """[...document.querySelectorAll('a[href], button, input, summary, [role=img]')].filter(each =>
      !(each.textContent.trim() || each.getAttribute('aria-label'))).map(each => each.outerHTML.slice(0, 80))"""
    assert browser.evaluate(unnamed) == []
    assert browser.evaluate("[...document.querySelectorAll('[tabindex]:not(figure[tabindex=\"0\"])')].length") == 0


def test_a_folded_case_opens_by_enter(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"])
    browser.evaluate("document.querySelector('details.requirement > summary').focus()")
    browser.press("Enter")
    assert browser.evaluate("document.querySelector('details.requirement').open")


# -- without script ----------------------------------------------------------------------------------------------


def test_without_script_all_is_there_but_the_finder(browser: Browser, pages: Pages) -> None:
    browser.without_script()
    browser.open(pages["mixed"])
    assert shown(browser, "#finder") == 0
    assert shown(browser, ".finding") == 5
    browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert shown(browser, ".rerun") == 5
    said = browser.evaluate("document.getElementById('main').textContent")
    for words in ("A quote.", "Why it is read so.", "rerun RR-2", "It is old.", "regressed"):
        assert words in said


# -- what is judged ----------------------------------------------------------------------------------------------


def test_the_judged_member_is_marked_and_the_curve_drawn(browser: Browser, pages: Pages) -> None:
    browser.open(pages["mixed"], CASE)
    assert browser.evaluate("[...document.querySelectorAll('#failures mark')].map(each => each.textContent)") == [
        "[1,2]"
    ]
    assert shown(browser, "#failures polyline.promised") == 2
    assert shown(browser, "#failures circle.offending") >= 2
    assert shown(browser, "#failures .sequence line.lane") == 3


# -- everywhere --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mixed", "passing", "many", "hostile", "comparison"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_is_quiet_needs_no_net_and_fits(browser: Browser, pages: Pages, name: str, width: int) -> None:
    browser.look(width)
    browser.open(pages[name])
    browser.evaluate("document.querySelectorAll('.finding details').forEach(each => each.open = true)")
    assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked = [each["params"] for each in browser.events if each["method"] == "Network.requestWillBeSent"]
    assert {each["type"] for each in asked} <= {"Document"}
    noise = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    assert [each for each in browser.events if each["method"] in noise] == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["mixed", "comparison"])
def test_text_stands_out_from_its_ground(browser: Browser, pages: Pages, name: str, dark: bool) -> None:
    """WCAG 2, AA: 4.5 to 1, for all text outside of pictures."""
    browser.look(1280, dark=dark)
    browser.open(pages[name])
    browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    contrast = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    assert browser.evaluate(contrast) == []


def test_two_thousand_records_are_there_quickly(browser: Browser, pages: Pages) -> None:
    browser.open(pages["many"])
    assert browser.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart") < 5_000
    search = "words.value = 'rr-2'; words.dispatchEvent(new Event('input'))"
    took = f"(() => {{ const began = performance.now(); {search}; return performance.now() - began; }})()"
    assert browser.evaluate(took) < 1_000


@pytest.mark.parametrize("name", ["mixed", "comparison"])
def test_a_page_can_be_printed(browser: Browser, pages: Pages, name: str) -> None:
    browser.open(pages[name])
    assert browser.printed().startswith(b"%PDF")
    browser.look(794, media="print")
    assert shown(browser, "nav") == 0
