#!/usr/bin/env bash
# Installs Clientsmith into an environment of its own.
#
# PYTHON: the interpreter. REQUIREMENT, CONSTRAINTS: what to install, and a file that
# limits versions; without a requirement it is this checkout with its locked libraries.
# Output `clientsmith`: the path of the command.
set -euo pipefail

folder=$(mktemp -d "$RUNNER_TEMP/clientsmith.XXXXXX")
limits=$folder/constraints.txt
if [ -n "$CONSTRAINTS" ]; then
    cat -- "$CONSTRAINTS" >"$limits"
elif [ -z "$REQUIREMENT" ]; then
    # Without markers and hashes, which do not go with a folder.
    sed -nE 's/^([a-z0-9][a-z0-9_.-]*==[^ ;]+).*/\1/p' \
        "$GITHUB_ACTION_PATH/requirements/dev.txt" >"$limits"
else
    : >"$limits"
fi

# -I: the working directory is part of the pull request, and no place for modules.
"$PYTHON" -I -m venv "$folder/venv"
bin=$folder/venv/bin
[ -d "$bin" ] || bin=$folder/venv/Scripts
"$bin/python" -I -m pip --disable-pip-version-check install --quiet \
    --constraint "$limits" -- "${REQUIREMENT:-$GITHUB_ACTION_PATH}"
echo "clientsmith=$bin/clientsmith" >>"$GITHUB_OUTPUT"
