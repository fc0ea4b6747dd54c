"""What people look at in Chromium: a parent's phone page and the staff console, with a picture of every moment worth seeing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from benchmarks.town import ROOT, Town

PICTURES = ROOT / "build" / "screenshots"
PHONE, WIDE = (390, 844), (1440, 900)
ANSWER_MS = 20_000


@contextmanager
def window(browser: Browser, size: tuple[int, int] = WIDE) -> Iterator[BrowserContext]:
    """A browser of one's own (cookies and connection), `size` pixels wide and high."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(ANSWER_MS)
    try:
        yield context
    finally:
        context.close()


def picture(page: Page, name: str) -> None:
    """Keep what is on the screen, once it has come to rest, as build/screenshots/<name>.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


def tall_picture(page: Page, name: str, height: int) -> None:
    """The same in a window high enough for a whole conversation."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": height})
    picture(page, name)
    page.set_viewport_size(size)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


class Phone:
    """The simulator's page with one parent's phone in front."""

    def __init__(self, context: BrowserContext, town: Town, name: str) -> None:
        self.page = context.new_page()
        self.page.goto(town.simulator)
        self.page.locator(".person", has_text=name).last.click()

    def says(self, text: str) -> None:
        field = self.page.get_by_label("输入消息")
        if not field.is_visible():
            self.page.get_by_label("切换菜单与键盘").click()
        field.fill(text)
        self.page.get_by_role("button", name="发送", exact=True).click()

    def reads(self, words: str) -> Locator:
        """The newest bubble of the account that holds these words, waited for."""
        bubble = self.page.locator("#chat .row:not(.own) .bubble", has_text=words).last
        expect(bubble).to_be_visible(timeout=ANSWER_MS)
        return bubble

    def taps(self, label: str) -> None:
        self.page.locator("#chat").get_by_role("button", name=label, exact=True).last.click()

    def opens(self, link: Locator) -> FrameLocator:
        """The page a link leads to, in the phone's own browser."""
        link.click()
        return self.page.frame_locator("#frame")

    def shows_from_the_top_of(self, bubble: Locator) -> None:
        bubble.evaluate("bubble => bubble.scrollIntoView({block: 'start', behavior: 'instant'})")


class Console:
    """The staff console, signed in."""

    def __init__(self, context: BrowserContext, town: Town, username: str) -> None:
        self.page, self.town = context.new_page(), town
        self.page.goto(f"{town.web}/console/")
        self.at("login-username").fill(username)
        self.at("login-password").fill(town.passwords[username])
        self.at("login-submit").click()
        expect(self.at("account")).to_be_visible()

    def at(self, hook: str) -> Locator:
        return self.page.get_by_test_id(hook)

    def goes(self, path: str) -> None:
        self.page.goto(f"{self.town.web}/console{path}")

    def opens_conversation(self, number: int) -> None:
        self.page.locator(f'[data-testid="conv-item"][data-id="{number}"]').click()
        expect(self.at("conv-state")).to_be_visible()

    def sees(self, words: str) -> Locator:
        """The one line of the thread that holds these words."""
        line = self.at("thread-item").filter(has_text=words)
        expect(line).to_have_count(1)
        return line

    def replies(self, text: str) -> Locator:
        self.at("composer").fill(text)
        self.at("send").click()
        return self.sees(text)

    def closes(self) -> None:
        self.at("conv-close").click()
        self.at("close-confirm").click()
