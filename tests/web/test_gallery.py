"""The components in a real browser: readable by everybody, inside any screen, and obeying the keyboard."""

import pytest

from web.browser import chromium, grave_faults, needs_browser, served

pytestmark = needs_browser

DESK, PHONE, NARROW = (1366, 768), (390, 844), (320, 640)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Is where the gallery is served."""
    with served(tmp_path_factory.mktemp("gallery"), SITTHI_DEBUG="1") as base:
        yield f"{base}/gallery"


@pytest.fixture(scope="module")
def browser():
    """Is one browser for all of these tests."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def open_gallery(browser, address):
    """Opens the gallery on a screen; what the browser complains of is gathered in `page.complaints`."""
    contexts = []

    def opened(size=DESK, language="th", **more):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale={"th": "th-TH", "en": "en-GB"}[language], **more
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda told: page.complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page.goto(address)
        page.evaluate("document.fonts.ready")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_grave_for_who_cannot_see_it_all(open_gallery, size, language):
    page = open_gallery(size, language)
    assert page.get_attribute("html", "lang") == language
    assert grave_faults(page) == []


def test_the_page_needs_nothing_that_its_policy_forbids(open_gallery):
    page = open_gallery()
    assert page.complaints == []
    assert page.evaluate("document.fonts.check('600 15px Sarabun', 'ก')")
    assert page.evaluate("[...document.querySelectorAll('[style]')].map(e => e.outerHTML.slice(0, 80))") == []


@pytest.mark.parametrize("size", [DESK, PHONE, NARROW])
def test_a_screen_never_scrolls_sideways(open_gallery, size):
    page = open_gallery(size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_every_state_of_a_deadline_has_a_shape_of_its_own(open_gallery):
    page = open_gallery()
    shapes = page.evaluate(
        """() => [...document.querySelectorAll('.facts .due')].map(each => {
            const look = getComputedStyle(each);
            return [each.querySelector('use').getAttribute('href').split('#')[1], look.borderStyle,
                    look.borderColor !== 'rgba(0, 0, 0, 0)', each.className.split(' ')[1]].join(' ');
        })"""
    )
    assert len(shapes) == 9
    # Colours apart, two look alike: done in time and done late, which their words tell.
    assert len({shape.rsplit(" ", 1)[0] for shape in shapes}) >= 7


def test_the_keyboard_walks_a_list_opens_selects_and_stays_out_of_fields(open_gallery):
    page = open_gallery()
    here = "document.activeElement.closest('[data-row]')?.rowIndex"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(here) == 3
    page.keyboard.press("k")
    assert page.evaluate(here) == 2
    # A Thai keyboard gives another letter from the same key.
    typed = "new KeyboardEvent('keydown', {key: '่', code: 'KeyJ', bubbles: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({typed})")
    assert page.evaluate(here) == 3
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.inner_text("[data-count]") == "2"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jkx")
    assert page.input_value(".bar-search [name=q]") == "jkx"
    assert page.inner_text("[data-count]") == "2"


def test_shortcuts_switched_off_stay_off_in_this_browser(open_gallery):
    page = open_gallery()
    page.keyboard.press("?")
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-row]')") is None
    assert page.is_hidden(".bar-search kbd")


def test_the_drawer_opens_beside_keeps_the_focus_and_gives_it_back(open_gallery):
    page = open_gallery()
    page.focus(".headline .figure")
    page.keyboard.press("Enter")
    page.wait_for_selector("#drawer[open]")
    assert "3.7932" in page.inner_text("#drawer .drawer-body")
    assert page.inner_text("#drawer-title") == "ที่มาของ 3.79"
    for _ in range(6):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('#drawer')"
        assert page.evaluate(inside)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.headline .figure')")


def test_what_cannot_be_undone_is_asked_first_and_no_is_an_answer(open_gallery):
    page = open_gallery()
    sent = []
    page.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    page.click(".bulk [data-confirm]")
    assert "39,980.25" in page.inner_text("#ask-says")
    assert page.evaluate("document.activeElement.matches('#ask [data-close]')")
    page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert sent == []
    page.click(".bulk [data-confirm]")
    with page.expect_request(lambda request: request.method == "POST"):
        page.click("#ask [data-ask-yes]")


def test_a_long_job_is_said_aloud(open_gallery):
    page = open_gallery()
    assert page.inner_text("#said") == "ตรวจแล้วร้อยละ 62 ของแถวทั้งหมด"


def test_without_script_the_page_reads_and_its_menu_opens(open_gallery):
    page = open_gallery(PHONE, java_script_enabled=False)
    assert page.is_visible("h1")
    assert page.is_hidden(".rail")
    page.click(".phone-bar a[href='#rail']")
    assert page.is_visible(".rail")
    page.click(".rail-close")
    page.click(".phone-head .menu:last-of-type summary")
    assert page.is_visible(".phone-head form[action='/account/logout/'] button")


def test_on_paper_the_frame_is_gone_and_the_table_stands(open_gallery):
    page = open_gallery()
    page.emulate_media(media="print")
    assert page.is_hidden(".rail")
    assert page.is_hidden(".bar")
    assert page.is_hidden(".bulk")
    assert page.is_visible(".table-desk")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.table-desk thead')).display")
        == "table-header-group"
    )
