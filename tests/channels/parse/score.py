"""How many letters of each table are cut as it says, and what is cut otherwise.

``python -m tests.channels.parse.score [cuts_unseen.txt ...] [-v]``
"""

import sys

from tests.channels.parse.letters import Cuts, cut_as_said, tables


def main() -> None:
    wanted_tables = {word for word in sys.argv[1:] if not word.startswith("-")}
    for table, letters in tables().items():
        if wanted_tables and table not in wanted_tables:
            continue
        missed = {name: pair for name, cut in letters.items() if _differ(pair := cut_as_said(name, cut))}
        print(f"{table}: {len(letters) - len(missed)} of {len(letters)}")
        for name, pair in missed.items():
            _tell(name, *pair)


def _differ(pair: tuple[Cuts, Cuts]) -> bool:
    return pair[0] != pair[1]


def _tell(name: str, found: Cuts, wanted: Cuts) -> None:
    print(f"  {name}")
    if "-v" in sys.argv:
        for title, cut in (("found", found), ("wanted", wanted)):
            print(f"    {title}")
            for kind, text in cut:
                print(
                    "".join(f"      {kind[0].upper()}|{line}\n" for line in text.removesuffix("\n").split("\n")), end=""
                )


if __name__ == "__main__":
    main()
