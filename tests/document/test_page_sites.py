"""Pages as documentation sites publish them, with what their tools do to OpenAPI."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clientsmith.diagnostics import DiagnosticError, Diagnostics
from clientsmith.document.loading import load
from clientsmith.document.pages import SeveralDocumentsError, ingest
from clientsmith.document.pages.files import page_files
from clientsmith.document.yaml_writer import dump_yaml

Json = Any
Put = Callable[[str, str | bytes], Path]

OK = {"200": {"description": "Done."}}


def fragment(
    path: str = "/items",
    method: str = "get",
    operation: Json = None,
    **rest: Json,
) -> Json:
    """A document with one operation; `rest` are its other members, None leaves one out."""
    known = {"responses": OK, **(operation or {})}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Shop API", "version": "1.0.0"},
        "servers": [{"url": "https://api.shop.test"}],
        "paths": {path: {method: known}},
        **rest,
    }
    return {key: value for key, value in whole.items() if value is not None}


def page(
    value: Json,
    info: str = "yaml",
    heading: str = "## OpenAPI Specification",
    title: str = "A page",
    above: str = "",
) -> str:
    return (
        f"# {title}\n\n{above}\n\n{heading}\n\n````{info}\n"
        f"{json.dumps(value, indent=2)}\n````\n\nMore text.\n"
    )


def answering(value: Json) -> Json:
    content = {"application/json": {"schema": value}}
    return {"200": {"description": "Done.", "content": content}}


def schema(**named: Json) -> Json:
    return {"schemas": named}


def using(*names: str) -> Json:
    """An operation that answers with these components."""
    variants = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    return {"responses": answering({"anyOf": variants})}


class Site:
    """A folder of pages."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self.found = Diagnostics()

    def add(self, **pages: str) -> Site:
        for name, text in pages.items():
            self._put(f"site/{name}.md", text)
        return self

    def file(self, name: str, text: str) -> Site:
        self._put(f"site/{name}", text)
        return self

    def document(self, api: str | None = None, exclude: tuple[str, ...] = ()) -> Json:
        self.found = Diagnostics()
        files = page_files([Path("site")], exclude=exclude)
        return ingest(files, api=api, found=self.found, lenient=False)

    def problems(self, api: str | None = None) -> str:
        with pytest.raises(DiagnosticError) as caught:
            self.document(api)
        return str(caught.value)

    @property
    def remarks(self) -> str:
        return "\n".join(finding.message for finding in self.found)

    def validated(self, api: str | None = None) -> Json:
        """The document, after a look whether it is a valid one."""
        document = self.document(api)
        load(self._put("whole.yaml", dump_yaml(document)))
        return document


@pytest.fixture
def site(put: Put) -> Site:
    return Site(put)


# Recognising


@pytest.mark.parametrize(
    "heading", ["## OpenAPI", "# OpenAPI definition", "### OpenAPI Specification"]
)
def test_a_heading_marks_a_block(site: Site, heading: str) -> None:
    assert site.add(a=page(fragment(), heading=heading)).validated()["paths"]


@pytest.mark.parametrize(
    "info",
    [
        "yaml get /items",
        "yaml GET /items",
        "yaml /shop.yaml get /items",
        "yaml https://host.test/specs/shop.yml get /items",
        "json openapi.json webhook itemSold",
    ],
)
def test_an_info_string_marks_a_block(site: Site, info: str) -> None:
    text = page(fragment(), info=info, heading="## Anything")
    assert site.add(a=text).validated()["paths"]


def test_a_document_in_one_line_of_json_counts(site: Site) -> None:
    text = f"# Items\n\n```json\n{json.dumps(fragment())}\n```\n"
    assert site.add(a=text).validated()["paths"]


def test_samples_and_other_pages_are_passed_over(site: Site) -> None:
    sample = page(fragment("/sample"), heading="## An example document")
    site.add(a=page(fragment()), guide="# Guide\n\nText.\n", sample=sample)
    assert list(site.document()["paths"]) == ["/items"]
    assert "nothing marks" in site.remarks
    assert site.remarks.count(": 1") == 1


