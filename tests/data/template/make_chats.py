"""Renders chat templates over the conversations with jinja2 and writes the outputs as goldens.

    python3 make_chats.py                          # styles/*.jinja and the built-in templates -> chats.json
    python3 make_chats.py FOLDER OUT.json          # any folder of *.jinja, for a wider check by hand:
    SNUG_TEMPLATE_GOLDENS=OUT.json template_test   #   compares and prints how many are equal
"""
import json
import pathlib
import re
import sys

from conversations import variants
from oracle import render

NOT_COMMITTED = (", simple tools", ", no generation prompt", "thinking on")  # keeps the committed file small


def builtin_templates(root):
    """The templates inside engine/template/builtin_templates.cpp, by name."""
    text = (root / "engine/template/builtin_templates.cpp").read_text(encoding="utf-8")
    found = re.findall(r'\{"(\w+)",\s*R"jinja\((.*?)\)jinja"', text, re.S)
    assert len(found) >= 5, "the built-in templates were not found"
    return {"builtin_" + name: source for name, source in found}


def main():
    here = pathlib.Path(__file__).parent
    wide = len(sys.argv) > 2
    folder = pathlib.Path(sys.argv[1]) if wide else here / "styles"
    out = pathlib.Path(sys.argv[2]) if wide else here / "chats.json"
    templates = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jinja"))}
    if not wide:
        templates.update(builtin_templates(here.parents[2]))
    contexts = {name: context for name, context in variants() if wide or not name.endswith(NOT_COMMITTED)}
    cases = [{"template": name, "conversation": conversation, **render(source, context)}
             for name, source in templates.items() for conversation, context in contexts.items()]
    errors = sum("error" in case for case in cases)

    def lines(rows):
        return ",\n".join("  " + row for row in rows)

    def dump(value):
        return json.dumps(value, ensure_ascii=False)

    named = {key: lines(f"{dump(name)}: {dump(value)}" for name, value in part.items())
             for key, part in (("templates", templates), ("contexts", contexts))}
    out.write_text('{"templates": {\n%s\n},\n"contexts": {\n%s\n},\n"cases": [\n%s\n]}\n'
                   % (named["templates"], named["contexts"], lines(map(dump, cases))), encoding="utf-8")
    print(f"{len(templates)} templates, {len(cases)} cases, {errors} of them refused or failing in jinja2 too")


if __name__ == "__main__":
    main()
