"""Static files of an installation."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from lms.config.static_storage import HashedStatic

IMPORT = re.compile(r"""(?:from|import\()\s*"\./([\w.]+)\"""")


def test_the_players_modules_import_each_other_by_the_hash_of_their_content(tmp_path: Path):
    storage = HashedStatic(location=tmp_path, base_url="/static/")
    modules = list(Path(finders.find("scorm/player.js")).parent.glob("*.js"))
    paths = {}
    for module in modules:
        with module.open("rb") as content:
            storage.save(f"scorm/{module.name}", content)
        paths[f"scorm/{module.name}"] = (storage, f"scorm/{module.name}")
    assert [error for _, _, error in storage.post_process(paths) if isinstance(error, Exception)] == []
    imported = {
        name
        for path in tmp_path.glob("scorm/*.js")
        if path.name not in {module.name for module in modules}
        for name in IMPORT.findall(path.read_text(encoding="utf-8"))
    }
    assert {name for name in imported if not (tmp_path / "scorm" / name).exists()} == set()
    assert {name for name in imported if not re.search(r"\.[0-9a-f]{12}\.js$", name)} == set()
    assert any(name.startswith("model12.") for name in imported)
