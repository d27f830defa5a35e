#!/usr/bin/env python3
"""Keep the English wording complete: the texts in the source are Indonesian, `locale/en` holds their translation.

tools/messages.py            collect the texts (needs GNU gettext) and compile
tools/messages.py --check    every text has its translation, placeholders agree, the compiled file is current
tools/messages.py --missing  print the texts without a translation
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

PO = Path("locale/en/LC_MESSAGES/django.po")
# Collected are the names that gettext knows: a text called through another name is never translated.
RENAMED = re.compile(r"\bn?p?gettext\w* as (?!_\b)\w+")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]*\}")


def compile_catalogue() -> None:
    polib.pofile(str(PO)).save_as_mofile(str(PO.with_suffix(".mo")))


def missing() -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(PO)) if not entry.obsolete and not entry.translated()]


def faults() -> list[str]:
    catalogue = polib.pofile(str(PO))
    found = [f"no translation: {entry.msgid[:90]!r}" for entry in missing()]
    for entry in catalogue.translated_entries():
        wordings = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
        found += [
            f"placeholders differ: {entry.msgid[:90]!r}"
            for wording in wordings
            if not set(PLACEHOLDER.findall(wording)) <= wanted
        ]
    found += [
        f"{path}: {renamed[0]}: its texts are not collected"
        for path in subprocess.check_output(["git", "ls-files", "*.py"], text=True).split()
        if (renamed := RENAMED.search(Path(path).read_text(encoding="utf-8")))
    ]
    compiled = PO.with_suffix(".mo")
    with tempfile.NamedTemporaryFile(suffix=".mo") as fresh:
        catalogue.save_as_mofile(fresh.name)
        if not compiled.exists() or compiled.read_bytes() != Path(fresh.name).read_bytes():
            found.append("the compiled catalogue is not current: run tools/messages.py")
    return found


def uncollected() -> list[str]:
    """Texts of the source that the catalogue does not have; needs GNU gettext, without it nothing is said."""
    if shutil.which("xgettext") is None:
        print("source not compared with the catalogue: no GNU gettext here")
        return []
    kept = PO.read_bytes()
    known = {entry.msgid for entry in polib.pofile(str(PO)) if not entry.obsolete}
    try:
        collect()
        found = {entry.msgid for entry in polib.pofile(str(PO)) if not entry.obsolete}
    finally:
        PO.write_bytes(kept)
    return [f"not in the catalogue: {text[:90]!r}" for text in sorted(found - known)]


def collect() -> None:
    ignored = [word for path in (".venv", "static", "tests", "var", "bench", "tools") for word in ("--ignore", path)]
    words = ["makemessages", "-l", "en", "--no-location", "--no-wrap", "--no-obsolete", *ignored]
    subprocess.run([sys.executable, "manage.py", *words], check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = faults() + uncollected()
        print("\n".join(found[:40]))
        return 1 if found else 0
    if arguments == ["--missing"]:
        print("\n".join(entry.msgid for entry in missing()))
        return 0
    PO.parent.mkdir(parents=True, exist_ok=True)
    collect()
    compile_catalogue()
    print(f"{len(missing())} texts without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
