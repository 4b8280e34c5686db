"""Which licences are permissive, and how the registries spell them.

Some spellings are debian/copyright's own names for a text given there: `go`, `openexr` and `bsd-c3` are three-clause
BSD, fmt's "embedded exception" takes a condition away from MIT.
"""

from __future__ import annotations

import re

PERMISSIVE = {
    "0bsd": "0BSD",
    "apache-2": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache 2": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "blueoak-1.0.0": "BlueOak-1.0.0",
    "boost-1.0": "BSL-1.0",
    "boost-software-license-1.0": "BSL-1.0",
    "bsl-1": "BSL-1.0",
    "bsl-1.0": "BSL-1.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "bsd-3-clause~google": "BSD-3-Clause",
    "bsd-3-google": "BSD-3-Clause",
    "bsd-c3": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "new bsd": "BSD-3-Clause",
    "cc0-1.0": "CC0-1.0",
    "expat": "MIT",
    "expat with embedded exception": "MIT",
    "go": "BSD-3-Clause",
    "isc": "ISC",
    "mit": "MIT",
    "mit license": "MIT",
    "mit-0": "MIT-0",
    "openexr": "BSD-3-Clause",
    "psf-2.0": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "public-domain": "public domain",
    "unlicense": "Unlicense",
    "zlib": "Zlib",
}


def spdx(stated: str) -> str | None:
    """The SPDX name of a stated licence where it is permissive, else None; `A or B` needs one that is, `A and B` all.

    BSD without a number is written down as BSD-3-Clause, the stricter of the two in use.
    """
    text = stated.strip().strip("()").lower()
    if text in PERMISSIVE:
        return PERMISSIVE[text]
    alternatives = re.split(r"\s+or\s+|\s*\|\s*", text)
    if len(alternatives) > 1:
        return next((found for found in map(spdx, alternatives) if found), None)
    together = re.split(r",?\s+and\s+", text)
    parts = [spdx(part) for part in together] if len(together) > 1 else []
    if parts and all(parts):
        return " AND ".join(dict.fromkeys(part for part in parts if part))
    return None
