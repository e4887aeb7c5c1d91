"""The pairs of this repository are judged as they are labelled."""

from __future__ import annotations

from pathlib import Path

from benchmarks import diff_pairs


def test_shipped_pairs_are_judged_as_they_are_labelled() -> None:
    judged = [*diff_pairs.shipped()]
    assert {item.right for item in judged} == {"none", "info", "warning", "breaking"}
    assert [item for item in judged if item.ours != item.right] == []


def test_a_folder_of_pairs_has_its_verdicts_in_a_table(tmp_path: Path) -> None:
    text = "openapi: 3.1.0\ninfo: {title: T, version: '%s'}\npaths: {}\n"
    for name, versions in (("same", "11"), ("other", "12")):
        (tmp_path / name).mkdir()
        for side, version in zip("ab", versions, strict=True):
            file = tmp_path / name / f"{side}.yaml"
            file.write_text(text % version, encoding="utf-8")
    table = "| pair | trap | today | right |\n|---|---|---|---|\n"
    rows = "| same | x | info | none |\n| other | x | info | breaking |\n"
    (tmp_path / "README.md").write_text(table + rows, encoding="utf-8")
    judged = [*diff_pairs.of_folder(tmp_path)]
    assert [(item.right, item.ours) for item in judged] == [
        ("none", "none"),
        ("breaking", "info"),
    ]
    page = "\n".join(diff_pairs.section("Pairs", judged))
    assert "1 of 2" in page
    assert "| other | breaking | info |" in page