def test_samples_alone_are_no_api(site: Site) -> None:
    found = site.add(a=page(fragment(), heading="## An example")).problems()
    assert "no OpenAPI block" in found
    assert "looked for" in found


def test_messages_of_other_protocols_are_passed_over(site: Site) -> None:
    events = page({"asyncapi": "3.0.0", "channels": {}}, heading="## OpenAPI")
    assert list(site.add(a=page(fragment()), b=events).document()["paths"])


def test_blocks_in_components_of_a_page_are_found(site: Site) -> None:
    block = json.dumps(fragment(), indent=2).replace("\n", "\n        ")
    text = f"## OpenAPI\n<Tabs>\n    <Tab>\n      Text:\n        ```json\n        {block}\n        ```\n    </Tab>\n</Tabs>\n"
    assert site.add(a=text).document()["paths"]


def test_a_fence_in_a_description_does_not_end_the_block(site: Site) -> None:
    text = """# Chat

## OpenAPI Specification

```yaml
openapi: 3.1.0
info: {title: Shop API, version: 1.0.0}
paths:
  /chat:
    post:
      description: |
        For example:

        ```
        {"text": "Hello"}
        ```

        # A heading
      responses: {'200': {description: Done.}}
```

## Samples

```python
print(1)
```
"""
    operation = site.add(a=text).validated()["paths"]["/chat"]["post"]
    assert operation["description"].endswith("# A heading\n")
    assert operation["responses"]


@pytest.mark.parametrize(
    "text",
    [
        "\N{BYTE ORDER MARK}{page}",
        "---\ntitle: A\nopenapi: get /items\n---\n\n{page}",
        "> ## Documentation Index\n> See llms.txt\n\n{page}",
        "- A list\n\n{page}",
    ],
)
def test_what_stands_around_a_block_does_not_matter(site: Site, text: str) -> None:
    whole = text.replace("{page}", page(fragment()))
    for name, content in (("unix", whole), ("windows", whole.replace("\n", "\r\n"))):
        site.file(f"{name}.md", content)
    assert list(site.validated()["paths"]) == ["/items"]


@pytest.mark.parametrize("fence", ["~~~", "```", "`````"])
def test_any_fence_holds_a_block(site: Site, fence: str) -> None:
    text = f"# A\n\n## OpenAPI\n\n{fence}json\n{json.dumps(fragment())}\n{fence}\n"
    assert list(site.add(a=text).validated()["paths"]) == ["/items"]


def test_a_page_has_several_blocks(site: Site) -> None:
    model = fragment(paths=None, components=schema(Item={"type": "object"}))
    text = "".join(
        f"## {title}\n\n```json\n{json.dumps(value, separators=(',', ':'))}\n```\n\n"
        for title, value in (
            ("GET /a", fragment("/a")),
            ("GET /b", fragment("/b")),
            ("The Item object", model),
        )
    )
    document = site.add(a=f"# Items\n\n{text}").validated()
    assert list(document["paths"]) == ["/a", "/b"]
    assert list(document["components"]["schemas"]) == ["Item"]


def test_an_index_and_pages_in_one_file_lie_among_the_pages(site: Site) -> None:
    untitled = {"title": "", "version": "1"}
    both = page(fragment("/a", info=untitled)) + page(fragment("/b", info=untitled))
    site.file("llms-full.txt", both)
    site.file(
        "llms.txt",
        "# Shop Documentation\n\n> About.\n\n## Docs\n\n"
        "- [A](https://shop.test/a.md): x\n- API > [B](https://shop.test/b.md)\n",
    )
    document = site.validated()
    assert list(document["paths"]) == ["/a", "/b"]
    assert document["info"]["title"] == "Shop API"


