"""Names that questions to datamodel-code-generator and its answers share."""

from __future__ import annotations

import re

# The class whose members are requested; other structures are marked as aliases.
ASKED = "Asked"
ALIAS = "alias"
# Names in a structure; the classes that stand for them have these names.
REFERENCE = re.compile(r'"\$ref": "#/components/schemas/(R\d+)"')
