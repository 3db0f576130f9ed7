from config.installation import PROJECT
from config.npm import FILES, ICONS, NpmFinder


def test_every_browser_file_and_every_icon_is_there():
    sprite = NpmFinder().find("icons.svg")

    with open(sprite, encoding="utf-8") as file:
        text = file.read()
    assert [name for name in ICONS if f'<symbol id="{name}"' not in text] == []
    assert all((PROJECT / "node_modules" / name).is_file() for name in FILES)


def test_nothing_else_of_the_npm_packages_is_served():
    assert NpmFinder().find("@tabler/core/package.json") is None
    assert NpmFinder().find("../manage.py") is None
    assert {name for name, _storage in NpmFinder().list([])} == {*FILES, "icons.svg"}