@pytest.mark.parametrize(
    ("own", "expected"), [("api", "Shop API"), ("Store API", "Store API")]
)
def test_the_index_gives_a_title_where_the_pages_say_nothing(
    site: Site, own: str, expected: str
) -> None:
    site.add(a=page(fragment(info={"title": own, "version": "1"})))
    site.file("llms.txt", "# Shop Docs\n\n- [A](/site/a.md)\n- [B](/site/b.md)\n")
    assert site.document()["info"]["title"] == expected


# Several documents


def two_documents(site: Site) -> Site:
    other = fragment("/b", components=schema(Item={"type": "integer"}))
    return site.add(
        a=page(
            fragment("/a", components=schema(Item={"type": "string"})),
            info="yaml /specs/first_openapi.yaml get /a",
        ),
        b=page(other, info="yaml /specs/second_openapi.yaml get /b"),
    )


def test_documents_are_never_mixed(site: Site) -> None:
    with pytest.raises(SeveralDocumentsError) as caught:
        two_documents(site).document()
    assert [
        (group.name, group.operations, group.pages) for group in caught.value.groups
    ] == [
        ("first_openapi", 1, 1),
        ("second_openapi", 1, 1),
    ]


@pytest.mark.parametrize(
    "api",
    ["second_openapi", "/specs/second_openapi.yaml", "Second_OpenAPI.yaml"],
)
def test_one_of_several_documents_is_chosen(site: Site, api: str) -> None:
    assert list(two_documents(site).document(api)["paths"]) == ["/b"]


def test_a_document_that_is_not_there_is_an_error(site: Site) -> None:
    assert "`second_openapi`" in two_documents(site).problems("secnd_openapi")


@pytest.mark.parametrize(
    "other",
    [
        {"info": {"title": "Other API", "version": "1.0.0"}},
        {"servers": [{"url": "https://other.shop.test"}]},
    ],
)
def test_titles_and_servers_tell_documents_apart(site: Site, other: Json) -> None:
    site.add(a=page(fragment("/a")), b=page(fragment("/b", **other)))
    assert "to 2 documents" in site.problems()


@pytest.mark.parametrize(
    "named", ["https://host.test/v1/openapi", "https://host.test/docs.openapi"]
)
def test_documents_at_addresses_need_no_suffix(site: Site, named: str) -> None:
    for path in ("a", "b"):
        info = f"yaml {named} get /{path}"
        site.add(**{path: page(fragment(f"/{path}"), info=info)})
    assert list(site.validated()["paths"]) == ["/a", "/b"]


def test_pages_that_name_no_document_join_the_one_of_their_title(site: Site) -> None:
    site.add(a=page(fragment("/a"), info="yaml openapi.json get /a"))
    site.add(b=page(fragment("/b"), info="yaml get /b"))
    assert list(site.validated()["paths"]) == ["/a", "/b"]


def test_titles_with_versions_of_a_page_are_of_the_page(site: Site) -> None:
    for name in ("one", "two"):
        info = {"title": f"About {name}", "version": f"endpoint_items.{name}"}
        site.add(**{name: page(fragment(f"/{name}", info=info))})
    site.file("llms.txt", "# Shop\n\n- [A](/site/one.md)\n- [B](/site/two.md)\n")
    assert site.validated()["info"] == {"title": "Shop API", "version": "unknown"}


def test_a_page_that_is_broken_matters_to_its_own_document_only(site: Site) -> None:
    text = page(fragment("/c"), info="yaml /specs/first_openapi.yaml get /c")
    two_documents(site).add(c=text[: text.rindex("````")])
    assert list(site.document("second_openapi")["paths"]) == ["/b"]
    assert "error[truncated]" in site.problems("first_openapi")


def of_version(path: str, version: str) -> str:
    return page(fragment(path, info={"title": "Shop API", "version": version}))


def test_the_newest_version_counts(site: Site) -> None:
    site.add(a=of_version("/a", "1.9.0"), b=of_version("/b", "1.10.0"))
    assert list(site.document()["paths"]) == ["/b"]
    assert len(site.found) == 1
    assert "1.9.0" in site.remarks


