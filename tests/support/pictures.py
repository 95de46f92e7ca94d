"""`make pictures`: what README and docs show of the service, from a demo that is started for them."""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect, sync_playwright

from project.datadir import BASE_DIR
from tests.install_browser import find
from tests.support.supervisor import Up, end

FOLDER = BASE_DIR / "docs/images"
MOST_BYTES = 120_000
# No page shows them wider than this, and in bytes they are half as large.
SCALE = 0.7
PASSWORD = "only for these pictures"


class Picture(NamedTuple):
    """The part of a page that is seen without scrolling, `width` by `height`, once `show` has brought it there."""

    width: int
    height: int
    show: Callable[[Page], None]


def thread(page: Page) -> None:
    page.goto("/city/four-minutes-fast/")
    page.locator(".comments-title").evaluate("title => scrollTo(0, scrollY + title.getBoundingClientRect().top - 24)")


def desk(page: Page) -> None:
    page.goto("/admin/desk/")
    # What is likely spam is found in the background, soon after the start.
    expect(page.get_by_role("link", name=re.compile(r"Likely spam [1-9]"))).to_be_visible(timeout=120_000)
    page.reload()
    page.keyboard.press("a")
    expect(page.get_by_text("Approved: Anselm Gray.")).to_be_visible()
    page.get_by_role("link", name="Lucinda Hobday").click()
    expect(page.get_by_role("heading", name="Lucinda Hobday")).to_be_visible()


def search(page: Page) -> None:
    page.goto("/admin/desk/search/?q=ferry")
    expect(page.get_by_role("heading", name=re.compile(r"\d+ comments"))).to_be_visible()


def author(page: Page) -> None:
    page.goto("/admin/desk/")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Ban")).to_be_visible()


PICTURES = {
    "thread": Picture(1000, 760, thread),
    "desk": Picture(1280, 680, desk),
    "search": Picture(1280, 760, search),
    "author": Picture(1280, 760, author),
}


def main(*names: str) -> None:
    """Make the pictures of these names, or all of them."""
    with tempfile.TemporaryDirectory() as folder:
        service = Up(Path(folder), DEMO="1", ADMIN_PASSWORD=PASSWORD)
        service.ready_seconds = 300  # the demo's comments are screened first
        try:
            service.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
                page = browser.new_page(base_url=f"http://localhost:{service.port}", device_scale_factor=SCALE)
                sign_in(page)
                for name in names or PICTURES:
                    take(page, FOLDER / f"{name}.png", PICTURES[name])
                browser.close()
        finally:
            end(service)


def sign_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))).to_be_visible()


def take(page: Page, file: Path, picture: Picture) -> None:
    page.set_viewport_size({"width": picture.width, "height": picture.height})
    picture.show(page)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file, animations="disabled")
    size = file.stat().st_size
    print(f"{file.relative_to(BASE_DIR)}: {size:,} bytes")
    if size > MOST_BYTES:
        raise SystemExit(f"That is more than {MOST_BYTES:,} bytes: make the picture smaller.")


if __name__ == "__main__":
    main(*sys.argv[1:])
