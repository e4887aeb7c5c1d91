# Settings of git for this process and its children alone, to be sourced: by environment
# variables, which no list of processes shows.
#
# TOKEN: to fetch with, also what a partial clone left out.

setting() {
    export "GIT_CONFIG_KEY_$GIT_CONFIG_COUNT=$1" "GIT_CONFIG_VALUE_$GIT_CONFIG_COUNT=$2"
    GIT_CONFIG_COUNT=$((GIT_CONFIG_COUNT + 1))
}

export GIT_TERMINAL_PROMPT=0
export GIT_CONFIG_COUNT=${GIT_CONFIG_COUNT:-0}

# In a container, the checkout may belong to another user.
top=$(pwd -P)
while [ ! -e "$top/.git" ] && [ "$top" != "$(dirname "$top")" ]; do
    top=$(dirname "$top")
done
setting safe.directory "$top"

# `checkout` may have left such a header, and two of them are refused.
if [ -n "$TOKEN" ] && ! git config --get-regexp '^http\..*\.extraheader$' >/dev/null; then
    credentials=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
    setting "http.$GITHUB_SERVER_URL/.extraheader" "AUTHORIZATION: basic $credentials"
fi
