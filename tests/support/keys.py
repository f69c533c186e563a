"""A person at the keyboard: Tab, arrows, Space, Enter; nothing is clicked or filled by script."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.codes import next_code, shifted

MOST_TABS = 150
HAS_FOCUS = "element => element === document.activeElement"
SHOWS_FOCUS = """element => {
  const marks = [element, element.closest('label'), element.parentElement].filter(Boolean)
  return marks.some(mark => {
    const style = getComputedStyle(mark)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
  })
}"""


class Keys:
    """The only ways of acting on a page that a keyboard journey uses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        """Type an address in the browser's bar."""
        self.page.goto(url)

    def reach(self, role: str, name: str | None = None, *, exact: bool = False) -> Locator:
        """Press Tab until the element has focus; it must be seen to have it."""
        target = self.page.get_by_role(role, name=name, exact=exact).first
        expect(target).to_be_visible()
        return self._reach(target, f"{role} {name!r}")

    def write(self, label: str, text: str) -> None:
        """Reach a field by its label and write in place of what it holds."""
        target = self.page.get_by_label(label).first
        self._reach(target, f"field {label!r}")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, name: str, *, role: str = "button", exact: bool = False) -> None:
        """Reach a button and press it."""
        self.reach(role, name, exact=exact)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Reach a link and follow it."""
        self.press(name, role="link", exact=exact)

    def choose(self, name: str, *, exact: bool = False) -> None:
        """Reach a group of radio buttons and move to the one named."""
        target = self.page.get_by_role("radio", name=name, exact=exact).first
        expect(target).to_be_visible()
        group = target.get_attribute("name")
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.name") == group:
                break
        else:
            raise AssertionError(f"Tab never reaches the group of {name!r}")
        for _ in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        else:
            raise AssertionError(f"the arrows never reach {name!r}")
        self.page.keyboard.press("Space")
        assert target.evaluate(SHOWS_FOCUS), f"the focus on {name!r} is not seen"
        expect(target).to_be_checked()

    def tick(self, name: str) -> None:
        """Reach a box and tick it."""
        self.reach("checkbox", name)
        self.page.keyboard.press("Space")

    def attach(self, label: str, path: Path) -> None:
        """Reach a file field, open the system's own chooser and take a file there."""
        # Listened for from the start: Enter may otherwise come before the browser was told to.
        with self.page.expect_file_chooser(timeout=60_000) as chooser:
            self._reach(self.page.get_by_label(label).first, f"file {label!r}")
            self.page.keyboard.press("Enter")
        chooser.value.set_files(path)

    def sign_in(self, url: str, account: dict) -> None:
        """Sign in with an account of the demonstration."""
        self.open(f"{url}/connexion")
        fields = self.page.locator("main form input:not([type=hidden])")
        self._reach(fields.nth(0), "identifier")
        self.page.keyboard.type(account["identifier"])
        self._reach(fields.nth(1), "passphrase")
        self.page.keyboard.type(account["password"])
        self.page.keyboard.press("Enter")
        if account["totp_secret"]:
            self.page.wait_for_url("**/connexion/deuxieme-preuve")
            now = shifted(account["shift_seconds"])
            self.write("Le code de votre téléphone", next_code(url, account["totp_secret"], now))
            self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda address: "/connexion" not in address)

    def _reach(self, target: Locator, told: str) -> Locator:
        for _ in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                assert target.evaluate(SHOWS_FOCUS), f"the focus on {told} is not seen"
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {told} on {self.page.url}")