def test_what_the_index_lists_counts_before_the_newest_version(site: Site) -> None:
    site.add(a=of_version("/a", "1.0.0"), b=of_version("/b", "2.0.0"))
    site.file("llms.txt", "# Shop\n\n- [A](/site/a.md)\n- [C](/site/c.md)\n")
    assert list(site.document()["paths"]) == ["/a"]


def test_newer_pages_count_where_listed_ones_are_of_several_versions(
    site: Site,
) -> None:
    known = (
        ("a", "1.0.0", "string"),
        ("b", "2.0.0", "integer"),
        ("c", "1.0.0", "null"),
    )
    for name, version, kind in known:
        value = fragment(
            f"/{name}" if name != "c" else "/b",
            operation=using("Item") if name != "c" else None,
            info={"title": "Shop API", "version": version},
            components=schema(Item={"type": kind}),
        )
        site.add(**{name: page(value, info="yaml openapi.json get /x")})
    links = "".join(f"- [A](/site/{name}.md)\n" for name in "abc")
    site.file("llms.txt", f"# Shop\n\n{links}")
    document = site.validated()
    assert list(document["paths"]) == ["/a", "/b"]
    assert document["paths"]["/b"]["get"]["responses"]["200"]["content"]
    assert document["components"]["schemas"]["Item"] == {"type": "integer"}
    assert document["info"]["version"] == "2.0.0"
    assert site.remarks.count("2 pages are of older versions (1.0.0)") == 1


# Repairs


def test_titles_and_versions_of_pages_give_way_to_those_of_the_api(site: Site) -> None:
    for name in ("one", "two"):
        info = {"title": f"Get {name}", "version": f"endpoint_{name}.get"}
        value = fragment(f"/v1/{name}/{{id}}", info=info, servers=None)
        line = f"GET https://api.shop.test/v1/{name}/{{id}}"
        site.add(**{name: page(value, title=f"Get {name}", above=line)})
    document = site.document()
    assert document["info"] == {"title": "Shop API", "version": "unknown"}
    assert document["servers"] == [{"url": "https://api.shop.test"}]


def test_the_request_line_gives_the_server(site: Site) -> None:
    value = fragment("/items/{id}", servers=None)
    text = page(value, above="GET https://shop.test/api/v2/items/:id")
    document = site.add(a=text).document()
    assert document["servers"] == [{"url": "https://shop.test/api/v2"}]


def test_empty_servers_are_left_out(site: Site) -> None:
    servers = [{"url": "", "description": "Mock"}, {"url": "https://api.shop.test"}]
    site.add(
        a=page(fragment("/a", servers=servers)), b=page(fragment("/b", servers=servers))
    )
    assert site.validated()["servers"] == servers[1:]
    assert site.remarks.count("empty URL") == 1
    assert "2 times" in site.remarks


def test_marks_of_the_publisher_are_left_out(site: Site) -> None:
    value = {"_id": "x", **fragment()}
    document = site.add(a=page(value)).validated()
    assert "_id" not in document


def test_a_list_of_lists_of_tags_is_a_list(site: Site) -> None:
    operation = {"tags": [["subpackage_x"]]}
    document = site.add(a=page(fragment(operation=operation))).validated()
    assert document["paths"]["/items"]["get"]["tags"] == ["subpackage_x"]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([["subpackage_a", "subpackage_a/b"]], ["subpackage_a/b"]),
        (["subpackage_a.subpackage_a/b"], ["subpackage_a/b"]),
        ([["one", "two"]], ["one", "two"]),
        ([[]], []),
        ([""], []),
    ],
)
def test_groups_of_groups_are_one_tag(site: Site, tags: Json, expected: Json) -> None:
    document = site.add(a=page(fragment(operation={"tags": tags}))).validated()
    assert document["paths"]["/items"]["get"]["tags"] == expected


