"""Pages on the site itself: what is new, addresses without a page, what a search engine is told."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.terms import value
from dvgraph.store.binding import support
from dvgraph.web import catalogue
from dvgraph.web.embedding import attributes, embedded, script
from dvgraph.web.pages import about, home, news, search
from dvgraph.web.sitemap import robots, sitemap
from dvgraph.web.view import PageView

BASE = "https://example.org/memory"
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2026, 11, 29)


def view(data: Path, *, base: str = "", since: str = "", lang: str = "en") -> PageView:
    store = open_graph([str(data)], model=True)
    things = frozenset(value(iri) for (iri,) in store.select(support("pages")).rows)
    found = PageView(store, lang, DAY, things, base=base, since=since)
    catalogue.pages(found)
    return found


def test_what_is_new_since_a_version_is_on_the_page_and_in_the_feed(
    example_file: Path, tmp_path: Path
) -> None:
    before = tmp_path / "before.ttl"
    text = example_file.read_text("utf-8")
    before.write_text(re.sub(r"<uitspraak/nieuw-meet>.*?\.\n(?=<)", "", text, flags=re.DOTALL))
    seen = view(example_file, base=BASE, since=str(before))
    record = "https://w3id.org/dvgraph/id/uitspraak/nieuw-meet"
    assert "measuring" in news.page(seen, news.PAGE)
    root = ElementTree.fromstring(news.page(seen, news.FEED).encode())
    assert record in [one.text for one in root.iter(f"{ATOM}id")]
    assert root.findtext(f"{ATOM}id") == f"{BASE}/en/nieuw.xml"


def test_without_an_earlier_version_the_page_says_so(example_file: Path) -> None:
    seen = view(example_file)
    assert seen.words("news")["none"] in news.page(seen, news.PAGE)
    root = ElementTree.fromstring(news.page(seen, news.FEED).encode())
    assert all((one.text or "").startswith("urn:uuid:") for one in root.iter(f"{ATOM}id"))


def test_an_address_without_a_page_has_whole_links_on_a_known_host(example_file: Path) -> None:
    found = about.page(view(example_file, base=BASE), about.LOST)
    links = re.findall(r'(?:href|src)="([^"]+)"', re.sub(r"<a[^>]*other.*?</a>", "", found))
    local = [link for link in links if not link.startswith(("https://", "data:", "#"))]
    assert [link for link in local if "alternate" not in link and "html" in link] == []


def test_a_search_engine_is_told_of_every_page_but_those_of_persons() -> None:
    paths = ["index.html", "en/index.html", "doc/persoon/x.html", "404.html", "data/names.js"]
    root = ElementTree.fromstring(sitemap(paths, BASE).encode())
    assert [one.text for one in root.iter() if one.tag.endswith("loc")] == [
        f"{BASE}/en/index.html",
        f"{BASE}/index.html",
    ]
    assert f"{BASE}/sitemap.xml" in robots(BASE)


def test_someone_elses_small_data_has_a_first_page_and_a_list_of_names(example_file: Path) -> None:
    seen = view(example_file)
    assert seen.words("search")["title"] in search.page(seen, search.LIST)
    assert seen.words("home")["table"] in home.page(seen, home.HOME)


def test_data_in_a_page_ends_no_element_and_no_attribute() -> None:
    hostile = "</script><script>alert(1)</script> \" ' \u2028 &"
    assert "<" not in embedded([hostile])
    assert "<" not in script("names", [hostile])
    assert "\u2028" not in script("names", [hostile])
    assert "<" not in attributes({"iri": hostile})
