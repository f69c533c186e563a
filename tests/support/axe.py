"""axe-core in a real page: the whole document, every rule."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "tools/node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[str]:
    """Return what axe holds against the page as it stands, one sentence an element."""
    assert SCRIPT.exists(), "axe is not there: make tools"
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(SCRIPT.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']} {node['target']} {node['html'][:120]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          if (document.scrollingElement.scrollWidth <= width) return []
          return [...document.body.querySelectorAll('*')].filter(element => {
            const box = element.getBoundingClientRect()
            return box.right > width + 1 || box.left < -1
          }).slice(0, 5).map(element => element.outerHTML.slice(0, 100))
        }"""
    )