def test_names_of_types_are_without_their_groups(site: Site) -> None:
    for name, group in (("a", "shop/items"), ("b", "shop/orders")):
        value = fragment(
            f"/{name}",
            operation=using(f"type_{group}:State", "type_:Problem", f"type_{name}_Own"),
            components=schema(
                **{
                    f"type_{group}:State": {"type": "string", "enum": [name]},
                    "type_:Problem": {"type": "object"},
                    f"type_{name}_Own": {"type": "integer"},
                }
            ),
        )
        value["paths"][f"/{name}"]["get"]["operationId"] = name
        if name == "b":
            value["components"]["schemas"]["type_b_Own2"] = {"type": "null"}
        site.add(**{name: page(value)})
    document = site.validated()
    assert set(document["components"]["schemas"]) == {
        *("shop_items_State", "shop_orders_State", "Problem"),
        *("a_Own", "b_Own", "Own2"),
    }
    assert "#/components/schemas/shop_items_State" in json.dumps(
        document["paths"]["/a"]
    )
    assert "include their groups" in site.remarks


def test_types_of_an_api_keep_their_names(site: Site) -> None:
    named = schema(type_Item={"type": "object"}, Other={}, Another={})
    document = site.add(a=page(fragment(components=named))).validated()
    assert set(document["components"]["schemas"]) == {"type_Item", "Other", "Another"}


def test_literals_of_an_enumeration_are_values(site: Site) -> None:
    named = schema(
        Kind={"type": "string", "enum": [{"value": "a"}, {"value": "b"}]},
        Flag={"type": "string", "enum": [{"type": "booleanLiteral", "value": True}]},
        Point={"type": "object", "enum": [{"value": 1}]},
    )
    document = site.add(a=page(fragment(components=named))).validated()
    assert document["components"]["schemas"] == {
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Flag": {"type": "boolean", "enum": [True]},
        "Point": {"type": "object", "enum": [{"value": 1}]},
    }


def test_a_mapping_of_references_is_one_of_addresses(site: Site) -> None:
    reference = "#/components/schemas/Cat"
    pet = {
        "oneOf": [{"$ref": reference}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": {"$ref": reference}},
        },
    }
    cat = {
        "type": "object",
        "properties": {"kind": {"type": "string"}},
        "required": ["kind"],
    }
    value = fragment(operation=using("Pet"), components=schema(Pet=pet, Cat=cat))
    mapping = site.add(a=page(value)).validated()["components"]["schemas"]["Pet"]
    assert mapping["discriminator"]["mapping"] == {"cat": reference}


def test_folders_that_all_tags_are_in_say_nothing(site: Site) -> None:
    for name in ("Brands", "Orders"):
        tags = [f"Merchant API/APIs/{name}", name]
        site.add(**{name: page(fragment(f"/{name}", operation={"tags": tags}))})
    document = site.validated()
    assert document["paths"]["/Brands"]["get"]["tags"] == ["Brands"]
    assert document["paths"]["/Orders"]["get"]["tags"] == ["Orders"]


def test_a_tag_with_a_slash_is_no_folder(site: Site) -> None:
    site.add(a=page(fragment(operation={"tags": ["Import/Export"]})))
    tags = site.document()["paths"]["/items"]["get"]["tags"]
    assert tags == ["Import/Export"]


def test_a_page_of_a_webhook_without_one_is_told(site: Site) -> None:
    empty = fragment(paths={})
    site.add(a=page(fragment(), info="yaml openapi.json get /items"))
    site.add(b=page(empty, info="yaml openapi.json webhook itemSold"))
    assert list(site.validated()["paths"]) == ["/items"]
    assert "webhook" in site.remarks


def test_webhooks_of_a_page_with_a_title_of_its_own_are_of_the_api(site: Site) -> None:
    hook = {"post": {"responses": OK}}
    own = fragment(
        paths={},
        webhooks={"sold": hook},
        info={"title": "webhooks", "version": "1.0.0"},
        servers=None,
    )
    document = site.add(a=page(fragment()), b=page(own)).validated()
    assert list(document["webhooks"]) == ["sold"]
    assert document["info"]["title"] == "Shop API"


