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

# What the pull request adds to, at this checkout.
pull_base() {
    local parents base head
    parents=$(git cat-file -p HEAD | sed -n -e '/^$/,$d' -e 's/^parent //p')
    # GitHub's merge of both sides, as `checkout` takes it: the first parent.
    if [ "$(sed -n 2p <<<"$parents")" = "$PULL_HEAD" ]; then
        found "$(sed -n 1p <<<"$parents")"
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

# By environment variables, which no list of processes shows; `checkout` may have left
# such a header, and two of them are refused.
if [ -n "$TOKEN" ] && ! git config --get-regexp '^http\..*\.extraheader$' >/dev/null; then
    credentials=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
    export GIT_CONFIG_COUNT=1
    export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
    export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $credentials"
fi
export GIT_TERMINAL_PROMPT=0

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
