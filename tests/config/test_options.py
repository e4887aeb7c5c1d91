"""Configuration: found upwards, checked whole, explained with the nearest right word."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from clientsmith.config import (
    ClientConfig,
    CredentialConfig,
    PaginationConfig,
    QueryConfig,
    Settings,
    configuration_hash,
    configuration_json,
    find_config,
    load_settings,
    one_off,
    read_settings,
)
from clientsmith.diagnostics import DiagnosticError

ROOT = Path(__file__).parents[2]

FULL = """
output = "out"

[clients.kernel]
document = "specs/kernel.yaml"
sources = ["https://kernel.example/openapi.yaml", "docs/more.md"]
overlays = ["specs/one.yaml", "specs/two.yaml"]
package = "kernel_api"
output = "src/vendor"
class_name = "KernelClient"
env_prefix = "KRN"
http_library = "httpx"
strict = true
retry_policy = "all"
require_credentials = "constructor"

[clients.kernel.methods]
"GET /invocations" = "invocations.list"
readFile = "browsers.fs.read"

[clients.kernel.types]
"c1.api.v1.Function" = "Function"

[clients.kernel.arguments]
"GET /invocations query.app_name" = "app"

[clients.kernel.credentials.oauth]
arguments = { client_id = "id" }
env = { client_secret = "KRN_SECRET" }
token_auth = "basic"

[clients.kernel.environments]
local = "http://localhost:1"

[clients.kernel.pagination]
"invocations.list" = { kind = "offset", offset = "offset", next_header = "X-Next" }
"GET /apps" = false

[clients.kernel.query]
arrays = "brackets"
objects = "dots"