def test_credentials_of_a_page_that_differ_stay_with_its_operations(site: Site) -> None:
    components = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    known: Json = (("a", [{"key": []}]), ("b", [{"key": []}]), ("c", []))
    for name, security in known:
        value = fragment(f"/{name}", security=security, components=components)
        site.add(**{name: page(value)})
    document = site.validated()
    assert document["security"] == [{"key": []}]
    assert document["paths"]["/c"]["get"]["security"] == []
    assert "security" not in document["paths"]["/b"]["get"]


# Components


def test_annotations_never_conflict(site: Site) -> None:
    one = {"type": "string", "description": "", "x-order": 1}
    other = {"type": "string", "description": "A name.", "example": "x", "x-order": 2}
    site.add(
        a=page(fragment("/a", components=schema(Name=one))),
        b=page(fragment("/b", components=schema(Name=other))),
    )
    assert site.validated()["components"]["schemas"]["Name"] == {
        "type": "string",
        "description": "A name.",
        "x-order": 1,
        "example": "x",
    }


def test_the_order_of_sets_is_no_difference(site: Site) -> None:
    for name, order in (("a", 1), ("b", -1)):
        item = {
            "type": ["object", "null"][::order],
            "required": ["x", "y"][::order],
            "properties": {"x": {"enum": [1, 2][::order]}, "y": {}},
        }
        site.add(**{name: page(fragment(f"/{name}", components=schema(Item=item)))})
    item = site.validated()["components"]["schemas"]["Item"]
    assert item["required"] == ["x", "y"]


def test_a_property_called_like_an_annotation_is_structure(site: Site) -> None:
    for name, kind in (("a", "string"), ("b", "integer")):
        item = {"type": "object", "properties": {"title": {"type": kind}}}
        site.add(**{name: page(fragment(f"/{name}", components=schema(Item=item)))})
    assert "/properties/title/type" in site.problems()


def test_the_odd_page_is_named_against_the_many(site: Site) -> None:
    for name in "abcde":
        kind = "integer" if name == "a" else "string"
        components = schema(
            One={"type": kind}, Two={"type": kind}, Three={"type": "null"}
        )
        site.add(**{name: page(fragment(f"/{name}", components=components))})
    found = site.problems()
    assert found.count("error[") == 1
    assert found.startswith("site/a.md:")
    for wanted in ("site/b.md", "and 3 more pages", "schemas.One", "schemas.Two"):
        assert wanted in found
    assert list(site.document(exclude=("a.md",))["paths"]) == ["/b", "/c", "/d", "/e"]


@pytest.mark.parametrize("title", ["", "api", "v2"])
def test_components_of_pages_of_no_known_document_get_names_of_their_own(
    site: Site, title: str
) -> None:
    untitled = {"title": title, "version": "1"}
    for name in "abc":
        kind = "integer" if name == "b" else "string"
        components = schema(
            Page={"type": kind}, List={"items": {"$ref": "#/components/schemas/Page"}}
        )
        value = fragment(
            f"/{name}", operation=using("List"), info=untitled, components=components
        )
        site.add(**{name: page(value)})
    document = site.validated()
    schemas = document["components"]["schemas"]
    assert schemas["Page"] == {"type": "string"}
    assert schemas["Page2"] == {"type": "integer"}
    assert schemas["List2"] == {"items": {"$ref": "#/components/schemas/Page2"}}
    text = json.dumps(document["paths"]["/b"])
    assert "schemas/List2" in text


# Operations


def test_repeated_operation_ids_are_told_apart_by_tag(site: Site) -> None:
    for name in ("embedJobs", "datasets"):
        operation = {"operationId": "list", "tags": [name]}
        site.add(**{name: page(fragment(f"/{name}", operation=operation))})
    paths = site.validated()["paths"]
    ids = [paths[word]["get"]["operationId"] for word in ("/embedJobs", "/datasets")]
    assert ids == ["embedJobs_list", "datasets_list"]


