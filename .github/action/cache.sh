#!/usr/bin/env bash
# Says where pip keeps what it downloads, and under which key that is found again.
#
# PYTHON, REQUIREMENT, CONSTRAINTS: as for `install.sh`.
# Outputs: `folder` and `key`.
set -euo pipefail

constraints=${CONSTRAINTS:-$GITHUB_ACTION_PATH/requirements/dev.txt}
hash=$(
    {
        printf '%s\n' "$REQUIREMENT"
        "$PYTHON" -I -VV
        cat -- "$constraints"
    } | "$PYTHON" -I -c \
        'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
)
{
    echo "folder=$RUNNER_TEMP/clientsmith-pip"
    echo "key=clientsmith-pip-${RUNNER_OS:-}-${RUNNER_ARCH:-}-$hash"
} >>"$GITHUB_OUTPUT"
