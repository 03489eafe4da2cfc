"""Give every .po file exactly the terms of the .pot file, and list what is not translated.

Usage: i18n_merge.py TEMPLATE.pot LANGUAGE.po…   Ends with 1 when a term is not translated.
"""
import sys

import polib


def merge(template, path):
    """Rewrite the file of a language with the terms of the template, in its order.

    :param str template: path of the .pot file.
    :param str path: path of the .po file, overwritten; terms that are gone leave it.
    :return: the entries that have no translation yet.
    :rtype: list[polib.POEntry]
    """
    old, new = polib.pofile(path), polib.pofile(template)
    translations = {entry.msgid: entry.msgstr for entry in old}
    for entry in new:
        entry.msgstr = translations.get(entry.msgid, '')
    new.header = old.header
    new.metadata = {
        **old.metadata, 'POT-Creation-Date': new.metadata['POT-Creation-Date'],
    }
    new.save(path)
    return new.untranslated_entries()


def main(template, *paths):
    missing = 0
    for path in paths:
        for entry in merge(template, path):
            missing += 1
            print(f"{path}: {entry.occurrences[0][0]}: {entry.msgid!r}")
    print(f"{missing} terms are not translated")
    return bool(missing)


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
