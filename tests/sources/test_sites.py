"""Documentation sites as sources, from servers that do what servers do."""

from __future__ import annotations

import gzip
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from clientsmith.config import PagesConfig
from clientsmith.diagnostics import DiagnosticError, Severity, format_diagnostics
from clientsmith.sources.answers import Fetched, Limits
from clientsmith.sources.collecting import Arrived, collect, with_parts
from clientsmith.sources.fetching import Session
from clientsmith.sources.linked import linked_documents
from clientsmith.sources.page_files import page_file
from clientsmith.sources.placing import Placing
from clientsmith.sources.records import STATE_NAME, Record, dump_records, read_records
from tests.commands.test_command_line import Project
from tests.commands.test_update import (
    Answer,
    Site,
    fetch,
    redirects,
    sends,
    server,
    site,
)
from tests.conftest import ROOT

__all__ = ["server", "site"]

HTML = "<!DOCTYPE html>\n<html><body>Sign in</body></html>"
NAMES = [f"item{number}" for number in range(20)]


def page(name: str, info: str = "yaml", summary: str = "List.", **document: Any) -> str:
    """A page of the operation `GET /name`."""
    value = {
        "openapi": "3.1.0",
        "info": {"title": "Shop API", "version": "1.0.0"},
        "servers": [{"url": "https://api.shop.test"}],
        "paths": {
            f"/{name}": {
                "get": {
                    "operationId": f"list_{name}",
                    "summary": summary,
                    "responses": {"200": {"description": "Done."}},
                }
            }
        },
        **document,
    }
    text = json.dumps(value, indent=2)
    return f"# {name}\n\n## OpenAPI Specification\n\n```{info}\n{text}\n```\n"


def document(name: str) -> str:
    text = page(name).partition("```yaml\n")[2].partition("```")[0]
    return text.replace("Shop API", f"{name.title()} API")


def listing(*links: str, section: str = "API Docs") -> str:
    """An index, with a guide beside what it shall list."""
    lines = "".join(f"- Shop > [A page]({link}): of it\n" for link in links)
    return f"# Shop Documentation\n\n## Docs\n\n- [Guide](/guide.md)\n\n## {section}\n\n{lines}"


