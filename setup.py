"""Compiles the translations (.po to .mo) whenever the package is built or installed; gettext need not be there.

Everything else about the package stands in pyproject.toml. ``./run`` calls ``setup.py build_texts`` when a .po changed.
"""

from pathlib import Path

import polib
from setuptools import Command, setup
from setuptools.command.build_py import build_py


def compile_texts() -> None:
    """Writes a .mo beside each .po."""
    for source in Path(__file__).resolve().parent.glob("opora/**/LC_MESSAGES/*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


class BuildTexts(Command):
    """Compiles the translations alone."""

    description = "compile the translations"
    user_options: list[tuple[str, str, str]] = []

    def initialize_options(self) -> None:
        """There are none."""

    def finalize_options(self) -> None:
        """There are none."""

    def run(self) -> None:
        """Does it."""
        compile_texts()


class BuildWithTexts(build_py):
    """Builds the package after its translations."""

    def run(self) -> None:
        """Compiles, then builds."""
        compile_texts()
        super().run()


if __name__ == "__main__":
    setup(cmdclass={"build_py": BuildWithTexts, "build_texts": BuildTexts})
