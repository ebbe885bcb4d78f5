"""C by Universal Ctags, which unlike a parser copes with macros."""

import json
import subprocess

KINDS = {"function": "function", "struct": "struct", "union": "struct", "enum": "enum"}


def tags(_, path):
    out = subprocess.run(
        ["ctags", "--language-force=C", "--kinds-C=fsugt", "--fields=+nzZt", "--output-format=json", "-o", "-", path],
        check=True, capture_output=True, text=True, errors="replace",
    ).stdout
    for line in out.splitlines():
        t = json.loads(line)
        if t.get("_type") != "tag":
            continue
        name, kind = t["name"], t["kind"]
        if kind == "typedef":
            of, _, what = t.get("typeref", "").partition(":")
            if of in KINDS and what.startswith("__anon"):
                yield KINDS[of], name, t["line"]
        elif not name.startswith("__anon"):
            scope = [s for s in t.get("scope", "").split("::") if s and not s.startswith("__anon")]
            yield KINDS[kind], ".".join(scope + [name]), t["line"]
