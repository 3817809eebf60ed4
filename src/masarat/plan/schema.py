"""The JSON Schema of plan.json, from the same description that the reader judges by.

`python -m masarat.plan.schema > docs/plan-schema.json` writes the published copy.
"""

from __future__ import annotations

import json
import sys

from masarat.plan.content import DOCUMENT


def schema_bytes() -> bytes:
    """Return the schema (draft 2020-12) as it is published."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "masarat plan",
        **DOCUMENT.schema(),
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()


def main() -> None:
    """Print the schema."""
    sys.stdout.buffer.write(schema_bytes())
    sys.stdout.buffer.flush()


if __name__ == "__main__":  # pragma: no cover
    main()
