#!/usr/bin/env bash
# Finds the commit to compare with, and fetches no more than that takes.
#
# BASE: what the workflow asks for. PULL_BASE, PULL_HEAD: the two sides of a pull request.
# BEFORE: what a push replaced, or what a merge queue builds on. TOKEN: for the fetch.
# Output `sha`; empty when there is nothing to compare with.
set -euo pipefail

commit() {
    git rev-parse --quiet --verify "$1^{commit}"
}

is_shallow() {
    [ "$(git rev-parse --is-shallow-repository)" = true ]
}

# A whole clone would become a shallow one by `--depth`.
fetch() {
    if is_shallow; then
        git fetch --quiet --no-tags --depth=1 origin "$1"
    else
        git fetch --quiet --no-tags origin "$1"
    fi
}

# The commit of a name or hash: as the remote has it, as it is here, or fetched.
found() {
    local name=${1#origin/}
    case $name in
    -* | *:*)
        echo "clientsmith: no branch, tag or commit: $name" >&2
        return 1
        ;;
    esac
    commit "refs/remotes/origin/$name" || commit "$name" || {
        fetch "$name" && commit FETCH_HEAD
    }
}

# Of the commit that is checked out, one in each line.
parents() {
    git cat-file -p HEAD | sed -n -e '/^$/,$d' -e 's/^parent //p'
}

# What the pull request adds to, at this checkout.
pull_base() {
    local base head
    # GitHub's merge of both sides, as `checkout` takes it: the first parent.
    if [ "$(parents | sed -n 2p)" = "$PULL_HEAD" ]; then
        found "$(parents | sed -n 1p)"
        return
    fi
    # The branch itself is checked out: where it left the other one.
    base=$(found "$PULL_BASE") || return
    head=$(commit HEAD)
    for depth in 100 1000 10000 2147483647; do
        if git merge-base "$base" HEAD; then
            return
        fi
        is_shallow || break
        git fetch --quiet --no-tags --deepen="$depth" origin "$base" "$head" || return
    done
    git merge-base "$base" HEAD || echo "$base"
}

# shellcheck source=.github/action/git_settings.bash
source "$(dirname "${BASH_SOURCE[0]}")/git_settings.bash"

# This event checks out the base, which would be compared with itself.
if [ "$GITHUB_EVENT_NAME" = pull_request_target ] && [ "$(commit HEAD)" != "$PULL_HEAD" ] &&
    [ "$(parents | sed -n 2p)" != "$PULL_HEAD" ]; then
    echo "::error::clientsmith: pull_request_target checks out the base, not the pull request: use the event pull_request"
    exit 2
fi

sha=
if [ -n "$BASE" ]; then
    sha=$(found "$BASE")
elif [ -n "$PULL_BASE" ]; then
    sha=$(pull_base)
elif [ -n "${BEFORE//0/}" ]; then
    # A push by force may have replaced commits that nobody has any more.
    sha=$(found "$BEFORE") || echo "::notice::The state before the push cannot be fetched"
fi
echo "sha=$sha" >>"$GITHUB_OUTPUT"