def test_repeated_operation_ids_are_told_apart_by_the_address(site: Site) -> None:
    for name in ("embed-jobs", "datasets"):
        line = f"Reference: https://docs.shop.test/api-reference/{name}/create"
        value = fragment(f"/{name}", "post", {"operationId": "create"})
        site.add(**{name: page(value, above=line)})
    operation = site.validated()["paths"]["/embed-jobs"]["post"]
    assert operation["operationId"] == "embed_jobs_create"
    assert operation["tags"] == ["embed-jobs"]


def test_operation_ids_that_nothing_tells_apart_are_left_out(site: Site) -> None:
    for name in "ab":
        operation = {"operationId": "create-rule", "tags": ["Rules"]}
        site.add(**{name: page(fragment(f"/{name}", operation=operation))})
    assert "operationId" not in json.dumps(site.validated()["paths"])


def test_an_operation_on_two_pages_is_one_if_only_its_words_differ(site: Site) -> None:
    site.add(
        a=page(fragment(operation={"summary": "One."})),
        b=page(fragment(operation={"summary": "Two.", "description": "More."})),
    )
    operation = site.validated()["paths"]["/items"]["get"]
    assert (operation["summary"], operation["description"]) == ("One.", "More.")


def test_a_translated_page_is_no_other_operation(site: Site) -> None:
    site.add(
        a=page(fragment(operation={"tags": ["Items"]})),
        b=page(fragment(operation={"tags": ["Artikel"]})),
    )
    operation = site.validated()["paths"]["/items"]["get"]
    assert operation["tags"] == ["Items"]


@pytest.mark.parametrize("named", [True, False])
def test_translations_are_no_other_documents(site: Site, named: bool) -> None:
    for folder, title in (("", "Shop API"), ("de/", "Laden-API"), ("zh/", "商店")):
        for path in ("a", "b")[: 1 if folder == "de/" else 2]:
            value = fragment(
                f"/{path}",
                operation={"summary": f"{title} {path}", "tags": [title]},
                info={"title": title, "version": "1.0.0"},
            )
            info = f"yaml {folder}openapi.json get /x" if named else "yaml get /x"
            site.file(f"{folder}{path}.md", page(value, info=info, title="x"))
    document = site.validated()
    assert document["info"]["title"] == "Shop API"
    assert list(document["paths"]) == ["/a", "/b"]
    assert "are skipped: 3" in site.remarks


def test_the_order_of_parameters_is_no_difference(site: Site) -> None:
    known: Json = [
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"name": "n", "in": "query", "schema": {"type": "integer"}},
    ]
    described = [known[1], {**known[0], "description": "The query."}]
    site.add(
        a=page(fragment(operation={"parameters": known})),
        b=page(fragment(operation={"parameters": described})),
    )
    operation = site.validated()["paths"]["/items"]["get"]
    assert operation["parameters"] == [described[1], known[1]]


def test_an_operation_with_many_pages_is_one_error(site: Site) -> None:
    for name in "abcdefg":
        parameter = {"name": name, "in": "query", "schema": {"type": "string"}}
        site.add(**{name: page(fragment(operation={"parameters": [parameter]}))})
    found = site.problems()
    assert found.count("error[") == 1
    for wanted in ("in 7 ways", "site/a.md", "and on 2 more pages", "--exclude"):
        assert wanted in found


def test_an_operation_that_differs_on_two_pages_names_both(site: Site) -> None:
    parameter = {"name": "q", "in": "query", "schema": {"type": "string"}}
    site.add(
        a=page(fragment()), b=page(fragment(operation={"parameters": [parameter]}))
    )
    found = site.problems()
    for wanted in ("site/a.md", "site/b.md", "`GET /items`", "--exclude"):
        assert wanted in found