[clients.kernel.formats]
uuid = "uuid.UUID"
"""


def read(folder: Path, text: str, name: str = "clientsmith.toml") -> Settings:
    path = folder / name
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return read_settings(path)


def problems(folder: Path, text: str, name: str = "clientsmith.toml") -> str:
    """The findings as the command line prints them, the folder left out."""
    with pytest.raises(DiagnosticError) as error:
        read(folder, text, name)
    return str(error.value).replace(f"{folder.as_posix()}/", "")


def client(folder: Path, options: str) -> ClientConfig:
    (found,) = read(folder, f'[clients.x]\ndocument = "x.yaml"\n{options}').clients
    return found


def test_every_option_is_read(tmp_path: Path) -> None:
    settings = read(tmp_path, FULL)
    assert settings == Settings(
        root=tmp_path,
        output=tmp_path / "out",
        clients=(
            ClientConfig(
                name="kernel",
                document=tmp_path / "specs/kernel.yaml",
                sources=("https://kernel.example/openapi.yaml", "docs/more.md"),
                overlays=(tmp_path / "specs/one.yaml", tmp_path / "specs/two.yaml"),
                package="kernel_api",
                output=tmp_path / "src/vendor",
                class_name="KernelClient",
                env_prefix="KRN",
                http_library="httpx",
                strict=True,
                retry_policy="all",
                require_credentials="constructor",
                methods={
                    "GET /invocations": "invocations.list",
                    "readFile": "browsers.fs.read",
                },
                types={"c1.api.v1.Function": "Function"},
                arguments={"GET /invocations query.app_name": "app"},
                credentials={
                    "oauth": CredentialConfig(
                        arguments={"client_id": "id"},
                        env={"client_secret": "KRN_SECRET"},
                        token_auth="basic",
                    )
                },
                environments={"local": "http://localhost:1"},
                pagination={
                    "invocations.list": PaginationConfig(
                        kind="offset", offset="offset", next_header="X-Next"
                    ),
                    "GET /apps": None,
                },
                query=QueryConfig(arrays="brackets", objects="dots"),
                formats={"uuid": "uuid.UUID"},
            ),
        ),
    )


def test_a_document_is_all_that_a_client_needs(tmp_path: Path) -> None:
    found = client(tmp_path, "")
    assert found.package == "x"
    assert found.package_dir == tmp_path / "generated" / "x"
    assert found.class_name is None


def test_pyproject_has_the_same_keys_below_tool_clientsmith(tmp_path: Path) -> None:
    text = FULL.replace("[clients", "[tool.clientsmith.clients")
    text = "[tool.clientsmith]" + text
    assert read(tmp_path, text, "pyproject.toml") == read(tmp_path, FULL)


def test_the_nearest_configuration_upwards_is_used(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "clientsmith.toml").write_text("")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert find_config(inner) == tmp_path / "clientsmith.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.clientsmith]\n")
    assert find_config(inner) == tmp_path / "a" / "pyproject.toml"
    (tmp_path / "a" / "clientsmith.toml").write_text("")
    assert find_config(inner) == tmp_path / "a" / "clientsmith.toml"


def test_a_folder_without_configuration_gets_told_the_alternative(
    tmp_path: Path,
) -> None:
    with pytest.raises(DiagnosticError) as error:
        load_settings(tmp_path)
    assert str(error.value) == (
        "error[config]: no configuration found: neither clientsmith.toml nor"
        " [tool.clientsmith] in pyproject.toml, here or in a folder above\n"
        "  hint: create one with `clientsmith add FILE|URL`, or generate a client without one:"
        " `clientsmith generate --spec FILE|URL`"
    )


def test_an_unknown_key_is_located_and_the_nearest_known_one_suggested(
    tmp_path: Path,
) -> None:
    text = """
        [clients.kernel]
        document = "kernel.yaml"
        pakage = "kernel"
    """
    assert problems(tmp_path, text) == (
        "clientsmith.toml:3:1: error[config]: clients.kernel: unknown key `pakage`\n"
        "  hint: did you mean `package`?"
    )


def test_every_problem_is_reported_in_one_run(tmp_path: Path) -> None:
    text = """
        [tool.clientsmith]
        outptu = "x"

        [tool.clientsmith.clients.a]
        http_library = "htpx"
        strict = "yes"
        overlays = "one.yaml"
        package = "class"
        class_name = "no name"
        env_prefix = "no-prefix"

        [tool.clientsmith.clients.b]
        document = 1
        name = "b"

        [tool.clientsmith.clients.b.methods]
        "GET /x" = "list"

        [tool.clientsmith.clients.b.arguments]
        limit = "size"

        [tool.clientsmith.clients.b.formats]
        uuid = "UUID"
    """
    where = "pyproject.toml"
    assert problems(tmp_path, text, where).splitlines() == [
        f"{where}:2:1: error[config]: unknown key `outptu`",
        "  hint: did you mean `output`?",
        f"{where}:4:2: error[config]: clients.a: the key `document` is missing",
        f'{where}:5:1: error[config]: clients.a: `http_library` must be "httpx2" or "httpx",'
        ' not "htpx"',
        '  hint: did you mean "httpx"?',
        f'{where}:6:1: error[config]: clients.a: `strict` must be true or false, not "yes"',
        f"{where}:7:1: error[config]: clients.a: `overlays` must be an array of strings,"
        ' not "one.yaml"',
        f"{where}:8:1: error[config]: clients.a: `package` must be a Python name without the"
        ' keyword `class`, not "class"',
        f'{where}:9:1: error[config]: clients.a: `class_name` must be a Python name, not "no name"',
        f"{where}:10:1: error[config]: clients.a: `env_prefix` must be capitals, digits and"
        ' underscores, not "no-prefix"',
        f"{where}:13:1: error[config]: clients.b: `document` must be a string, not 1",
        f"{where}:14:1: error[config]: clients.b: unknown key `name`",
        "  hint: the client's name is the key of its table, `b`",
        f"{where}:17:1: error[config]: clients.b.methods: `GET /x` must be resource and method, as"
        ' "invocations.list", not "list"',
        f"{where}:20:1: error[config]: clients.b.arguments: the key `limit` must be the operation, then"
        ' place and name, as "GET /apps query.name", not "limit"',
        f"{where}:23:1: error[config]: clients.b.formats: `uuid` must be an importable type, as"
        ' "uuid.UUID", not "UUID"',
    ]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("true", "`list` must be a table, or false to switch pagination off, not true"),
        ('{ offset = "o" }', "the key `kind` is missing"),
        (
            '{ kind = "offest", offset = "o" }',
            '`kind` must be "offset" or "page" or "cursor" or "item" or "link", not "offest"\n'
            '  hint: did you mean "offset"?',
        ),
        (
            '{ kind = "page", limt = "o" }',
            "unknown key `limt`\n  hint: did you mean `limit`?",
        ),
        (
            '{ kind = "offset", cursor = "c" }',
            '`list` of kind "offset" needs `offset`, does not use `cursor`',
        ),
        (
            '{ kind = "cursor", cursor = "c" }',
            '`list` of kind "cursor" needs `next` or `next_header`',
        ),
    ],
)
def test_pagination_says_what_its_kind_needs(
    tmp_path: Path, value: str, problem: str
) -> None:
    text = f"""
        [clients.x]
        document = "x.yaml"
        [clients.x.pagination]
        list = {value}
    """
    where = "clientsmith.toml:4:1: error[config]: clients.x.pagination: "
    assert problems(tmp_path, text) == where + problem


def test_credentials_name_the_parts_of_their_scheme(tmp_path: Path) -> None:
    text = """
        [clients.x]
        document = "x.yaml"
        [clients.x.credentials.oauth]
        arguments = { client = "id" }
        token_auth = "header"
    """
    choice = (
        '"key" or "token" or "username" or "password" or "client_id" or "client_secret"'
    )
    assert problems(tmp_path, text) == (
        f"clientsmith.toml:4:1: error[config]: clients.x.credentials: the key `client` must be {choice},"
        ' not "client"\n'
        '  hint: did you mean "client_id"?\n'
        'clientsmith.toml:5:1: error[config]: clients.x.credentials: `token_auth` must be "body" or "basic",'
        ' not "header"\n'
        '  hint: available: "body", "basic"'
    )


def test_the_forms_of_the_query_are_checked(tmp_path: Path) -> None:
    text = """
        [clients.x]
        document = "x.yaml"
        [clients.x.query]
        arrays = "bracket"
        objects = false
        nested = "dots"
    """
    where = "clientsmith.toml:"
    assert problems(tmp_path, text) == (
        f'{where}4:1: error[config]: clients.x.query: `arrays` must be "repeat" or "brackets" or "indices"'
        ' or "comma", not "bracket"\n'
        '  hint: did you mean "brackets"?\n'
        f'{where}5:1: error[config]: clients.x.query: `objects` must be "brackets" or "dots", not false\n'
        f"{where}6:1: error[config]: clients.x.query: unknown key `nested`\n"
        "  hint: available: `arrays`, `objects`"
    )
    assert problems(
        tmp_path, text.split("[clients.x.query]")[0] + 'query = "dots"'
    ) == (f'{where}3:1: error[config]: clients.x: `query` must be a table, not "dots"')


def test_the_signature_of_webhooks_is_checked(tmp_path: Path) -> None:
    text = """
        [clients.x]
        document = "x.yaml"
        [clients.x.webhooks]
        signature = "strip"
        header = "no header"
        tolerance = 0
        secrets = "?"
    """
    where = "clientsmith.toml:"
    table = "error[config]: clients.x.webhooks:"
    assert problems(tmp_path, text) == (
        f'{where}4:1: {table} `signature` must be "standard" or "stripe" or "github",'
        ' not "strip"\n'
        '  hint: did you mean "stripe"?\n'
        f'{where}5:1: {table} `header` must be the name of a header, not "no header"\n'
        f"{where}6:1: {table} `tolerance` must be a number above 0, not 0\n"
        f"{where}7:1: {table} unknown key `secrets`\n"
        "  hint: available: `signature`, `header`, `tolerance`"
    )
    head = text.split("[clients.x.webhooks]")[0]
    assert "does not use `tolerance`" in problems(
        tmp_path, head + 'webhooks = { signature = "github", tolerance = 5 }'
    )
    assert "does not use `header`" in problems(
        tmp_path, head + 'webhooks = { header = "X-Acme" }'
    )
    assert "`tolerance` must be a whole number" in problems(
        tmp_path, head + 'webhooks = { tolerance = "5 minutes" }'
    )
    assert "unknown key `webhoks`" in problems(tmp_path, head + "webhoks = {}")


@pytest.mark.parametrize("package", ["kernel", "Kernel", "a/../kernel"])
def test_two_clients_cannot_share_a_folder(tmp_path: Path, package: str) -> None:
    output, _, name = package.rpartition("/")
    text = f"""
        [clients.one]
        document = "x.yaml"
        package = "kernel"
        [clients.two]
        document = "x.yaml"
        package = "{name}"
        output = "generated/{output}"
    """
    assert problems(tmp_path, text) == (
        "clientsmith.toml:4:2: error[config]: `two` and `one` are both written to"
        f" generated/{name}\n"
        "  hint: give one of them another `package` or `output`"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a = [\n1 2",
            "clientsmith.toml:2:3: error[config]: is not TOML: unclosed array",
        ),
        ("a = 1\na = 2", "clientsmith.toml:2:6: error[config]: is not TOML: cannot"),
        (
            "clients = 1",
            "clientsmith.toml:1:1: error[config]: `clients` must be a table",
        ),
        ("clients.x = 1", "clientsmith.toml:1:1: error[config]: `x` must be a table"),
        ("", "clientsmith.toml: error[config]: no client is configured"),
    ],
)
def test_a_file_that_is_no_configuration(
    tmp_path: Path, text: str, problem: str
) -> None:
    assert problems(tmp_path, text).startswith(problem)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DiagnosticError, match="cannot be read: No such file"):
        read_settings(tmp_path / "clientsmith.toml")
    (tmp_path / "clientsmith.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DiagnosticError, match="is not UTF-8"):
        read_settings(tmp_path / "clientsmith.toml")


def test_keys_are_located_past_strings_that_look_like_keys(tmp_path: Path) -> None:
    text = '''
        note = """
        [clients.x]
        nonsense = 1
        """
        [ clients . "x" ]  # a comment = with an equals sign
        document = "x.yaml"
        'nonsense' = 2
    '''
    assert problems(tmp_path, text).splitlines()[0::2][:2] == [
        "clientsmith.toml:1:1: error[config]: unknown key `note`",
        "clientsmith.toml:7:1: error[config]: clients.x: unknown key `nonsense`",
    ]


def test_clients_are_selected_by_name_in_the_order_of_the_file(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
        [clients.b]
        document = "b.yaml"
        [clients.a]
        document = "a.yaml"
        """,
    )
    assert [found.name for found in settings.select()] == ["b", "a"]
    assert [found.name for found in settings.select(["a"])] == ["a"]
    with pytest.raises(DiagnosticError) as error:
        settings.select(["aa", "zzz"])
    assert str(error.value) == (
        "error[config]: no client is called `aa`\n"
        "  hint: did you mean `a`?\n"
        "error[config]: no client is called `zzz`\n"
        "  hint: available: `b`, `a`"
    )


