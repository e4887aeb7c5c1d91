#!/usr/bin/env bash
# Runs `clientsmith check` and `clientsmith diff`; what they find does not fail here.
#
# CLIENTSMITH: the command. BASE: the commit to compare with; empty: no comparison.
# DOCUMENT, BASE_DOCUMENT: two documents instead of the configured clients; the second may
# be left out. CHECK, WITH_PYTHON: true or false. FAIL_ON: as `--fail-on`. TOKEN: for git.
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

# shellcheck source=.github/action/git_settings.bash
source "$(dirname "${BASH_SOURCE[0]}")/git_settings.bash"

if [ -z "$WITH_PYTHON" ]; then
    WITH_PYTHON=true
    [ -z "$DOCUMENT" ] || WITH_PYTHON=false
fi
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
if [ "$CHECK" = true ] && [ -z "$DOCUMENT" ]; then
    checked=0
    "$CLIENTSMITH" check >"$reports/check.diff" 2>"$reports/check.txt" || checked=$?
    show "$reports/check.txt"
    show "$reports/check.diff"
fi
sides=()
if [ -n "$DOCUMENT" ]; then
    [ -n "$BASE_DOCUMENT" ] || BASE_DOCUMENT=${BASE:+$BASE:$DOCUMENT}
    [ -z "$BASE_DOCUMENT" ] || sides=(-- "$BASE_DOCUMENT" "$DOCUMENT")
elif [ -n "$BASE" ]; then
    sides=(--against "$BASE")
fi
if [ "${#sides[@]}" -gt 0 ]; then
    python=--python
    [ "$WITH_PYTHON" = true ] || python=--no-python
    compared=0
    "$CLIENTSMITH" diff --fail-on "$FAIL_ON" "$python" \
        --format github \
        --report "markdown=$reports/changes.md" \
        --report "html=$reports/changes.html" \
        --report "json=$reports/changes.json" \
        --report "sarif=$reports/changes.sarif" "${sides[@]}" \
        >"$reports/annotations.txt" 2>"$reports/diff.txt" || compared=$?
    cat "$reports/annotations.txt"
    show "$reports/diff.txt"
fi
{
    echo "reports=$reports"
    echo "check=$checked"
    echo "diff=$compared"
} >>"$GITHUB_OUTPUT"
