"""Fail when a dependency of pyproject.toml is missing from its lock, or locked outside what it allows. Offline."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
HOST = re.compile(r"(?:https?|file)://", re.IGNORECASE)


def problems() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {"requirements.txt": project["dependencies"]}
    wanted["requirements-demo.txt"] = wanted["requirements.txt"] + extras["demo"]
    wanted["requirements-dev.txt"] = wanted["requirements-demo.txt"] + extras["dev"]
    wanted["requirements-uv.txt"] = ["uv"]
    found: list[str] = []
    for lock, lines in wanted.items():
        text = (ROOT / lock).read_text()
        if HOST.search(text):
            found.append(f"{lock}: names a package server")
        pins = {canonicalize_name(name): version for name, version in PIN.findall(text)}
        for line in lines:
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name == project["name"]:
                continue
            if name not in pins:
                found.append(f"{lock}: {name} is missing")
            elif not requirement.specifier.contains(pins[name], prereleases=True):
                found.append(f"{lock}: {name} {pins[name]} is outside {requirement.specifier}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(problems()) or 0)