def test_a_single_run_needs_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = one_off(Path("api.yaml"), "shop", Path("out"))
    assert (found.name, found.package_dir) == ("shop", tmp_path / "out" / "shop")
    with pytest.raises(DiagnosticError, match="`package` must be a Python name"):
        one_off(Path("api.yaml"), "my-shop", Path("out"))


def test_the_hash_is_the_same_wherever_the_checkout_is(tmp_path: Path) -> None:
    hashes = set()
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        settings = read(folder, FULL)
        hashes.add(configuration_hash(settings.clients[0], settings.root))
    assert len(hashes) == 1


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_hash_is_the_same_under_another_hash_seed(
    tmp_path: Path, seed: str
) -> None:
    settings = read(tmp_path, FULL)
    program = (
        "import sys; from pathlib import Path; from clientsmith.config import *;"
        "s = read_settings(Path(sys.argv[1]));"
        "print(configuration_hash(s.clients[0], s.root))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "clientsmith.toml"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"PYTHONHASHSEED": seed},
    )
    expected = configuration_hash(settings.clients[0], settings.root)
    assert result.stdout.strip() == expected


def test_the_hash_changes_with_what_changes_the_output_only(tmp_path: Path) -> None:
    plain = client(tmp_path, "")
    same = replace(plain, name="y", output=tmp_path / "y", strict=True)
    other = replace(plain, retry_policy="all")
    assert configuration_hash(same, tmp_path) == configuration_hash(plain, tmp_path)
    assert configuration_hash(other, tmp_path) != configuration_hash(plain, tmp_path)