class Docs:
    """A documentation site, and a client's document from it in a folder."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site = site
        self.url = f"{site.url}/llms.txt"
        self.sources = [self.url]
        self.choice: PagesConfig | None = PagesConfig()
        self.document = folder / "specs" / "shop.yaml"
        self.record: Record | None = None
        self.limits = Limits(pause=0)
        self.put("/guide.md", "# Guide\n")

    def put(self, path: str, text: str) -> None:
        """Publish a text under its hash."""
        self.site.answers[path] = sends(text, f'"{hash(text)}"')

    def publish(self, names: list[str], folder: str = "/api") -> None:
        """An index of pages, and the pages."""
        self.put("/llms.txt", listing(*(f"{folder}/{name}.md" for name in names)))
        for name in names:
            self.put(f"{folder}/{name}.md", page(name))

    def collect(self) -> Arrived | None:
        """Return the result of an update, which is stored."""
        self.site.seen.clear()
        with Session(self.limits) as session:
            arrived = collect(
                self.sources,
                self.document.parents[1],
                self.document,
                session,
                self.record,
                self.choice,
            )
            if arrived is None:
                return None
            arrived = with_parts(arrived, self.document, session, self.record)
        with Placing(self.document, arrived, self.record).staged() as put_in_place:
            put_in_place()
        dump_records({"shop": arrived.record})
        self.record = arrived.record
        return arrived

    def arrived(self) -> Arrived:
        """The same, where something has changed."""
        found = self.collect()
        assert found is not None
        return found

    def fails(self) -> str:
        """Return the error of an update."""
        with pytest.raises(DiagnosticError) as error:
            self.collect()
        return str(error.value)

    @property
    def paths(self) -> set[str]:
        return {text for text in self.requested if not text.endswith("robots.txt")}

    @property
    def requested(self) -> list[str]:
        return [path for path, _ in self.site.seen]

    @property
    def text(self) -> str:
        return self.document.read_text()

    @property
    def kept(self) -> set[str]:
        folder = self.document.parent
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file()
        }


def warnings_in(arrived: Arrived) -> str:
    found = (
        remark for remark in arrived.remarks if remark.severity is Severity.WARNING
    )
    return format_diagnostics(tuple(found))


def fails_with(status: int, headers: dict[str, str] | None = None) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def in_turn(*answers: Answer) -> Answer:
    """Each once, and then the last."""
    left = [*answers]

    def answer(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


@pytest.fixture
def docs(site: Site, tmp_path: Path) -> Docs:
    return Docs(site, tmp_path)


# What a site consists of


def test_pages_of_an_index_are_merged_and_kept(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.arrived()
    assert all(f"/{name}:" in docs.text for name in NAMES)
    pages = {f"shop.pages/api/{name}.md" for name in NAMES}
    assert docs.kept == {"shop.yaml", "shop.pages/llms.txt", *pages}
    assert docs.record is not None
    known = docs.record.pages[f"{docs.site.url}/api/item1.md"]
    assert (known.apis, known.operations) == (("shop-api",), ("GET /item1",))
    assert docs.record.pages[f"{docs.site.url}/guide.md"].file is None


def test_what_did_not_change_is_not_sent(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.arrived()
    assert docs.collect() is None
    assert len(docs.site.seen) == len(NAMES) + 2
    assert all(etag for _, etag in docs.site.seen)
    docs.put("/api/item7.md", page("item7", summary="New."))
    assert "New." in docs.arrived().text
    assert len(docs.site.seen) == len(NAMES) + 2, "one full answer, the rest 304"
    assert docs.collect() is None


def test_a_text_that_was_edited_is_fetched_again(docs: Docs) -> None:
    docs.publish(NAMES)
    before = docs.arrived().text
    (docs.document.parent / "shop.pages/api/item2.md").write_text("# mine\n")
    assert docs.arrived().text == before
    assert [path for path, etag in docs.site.seen if not etag] == ["/api/item2.md"]


def test_each_page_is_fetched_once(docs: Docs) -> None:
    links = ["a.md", "/a.md#top", "b.md", "b.mdx", "https://other.test/c.md", "c.html"]
    docs.put("/llms.txt", listing(*links, "/llms.txt"))
    docs.put("/a.md", page("a"))
    docs.put("/b.md", page("b"))
    docs.arrived()
    assert sorted(docs.requested) == [
        *("/a.md", "/b.md", "/guide.md", "/llms.txt", "/robots.txt")
    ]


def test_indexes_in_indexes_are_read_two_levels_deep(docs: Docs) -> None:
    docs.put("/llms.txt", listing("/one/llms.txt"))
    docs.put("/one/llms.txt", listing("a.md", "two/llms.txt"))
    docs.put("/one/two/llms.txt", listing("b.md", "three/llms.txt"))
    docs.put("/one/a.md", page("a"))
    docs.put("/one/two/b.md", page("b"))
    docs.arrived()
    assert "/one/two/three/llms.txt" not in docs.paths
    assert {"/one/a.md", "/one/two/b.md"} < docs.paths


@pytest.mark.parametrize(
    ("choice", "paths"),
    [
        (PagesConfig(include=("/api/*",)), {"/api/a.md", "/api/b.md"}),
        (PagesConfig(include=("API Docs",), exclude=("b.md",)), {"/api/a.md"}),
        (PagesConfig(exclude=("*/api/b*", "Docs")), {"/api/a.md"}),
    ],
)
def test_pages_are_chosen(docs: Docs, choice: PagesConfig, paths: set[str]) -> None:
    docs.publish(["a", "b"])
    docs.choice = choice
    docs.arrived()
    assert docs.paths == {"/llms.txt", *paths}


def test_more_than_a_thousand_pages_are_not_fetched(docs: Docs) -> None:
    docs.put("/llms.txt", listing(*(f"/api/{number}.md" for number in range(1001))))
    assert "lists 1002 pages" in (said := docs.fails())
    assert "sections: `API Docs` (1001), `Docs` (1)" in said
    assert docs.requested == ["/llms.txt"]


def test_an_index_of_other_sites_says_what_was_looked_for(docs: Docs) -> None:
    docs.put("/llms.txt", "# Shop\n\n- [A](https://x.test/a.md)\n- [B](/b.html)\n")
    said = docs.fails()
    assert "the index has 2 links, and none to a page in Markdown" in said
    assert "end in .md or .mdx" in said
    docs.publish(["a"])
    docs.choice = PagesConfig(include=("*/none.md",))
    assert "select none of 2 pages" in docs.fails()


def test_all_pages_together_have_a_limit(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.limits = Limits(pause=0, together=3000)
    assert "all responses together have more than" in docs.fails()
    assert docs.kept == set()


def test_a_site_without_any_block_says_what_was_looked_for(docs: Docs) -> None:
    docs.put("/llms.txt", listing("/a.md"))
    docs.put("/a.md", "# A\n")
    assert "no OpenAPI block in 3 pages" in (said := docs.fails())
    assert "looked for code blocks under a heading" in said


def test_what_robots_are_asked_not_to_fetch_is_told(docs: Docs) -> None:
    docs.publish(["a", "b"])
    rules = "User-agent: *\nDisallow: /api/a\n"
    docs.site.answers["/robots.txt"] = sends(rules)
    said = warnings_in(docs.arrived())
    assert "robots.txt: asks programs not to fetch 1 of the pages" in said
    assert "/api/a.md" in said


# Fetching


def test_four_pages_at_a_time(docs: Docs) -> None:
    docs.publish(NAMES)
    together = threading.Barrier(4, timeout=20)
    lock = threading.Lock()
    now, most = 0, 0

    def waiting(answer: Answer) -> Answer:
        def waited(request: BaseHTTPRequestHandler) -> None:
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            together.wait()
            with lock:
                now -= 1
            answer(request)

        return waited

    for name in NAMES:
        path = f"/api/{name}.md"
        docs.site.answers[path] = waiting(docs.site.answers[path])
    docs.choice = PagesConfig(include=("/api/*",))
    docs.arrived()
    assert most == 4


@pytest.mark.parametrize(
    "failure",
    [
        fails_with(503),
        fails_with(429, {"Retry-After": "0"}),
        fails_with(503, {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
        sends(page("a"), missing=10),
        lambda request: request.connection.close(),
    ],
    ids=["503", "429", "date", "cut off", "no answer"],
)
def test_what_may_pass_is_tried_again(docs: Docs, failure: Answer) -> None:
    docs.publish(["a", "b"])
    good = docs.site.answers["/api/a.md"]
    docs.site.answers["/api/a.md"] = in_turn(failure, failure, good)
    assert warnings_in(docs.arrived()) == ""
    assert docs.requested.count("/api/a.md") == 3


@pytest.mark.parametrize(
    ("failure", "tries", "said"),
    [
        (fails_with(503), 3, "answered 503 Service Unavailable"),
        (fails_with(404), 1, "answered 404 Not Found"),
        (
            fails_with(429, {"Retry-After": "3600"}),
            1,
            "answered 429 Too Many Requests and asks to wait 3600 s",
        ),
        (sends(HTML), 1, "answered with an HTML page"),
        (sends(page("a"), missing=10), 3, "the response is incomplete"),
        (sends(page("a")[:-30]), 1, "ends inside its OpenAPI block"),
        (redirects("http://127.0.0.1:9/x"), 1, "redirects to another server"),
        (redirects("https://10.0.0.1/"), 1, "redirects to another server"),
        (sends("\udcff".encode("utf-8", "surrogateescape").decode("latin-1")), 1, ""),
    ],
    ids=["503", "404", "429", "html", "cut", "open", "elsewhere", "private", "latin"],
)
def test_pages_that_fail_are_left_out_and_told(
    docs: Docs, failure: Answer, tries: int, said: str
) -> None:
    docs.publish(NAMES)
    docs.site.answers["/api/item3.md"] = failure
    told = warnings_in(docs.arrived())
    assert docs.requested.count("/api/item3.md") == tries
    if said:
        assert f"/api/item3.md: {said}" in told
        assert "/item3:" not in docs.text


def packed(content: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.end_headers()
        request.wfile.write(content)

    return answer


def test_packed_pages_with_a_missing_end_are_cut_off(docs: Docs) -> None:
    docs.publish(["a"])
    whole = gzip.compress(page("a").encode())
    docs.site.answers["/api/a.md"] = packed(whole[:-20])
    assert "the response is incomplete" in docs.fails()
    docs.site.answers["/api/a.md"] = packed(
        whole + gzip.compress(b"\nMore.\n") + bytes(8)
    )
    assert "/a:" in docs.arrived().text
    docs.site.answers["/api/a.md"] = packed(b"# plain\n")
    assert "is not compressed as declared" in docs.fails()


def test_certificates_of_the_user_count_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate = ROOT / "tests/certificates/localhost.pem"

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sends("{}")(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    try:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        answer = fetch(f"https://localhost:{http.server_port}/", limits=Limits(pause=0))
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
    assert isinstance(answer, Fetched)
    assert answer.content == b"{}"


# Updates


def test_new_pages_are_fetched(docs: Docs) -> None:
    docs.publish(["a", "b"])
    docs.arrived()
    docs.publish(["a", "b", "c"])
    assert "/c:" in docs.arrived().text
    assert [path for path, etag in docs.site.seen if not etag] == [
        *("/robots.txt", "/api/c.md")
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_pages_that_are_gone_take_their_operations(docs: Docs, status: int) -> None:
    docs.publish(["a", "b"])
    docs.arrived()
    docs.publish(["a"])
    docs.site.answers["/api/b.md"] = fails_with(status)
    arrived = docs.arrived()
    assert "/b:" not in docs.text
    assert arrived.lost == {"GET /b": f"{docs.site.url}/api/b.md is gone"}
    assert "shop.pages/api/b.md" not in docs.kept


def test_pages_that_are_only_not_listed_stay(docs: Docs) -> None:
    docs.publish(["a", "b"])
    before = docs.arrived().text
    docs.publish(["a"])
    assert docs.arrived().text == before
    assert docs.collect() is None


@pytest.mark.parametrize("failure", [fails_with(404), fails_with(500), sends(HTML)])
def test_pages_that_fail_keep_their_old_text(docs: Docs, failure: Answer) -> None:
    docs.publish(NAMES)
    before = docs.arrived().text
    good = docs.site.answers["/api/item3.md"]
    docs.site.answers["/api/item3.md"] = failure
    arrived = docs.arrived()
    assert arrived.text == before
    assert "the text of the last run stays" in warnings_in(arrived)
    docs.site.answers["/api/item3.md"] = good
    assert docs.collect() is None


def test_more_than_a_tenth_is_an_error(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.arrived()
    before = docs.kept
    for name in NAMES[:3]:
        docs.site.answers[f"/api/{name}.md"] = fails_with(500)
    docs.put("/api/item9.md", page("item9", summary="New."))
    said = docs.fails()
    assert "3 of 22 pages could not be read" in said
    assert "/api/item0.md: answered 500" in said
    assert docs.kept == before
    assert "New." not in docs.text


def test_an_index_that_fails_is_an_error(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.arrived()
    docs.site.answers["/llms.txt"] = sends(HTML)
    assert "/llms.txt: answered with an HTML page" in docs.fails()


def test_an_index_below_that_fails_lists_what_it_listed(docs: Docs) -> None:
    docs.publish(NAMES)
    docs.put("/more/llms.txt", listing("a.md", "b.md"))
    docs.put("/more/a.md", page("a"))
    docs.put("/more/b.md", page("b"))
    index = listing("/more/llms.txt", *(f"/api/{value}.md" for value in NAMES))
    docs.put("/llms.txt", index)
    before = docs.arrived().text
    docs.site.answers["/more/llms.txt"] = fails_with(500)
    docs.site.answers["/more/b.md"] = fails_with(404)
    arrived = docs.arrived()
    assert (arrived.text, arrived.lost) == (before, {})
    assert warnings_in(arrived).count("the text of the last run stays") == 2
    docs.arrived()
    assert "shop.pages/more/llms.txt" in docs.kept


@pytest.mark.parametrize("old", [fails_with(404), redirects("/new/b.md")])
def test_a_page_that_moved_is_no_change(docs: Docs, old: Answer) -> None:
    docs.publish(["a", "b"])
    before = docs.arrived().text
    docs.put("/llms.txt", listing("/new/b.md", "/api/a.md"))
    docs.put("/new/b.md", page("b"))
    docs.site.answers["/api/b.md"] = old
    arrived = docs.arrived()
    assert (arrived.text, arrived.lost) == (before, {})
    assert {"shop.pages/new/b.md"} == {value for value in docs.kept if "b.md" in value}
    assert docs.collect() is None


def test_pages_of_another_document_are_not_kept(docs: Docs) -> None:
    docs.publish(["a", "b"])
    docs.put("/api/a.md", page("a", info="yaml /shop.yaml get /a"))
    docs.put("/api/b.md", page("b", info="yaml /cars.yaml get /b"))
    docs.choice = PagesConfig(api="shop")
    docs.arrived()
    assert "shop.pages/api/b.md" not in docs.kept
    assert docs.collect() is None
    docs.choice = PagesConfig(api="cars")
    docs.arrived()
    assert {"/b"} == {word for word in ("/a", "/b") if f"{word}:" in docs.text}
    assert [path for path, etag in docs.site.seen if not etag] == ["/api/b.md"]


def test_sources_may_change_from_pages_to_a_document(docs: Docs) -> None:
    docs.publish(["a", "b"])
    docs.arrived()
    docs.put("/shop.json", document("whole"))
    docs.sources = [f"{docs.site.url}/shop.json"]
    docs.choice = None
    docs.arrived()
    assert "/whole" in docs.text
    assert docs.kept == {"shop.yaml"}
    assert docs.collect() is None


# Safety


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://x.test/docs/api/a-b.md", "docs/api/a-b.md"),
        ("https://x.test/v1.2.md", "v1.2.md"),
        ("https://x.test/../../etc/passwd.md", None),
        ("https://x.test/a/%2e%2e/b.md", None),
        ("https://x.test/a//b.md", None),
        ("https://x.test/.git/config.md", None),
        ("https://x.test/a\\b.md", None),
        ("https://x.test/A.md", None),
        ("https://x.test/con.md", None),
        ("https://x.test/aux/a.md", None),
        ("https://x.test/a.md/b.md", None),
        ("https://x.test/a.md?b=c", None),
        ("https://x.test/" + "a" * 300 + ".md", None),
        ("https://x.test/a.exe", None),
        ("https://y.test/a.md", None),
    ],
)
def test_names_of_kept_pages_are_made_here(address: str, name: str | None) -> None:
    found = page_file(address, "https://x.test/llms.txt")
    if name is None:
        stem, _, suffix = found.partition(".")
        assert len(stem) == 16
        assert suffix in ("md", "txt")
        assert set(stem) <= set("0123456789abcdef")
    else:
        assert found == name


def test_nothing_is_written_beside_the_pages(docs: Docs, tmp_path: Path) -> None:
    paths = ["/%2e%2e/%2e%2e/evil.md", "/a/..%2f..%2f..%2fevil.md", "/.hidden/x.md"]
    docs.put("/llms.txt", listing(*paths))
    for number, path in enumerate(paths):
        docs.put(path, page(f"item{number}"))
    docs.arrived()
    everything = {file for file in tmp_path.rglob("*") if file.is_file()}
    folder = tmp_path / "specs/shop.pages"
    assert len(everything) == 5
    assert {path for path in everything if not path.is_relative_to(folder)} == {
        docs.document
    }


def test_secrets_of_addresses_stay_where_they_are(docs: Docs, tmp_path: Path) -> None:
    docs.publish(["a"])
    given: list[str | None] = []
    good = docs.site.answers["/api/a.md"]

    def noted(request: BaseHTTPRequestHandler) -> None:
        given.append(request.headers["Authorization"])
        good(request)

    docs.site.answers["/api/a.md"] = noted
    url = docs.site.url.replace("//", "//user:hunter2@")
    docs.sources = [f"{url}/llms.txt?key=hunter3"]
    docs.arrived()
    assert docs.record is not None
    assert "hunter" not in dump_records({"shop": docs.record})
    assert docs.collect() is None
    assert given == ["Basic dXNlcjpodW50ZXIy"] * 2
    docs.site.answers["/api/a.md"] = fails_with(404)
    assert "hunter" not in docs.fails()


def test_the_records_are_read_as_they_were_written(docs: Docs, tmp_path: Path) -> None:
    docs.publish(["a"])
    docs.arrived()
    assert docs.record is not None
    (tmp_path / STATE_NAME).write_text(dump_records({"shop": docs.record}))
    assert read_records(tmp_path) == {"shop": docs.record}
    broken = dump_records({"shop": docs.record}).replace("http://127", "ftp://127")
    (tmp_path / STATE_NAME).write_text(broken)
    with pytest.raises(DiagnosticError, match="is not what"):
        read_records(tmp_path)


# The commands


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_what_fails_is_not_asked_for_again(docs: Docs, project: Project) -> None:
    docs.publish(NAMES)
    del docs.site.answers["/api/item3.md"]
    done = project.run("add", docs.url)
    assert done.returncode == 0, done.stderr
    assert "page-failed" in done.stderr
    assert sorted(docs.requested) == sorted(set(docs.requested))


def test_a_site_is_added_updated_and_generated_offline(
    docs: Docs, project: Project
) -> None:
    docs.publish(["a", "b", "c"])
    done = project.run("add", docs.url, "--include", "/api/*")
    assert done.returncode == 0, done.stderr
    assert "fetched 3 pages" in done.stderr
    configuration = (project.folder / "clientsmith.toml").read_text().strip()
    assert configuration == (
        '[clients.shop]\ndocument = "specs/shop.yaml"\n'
        f'sources = ["{docs.url}"]\npages = {{include = ["/api/*"]}}'
    )
    docs.site.seen.clear()
    assert project.run("generate").returncode == 0
    assert project.run("check").returncode == 0
    assert docs.site.seen == []
    del docs.site.answers["/api/b.md"], docs.site.answers["/api/c.md"]
    docs.put("/llms.txt", listing("/api/moved/b.md", "/api/a.md"))
    docs.put("/api/moved/b.md", page("b"))
    checked = project.run("update", "--check")
    assert checked.returncode == 1, checked.stderr
    assert f"removed: {docs.site.url}/api/c.md is gone" in checked.stdout
    assert "GET /b" not in checked.stdout
    done = project.run("update")
    assert (done.returncode, done.stdout) == (0, checked.stdout)
    assert project.run("check").returncode == 0
    assert project.run("update", "--check").stderr.endswith("shop: unchanged\n")


def test_pages_that_moved_are_kept_without_any_change(
    docs: Docs, project: Project
) -> None:
    docs.publish(["a", "b"])
    assert project.run("add", docs.url).returncode == 0
    assert project.run("generate").returncode == 0
    docs.put("/llms.txt", listing("/new/b.md", "/api/a.md"))
    docs.put("/new/b.md", page("b"))
    del docs.site.answers["/api/b.md"]
    before = project.hashes()
    checked = project.run("update", "--check")
    assert (checked.returncode, checked.stdout) == (0, "")
    assert project.hashes() == before
    done = project.run("update")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("shop: unchanged\n")
    assert (project.folder / "specs/shop.pages/new/b.md").is_file()
    assert not (project.folder / "specs/shop.pages/api/b.md").exists()


def test_pages_lead_to_the_document_that_they_name(
    docs: Docs, project: Project
) -> None:
    docs.publish(["a", "b"])
    docs.put("/api/a.md", page("a", info="yaml /specs/shop.yaml get /a"))
    docs.put("/specs/shop.yaml", document("whole"))
    done = project.run("add", docs.url)
    assert done.returncode == 0, done.stderr
    text = (project.folder / "clientsmith.toml").read_text()
    assert f'sources = ["{docs.site.url}/specs/shop.yaml"]' in text
    merged = project.run("add", docs.url, "--pages", "--name", "merged")
    assert merged.returncode == 0, merged.stderr
    text = (project.folder / "clientsmith.toml").read_text()
    assert f'sources = ["{docs.url}"]\npages = {{}}' in text


def test_pages_on_disk_are_of_several_documents(project: Project) -> None:
    project.write("docs/a.md", page("a", info="yaml /cars.yaml get /a"))
    project.write("docs/b.md", page("b", info="yaml /pets.yaml get /b"))
    done = project.run("add", "docs/a.md", "docs/b.md")
    assert (done.returncode, "--all-apis" in done.stderr) == (2, True)
    done = project.run("add", "docs/a.md", "docs/b.md", "--api", "pets")
    assert done.returncode == 0, done.stderr
    assert "/b:" in (project.folder / "specs/shop.yaml").read_text()
    assert project.run("generate").returncode == 0
    assert project.run("update", "--check").stderr.endswith("shop: unchanged\n")
    project.write("docs/b.md", page("c", info="yaml /pets.yaml get /c"))
    assert project.run("update", "--check").returncode == 1


def test_a_page_alone_tells_of_its_site(docs: Docs, project: Project) -> None:
    docs.put("/a.md", f"> Index: https://x.test/docs/llms.txt\n\n{page('a')}")
    done = project.run("add", f"{docs.site.url}/a.md")
    assert done.returncode == 0, done.stderr
    assert "the whole site: clientsmith add https://x.test/docs/llms.txt\n" in (
        done.stderr
    )


@pytest.mark.parametrize(
    "text",
    [
        "# Shop\n\n## Download OpenAPI description\n\n[Shop]({url}/bundle/shop.yaml)\n",
        "# A\n\n```yaml {url}/bundle/shop.yaml get /a\npaths: {{path: /a, method: get}}\n```\n",
        page("a", info="yaml bundle/shop.yaml get /a"),
    ],
    ids=["download", "older export", "info string"],
)
def test_a_page_alone_leads_to_the_document(
    text: str, docs: Docs, project: Project
) -> None:
    if "{url}" in text:
        text = text.format(url=docs.site.url)
    docs.put("/api/a.md", text)
    docs.put("/bundle/shop.yaml", document("whole"))
    done = project.run("add", f"{docs.site.url}/api/a.md")
    assert done.returncode == 0, done.stderr
    text = (project.folder / "clientsmith.toml").read_text()
    assert f'sources = ["{docs.site.url}/bundle/shop.yaml"]' in text


def test_all_pages_in_one_file_are_a_source(docs: Docs, project: Project) -> None:
    docs.put("/llms-full.txt", page("a") + "\n" + page("b"))
    done = project.run("add", f"{docs.site.url}/llms-full.txt")
    assert done.returncode == 0, done.stderr
    assert "2 methods" in done.stdout
    assert (project.folder / "specs/shop.pages/llms-full.txt").is_file()
    assert project.run("generate").returncode == 0
    docs.put("/llms-full.txt", page("a") + "\n" + page("c"))
    assert "llms-full.txt no longer describes it" in (
        project.run("update", "--check").stdout
    )


def test_pages_never_lead_into_a_private_network(
    docs: Docs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def is_private(url: str) -> bool:
        asked.append(url)
        return True

    monkeypatch.setattr("clientsmith.sources.linked.is_private", is_private)
    secret = docs.site.url.replace("127.0.0.1", "localhost")
    docs.put("/llms.txt", listing(f"{secret}/secret.yaml", "/api/a.md"))
    docs.put("/api/a.md", page("a", info=f"yaml {secret}/secret2.yaml get /a"))
    docs.put("/secret.yaml", document("secret"))
    docs.put("/secret2.yaml", document("secret"))
    with Session(docs.limits) as session:
        assert linked_documents([docs.url], PagesConfig(), session) == []
    assert not any("secret" in value for value in docs.requested)
    assert set(asked) == {f"{secret}/secret.yaml", f"{secret}/secret2.yaml"}


def test_of_several_documents_pages_tell_which_is_used(
    docs: Docs, project: Project
) -> None:
    docs.publish(["a", "b"])
    docs.put("/api/a.md", page("a", info="yaml /cars.yaml get /a"))
    docs.put("/cars.yaml", document("cars"))
    docs.put("/cars.json", json.dumps(json.loads(document("cars"))))
    docs.put("/dogs%20spec", document("dogs"))
    links = "- [Cars](/cars.json)\n- [Cars](/cars.yaml)\n- [Dogs](/dogs spec)\n"
    index = listing("/api/a.md", "/api/b.md")
    docs.put("/llms.txt", f"{index}\n## OpenAPI Specs\n\n{links}")
    done = project.run("add", docs.url)
    assert done.returncode == 2
    assert "the site links to 2 documents" in done.stderr
    assert "--all-apis" in done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == ["document", "cars", "dogs%20spec"]
    assert [line[-1] for line in lines] == ["pages", "1", "0"]
    assert not (project.folder / "clientsmith.toml").exists()
    assert "no document `cats`" in project.fails("add", docs.url, "--api", "cats")
    assert project.run("add", docs.url, "--all-apis").returncode == 0
    text = (project.folder / "clientsmith.toml").read_text()
    assert "[clients.cars]" in text
    assert f'sources = ["{docs.site.url}/dogs%20spec"]' in text


def test_a_client_of_each_document_that_pages_are_of(
    docs: Docs, project: Project
) -> None:
    docs.publish(["a", "b"])
    for name in ("a", "b"):
        docs.put(f"/api/{name}.md", page(name, info=f"yaml /{name}_api.yaml get /x"))
    done = project.run("add", docs.url)
    assert done.returncode == 2
    assert "a_api" in done.stdout
    assert "`--api NAME`" in done.stderr
    done = project.run("add", docs.url, "--all-apis")
    assert done.returncode == 0, done.stderr
    text = (project.folder / "clientsmith.toml").read_text()
    assert 'pages = {api = "a_api"}' in text
    assert 'pages = {api = "b_api"}' in text
    assert project.run("generate").returncode == 0
    docs.put("/api/b.md", page("b", "yaml /b_api.yaml get /x", "New."))
    docs.site.seen.clear()
    done = project.run("update")
    assert sorted(docs.requested) == sorted(set(docs.requested))
    assert "New." in (project.folder / "specs/b_api.yaml").read_text()
    assert [line for line in done.stderr.splitlines() if "unchanged" in line]


def test_an_index_in_the_configuration_leads_to_its_document(
    docs: Docs, project: Project
) -> None:
    docs.put("/llms.txt", listing("/cars.yaml"))
    docs.put("/cars.yaml", document("cars"))
    project.write(
        "clientsmith.toml",
        f'[clients.cars]\ndocument = "specs/cars.yaml"\nsources = ["{docs.url}"]\n',
    )
    assert project.run("update").returncode == 0
    assert (project.folder / "specs/cars.yaml").read_text() == document("cars")
    docs.site.seen.clear()
    done = project.run("update")
    assert done.stderr.endswith("cars: unchanged\n")
    docs.put("/pets.yaml", document("pets"))
    docs.put("/llms.txt", listing("/cars.yaml", "/pets.yaml"))
    said = project.fails("update")
    assert "the site links to 2 documents" in said
    assert "name one as the source" in said