def chat(stream: bool) -> Json:
    properties = {
        "text": {"type": "string"},
        "stream": {"type": "boolean", "enum": [stream]},
    }
    body = {"type": "object", "properties": properties, "required": ["stream", "text"]}
    media_type = "text/event-stream" if stream else "application/json"
    answer = {"type": "object", "title": media_type}
    content = {media_type: {"schema": answer}}
    return {
        "operationId": "chat-stream" if stream else "chat",
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": "Done.", "content": content}},
    }


@pytest.mark.parametrize("names", ["ab", "ba"])
def test_a_plain_and_a_streaming_page_are_one_operation(site: Site, names: str) -> None:
    for name, stream in zip(names, (False, True), strict=True):
        site.add(**{name: page(fragment("/chat", "post", chat(stream)))})
    operation = site.validated()["paths"]["/chat"]["post"]
    assert operation["operationId"] == "chat"
    content = operation["responses"]["200"]["content"]
    assert set(content) == {"application/json", "text/event-stream"}
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["text"]
    assert "enum" not in body["properties"]["stream"]


# What is no OpenAPI, and what is not whole


def test_the_older_export_is_refused_with_a_way_on(site: Site) -> None:
    value = {"paths": {"path": "/items", "method": "get"}, "response": {}}
    info = "yaml https://host.test/shop.json get /items"
    found = site.add(a=page(value, info=info, heading="## OpenAPI")).problems()
    assert "older export" in found
    assert "clientsmith add https://host.test/shop.json" in found


def test_the_source_of_a_page_is_refused_with_a_way_on(site: Site) -> None:
    tag = '{% openapi-operation spec="shop" path="/items" method="get" %}'
    found = site.add(a=f"# Items\n\n{tag}\n").problems()
    assert "GitBook's source" in found
    assert "`shop`" in found


def test_a_page_that_links_to_the_document_leads_there(site: Site) -> None:
    text = "# API\n\n## Download OpenAPI description\n\n[API](https://h.test/a.yaml)\n"
    assert "clientsmith add https://h.test/a.yaml" in site.add(a=text).problems()


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Items\nopenapi: 'shop.json GET /items'\n---\n\nText.\n",
        "# Items\nSource: https://docs.shop.test/items\n\nshop.json get /items\n",
        "# API\n\nDownload OpenAPI description\n\n[shop.json](shop.json)\n",
        "# API\n\nSee [the specification](openapi.shop.json).\n",
    ],
)
def test_a_page_that_only_names_its_document_leads_there(site: Site, text: str) -> None:
    found = site.add(a=text).problems()
    assert re.search(r"publishes it as `[a-z.]*shop.json`", found)


def test_a_page_that_ends_in_its_block_is_an_error(site: Site) -> None:
    text = page(fragment("/b"))
    site.add(a=page(fragment("/a")), b=text[: text.rindex("````")])
    assert site.problems().startswith("site/b.md:7:1: error[truncated]")


def test_a_block_without_what_it_refers_to_is_an_error(site: Site) -> None:
    whole = schema(Item={"type": "string"})
    site.add(
        a=page(fragment("/a", operation=using("Item"), components=whole)),
        b=page(fragment("/b", operation=using("Item"))),
    )
    found = site.problems()
    assert found.count("error[") == 1
    assert found.startswith("site/b.md")
    assert "`#/components/schemas/Item`" in found


def test_what_no_page_holds_is_missing_in_the_document(site: Site) -> None:
    site.add(
        a=page(fragment("/a", operation=using("Item"))),
        b=page(fragment("/b", operation=using("Item"))),
    )
    assert list(site.document()["paths"]) == ["/a", "/b"]


def test_what_stands_at_another_path_is_on_another_page(site: Site) -> None:
    pointer = "#/paths/~1a/get/responses/200/content/application~1json/schema"
    site.add(
        a=page(fragment("/a", operation={"responses": answering({"type": "string"})})),
        b=page(fragment("/b", operation={"responses": answering({"$ref": pointer})})),
    )
    assert list(site.validated()["paths"]) == ["/a", "/b"]
