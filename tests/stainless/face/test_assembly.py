"""The files of the runtime in a package."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from clientsmith.python.stainless.runtime import (
    RuntimeVariables,
    stainless_runtime_files,
)
from clientsmith.stainless.plan import EventRule

PLAIN = RuntimeVariables(client="Zoo", async_client="AsyncZoo", error="ZooError")


def test_a_package_has_all_faces_and_the_modules_that_they_need() -> None:
    files = stainless_runtime_files({}, PLAIN)
    assert {
        "_base_client.py", "_compat.py", "_constants.py", "_exceptions.py", "_models.py",
        "_resource.py", "_response.py", "_streaming.py", "_types.py", "_utils/__init__.py",
        "_runtime/__init__.py", "_runtime/_http.py", "_runtime/retries.py",
    } <= files.keys()  # fmt: skip
    # These belong to clients of the other layout.
    assert (
        not {
            f"_runtime/{name}.py"
            for name in ("base_client", "client", "errors", "exchange")
        }
        & files.keys()
    )
    assert b"import httpx as library" in files["_runtime/_http.py"]
    assert ast.parse(files["_runtime/__init__.py"]).body[1:] == []


def test_a_package_has_the_modules_that_its_own_files_need() -> None:
    own = {"lib.py": "from ._runtime.json_lines import JsonLinesBody\n"}
    files = stainless_runtime_files(own, PLAIN)
    assert "_runtime/json_lines.py" in files
    assert "lib.py" not in files


def test_a_rendered_file_replaces_a_face() -> None:
    assert "_constants.py" not in stainless_runtime_files({"_constants.py": ""}, PLAIN)


def test_names_of_classes() -> None:
    files = {
        name: content.decode()
        for name, content in stainless_runtime_files({}, PLAIN).items()
    }
    assert "class ZooError(Exception)" in files["_exceptions.py"]
    assert "class APIError(ZooError)" in files["_exceptions.py"]
    assert "client: AsyncZoo" in files["_streaming.py"]
    assert "_client: Zoo\n" in files["_resource.py"]
    assert not [name for name, text in files.items() if "OrgClient" in text]


def constants(name: str, **options: object) -> str:
    variables = RuntimeVariables(
        client="Zoo", async_client="AsyncZoo", error="ZooError", **options  # type: ignore[arg-type]
    )
    return stainless_runtime_files({}, variables)[name].decode()


def test_settings() -> None:
    text = constants("_constants.py", timeout=1.5, max_retries=7, max_retry_delay=9.0)
    assert "DEFAULT_TIMEOUT = httpx.Timeout(timeout=1.5, connect=5.0)" in text
    assert "DEFAULT_MAX_RETRIES = 7" in text
    assert "INITIAL_RETRY_DELAY = 0.5" in text
    assert "MAX_RETRY_DELAY = 9.0" in text
    text = constants("_base_client.py", multipart_array_format="indices")
    assert '_MULTIPART_ARRAYS: ArrayFormat = "indices"' in text
    assert 'EventRule("yield")' in constants("_streaming.py")


def test_rules_of_streams_are_quoted() -> None:
    hostile = '"); import os; ("\n'
    rule = EventRule(
        handle="error", event_types=(hostile, None), data_prefix=hostile,
        error_property=hostile,
    )  # fmt: skip
    tree = ast.parse(constants("_streaming.py", event_rules=(rule,)))
    (rules,) = (
        node.value for node in tree.body
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "EVENT_RULES"
    )  # fmt: skip
    assert isinstance(rules, ast.Tuple)
    (call,) = rules.elts
    assert isinstance(call, ast.Call)
    given = [ast.literal_eval(k.value) for k in call.keywords]
    assert given == [(hostile, None), hostile, hostile]


def test_mypy_and_pyright_find_nothing(acme_home: Path, tmp_path: Path) -> None:
    strict = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "acme"]
    cache = ["--cache-dir", str(tmp_path)]
    mypy = subprocess.run(
        [*strict, *cache], cwd=acme_home, capture_output=True, text=True, check=False
    )
    assert mypy.returncode == 0, mypy.stdout
    config = acme_home / "pyrightconfig.json"
    config.write_text(
        '{"include": ["acme"], "strict": ["acme"], "pythonVersion": "3.11"}'
    )
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    pyright = subprocess.run(
        command, cwd=acme_home, capture_output=True, text=True, check=False
    )
    assert pyright.returncode == 0, pyright.stdout


def test_importing_is_quick(acme_home: Path) -> None:
    code = "import sys, acme; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=acme_home, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    loaded = done.stdout.split()
    assert "acme._base_client" in loaded
    slow = {"anyio", "httpx_aiohttp", "multiprocessing", "acme._runtime.curl"}
    assert not slow & {*loaded}
