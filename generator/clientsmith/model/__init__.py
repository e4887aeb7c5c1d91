"""The intermediate model: what an API offers, in the terms of OpenAPI and HTTP.

Everything is a frozen dataclass that knows which place of which document it came
from. Nothing here knows Python syntax, names in the generated code, or how OpenAPI
spells things in one version or another: that is settled before (`lowering`) or
decided after (`clientsmith.naming`).
"""
