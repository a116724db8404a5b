"""What the architecture tests agree on: where our code lies and on which floor each app stands."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """Return app -> floor, counted from the ground, as the import contract has them: one source of truth."""
    layers = next(
        c["layers"] for c in pyproject()["tool"]["importlinter"]["contracts"] if c["name"].startswith("Floors")
    )
    return {app.strip(): height for height, layer in enumerate(reversed(layers), start=1) for app in layer.split("|")}


@cache
def tracked(*patterns: str) -> list[Path]:
    """Return what git knows or would add, as paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def product_modules() -> list[Path]:
    """Return every Python file of the apps, migrations aside."""
    return [path for path in tracked("*.py") if path.parts[0] in floors() and "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def our_models() -> list[type[Model]]:
    """Return every model that our apps define; what Django makes for many-to-many fields is not ours."""
    return [model for model in apps.get_models() if model._meta.app_label in floors() and not model._meta.auto_created]


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