def test_the_canonical_form_holds_no_path_of_this_machine(tmp_path: Path) -> None:
    inside = tmp_path / "project"
    outside = replace(client(tmp_path, ""), document=tmp_path / "away" / "x.yaml")
    assert json.loads(configuration_json(outside, inside))["document"] == "x.yaml"
    assert (
        json.loads(configuration_json(outside, tmp_path))["document"] == "away/x.yaml"
    )


def test_this_repository_configures_its_four_clients() -> None:
    settings = read_settings(ROOT / "pyproject.toml")
    assert [found.name for found in settings.clients] == [
        "browserbase",
        "c1",
        "kernel",
        "bctrl",
    ]
    assert all(found.document.is_file() for found in settings.clients)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("pages", "include"),
        ("include", "tags"),
        ("exclude", "tags"),
        ("query", "arrays"),
        ("webhooks", "header"),
        ("credentials.oauth", "env"),
        ("pagination.list", "items"),
    ],
)
def test_an_unknown_key_of_every_table_is_explained(
    table: str, key: str, tmp_path: Path
) -> None:
    text = f'[clients.x]\ndocument = "x"\n[clients.x.{table}]\n{key}s = "a"\n'
    found = problems(tmp_path, text)
    assert f"unknown key `{key}s`" in found
    assert f"did you mean `{key}`?" in found
