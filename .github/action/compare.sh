#!/usr/bin/env bash
# Runs `clientsmith check` and `clientsmith diff`; what they find does not fail here.
#
# CLIENTSMITH: the command. BASE: the commit to compare with; empty: no comparison.
# CHECK, WITH_PYTHON: true or false. FAIL_ON: as `--fail-on`.
# Outputs: `reports`, the folder of what they wrote; `check` and `diff`, their exit codes,
# empty when they were not run.
set -euo pipefail

# A file whose lines are no commands to the runner, whatever a document put into them.
show() {
    local word
    [ -s "$1" ] || return 0
    word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '::stop-commands::%s\n' "$word"
    cat "$1"
    printf '\n::%s::\n' "$word"
}

for flag in "$CHECK" "$WITH_PYTHON"; do
    case $flag in
    true | false) ;;
    *)
        echo "clientsmith: an input must be true or false" >&2
        exit 2
        ;;
    esac
done

reports=$(mktemp -d "$RUNNER_TEMP/clientsmith-reports.XXXXXX")
checked=
compared=
if [ "$CHECK" = true ]; then
    checked=0
    "$CLIENTSMITH" check >"$reports/check.diff" 2>"$reports/check.txt" || checked=$?
    show "$reports/check.txt"
    show "$reports/check.diff"
fi
if [ -n "$BASE" ]; then
    python=--python
    [ "$WITH_PYTHON" = true ] || python=--no-python
    compared=0
    "$CLIENTSMITH" diff --against "$BASE" --fail-on "$FAIL_ON" "$python" \
        --format github \
        --report "markdown=$reports/changes.md" \
        --report "html=$reports/changes.html" \
        --report "json=$reports/changes.json" \
        --report "sarif=$reports/changes.sarif" \
        >"$reports/annotations.txt" 2>"$reports/diff.txt" || compared=$?
    cat "$reports/annotations.txt"
    show "$reports/diff.txt"
fi
{
    echo "reports=$reports"
    echo "check=$checked"
    echo "diff=$compared"
} >>"$GITHUB_OUTPUT"
