"""Compile the kernels when the package is built or installed (ADR 2).

Uses the C compiler of the system where there is one (or CC names one), else the one in the
`ziglang` package, so that a machine with nothing but Python can install masarat. Run as a script
it compiles in place, for work on the C code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path(__file__).parent / "src" / "masarat"
SUFFIX = ".dll" if sys.platform == "win32" else ".so"
LIBRARIES = {
    PACKAGE / "planning" / "kernel": "_kernel",  # the planner's
    PACKAGE / "planning" / "flow" / "kernel": "_flow",  # flows over time
    PACKAGE / "plan" / "exhaustive": "_search",  # the checker's own
}
FLAGS = ["-O3", "-std=c99", "-Wall", "-Wextra", "-fvisibility=hidden", "-shared"]


def compiler() -> list[str] | None:
    """Return the command of a C compiler on this machine, or None."""
    for name in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        found = shutil.which(name.split()[0]) if name else None
        if found:
            return [found, *name.split()[1:]]
    return None


def compile_kernels() -> list[Path]:
    """Compile the .c files of every kernel into one shared library beside them."""
    command = compiler() or [sys.executable, "-m", "ziglang", "cc"]
    flags = FLAGS if sys.platform == "win32" else [*FLAGS, "-fPIC"]
    targets = []
    for folder, name in LIBRARIES.items():
        target = folder / f"{name}{SUFFIX}"
        fresh = target.with_suffix(".new")
        sources = sorted(str(path) for path in folder.glob("*.c"))
        subprocess.run(  # noqa: S603  (our own sources, a compiler found on the path)
            [*command, *flags, "-o", str(fresh), *sources],
            check=True,
        )
        fresh.replace(target)
        targets.append(target)
    return targets


class KernelBuildHook(BuildHookInterface[Any]):
    """Adds the compiled library to wheels, and marks them as belonging to one platform."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a compiler only where there is none."""
        return [] if compiler() else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before files are collected."""
        if self.target_name != "wheel":
            return
        compile_kernels()
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"


if __name__ == "__main__":
    for library in compile_kernels():
        sys.stdout.write(f"{library}\n")
