"""The files of an app, and what none of them does."""

import ast
import re

from tests.architecture.house import ROOT, calls, floors, product_modules, tracked, tree

LONGEST_FILE = 500
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers", "stuff", "lib"}
WRITES = {
    "save", "create", "acreate", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "add", "set", "remove", "clear",
}  # fmt: skip
CLOCKS = {"timezone.now", "now", "datetime.now", "date.today", "timezone.localdate", "timezone.localtime"}
MANAGERS = ("objects", "_default_manager", "_base_manager")


def test_no_file_is_longer_than_500_lines():
    long = {
        str(path): count
        for path in tracked("*.py", "*.html", "*.css", "*.js", "*.txt", "*.sh", "Makefile")
        if path.parts[0] not in {"requirements", "node_modules"}
        if (count := len((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing():
    offenders = [
        str(path)
        for path in tracked("*.py")
        if BANNED_NAMES & {part.removesuffix(".py") for part in path.parts}
        # Django and pytest give these their names.
        if "management" not in path.parts
    ]
    assert offenders == []


def test_only_the_wiring_reads_the_environment():
    readers = [
        str(path)
        for path in product_modules()
        if path.parts[:2] != ("lms", "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "environb"}
    ]
    assert readers == []


def test_in_the_wiring_only_env_reads_settings_from_the_environment():
    doors = {
        str(path)
        for path in product_modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ"
    }
    # The others only name the settings module, as Django and Celery ask for.
    naming = {f"lms/config/{name}.py" for name in ("celery", "start", "wsgi")}
    assert doors == {"lms/config/env.py", *naming}


def test_tasks_are_declared_in_tasks_py_only():
    offenders = [
        str(path)
        for path in product_modules()
        if path.name != "tasks.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.alias) and node.name == "shared_task"
    ]
    assert offenders == []


def test_a_task_opens_one_action_and_decides_nothing():
    deciding = [
        f"{path}:{function.name}"
        for path in product_modules()
        if path.name == "tasks.py"
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef)
        if any(isinstance(node, ast.If | ast.For | ast.While) for node in ast.walk(function))
    ]
    assert deciding == []


DRAWING = {"demo/pictures.py", "demo/illustrations.py", "demo/films.py", "demo/webm.py"}  # what they save is a drawing


def test_the_demo_furnishes_by_calling_actions_and_writes_no_model_itself():
    writes = [
        f"{path}:{call.lineno} {ast.unparse(call.func)}"
        for path in product_modules()
        if path.parts[0] == "demo" and path.as_posix() not in DRAWING
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and _writes_a_model(call.func)
    ]
    assert writes == []


def _writes_a_model(function: ast.Attribute) -> bool:
    source = ast.unparse(function)
    if function.attr not in WRITES and not function.attr.startswith("bulk_"):
        return False
    if function.attr in {"add", "set", "remove", "clear", "update", "create"}:
        # Words that sets, dicts and our own actions use too: here only behind a manager or query set.
        return bool(re.search(rf"\.({'|'.join(MANAGERS)})\b", source))
    return True


def test_no_model_overrides_save_or_delete():
    offenders = [
        f"{path}:{function.name}"
        for path in product_modules()
        if "models" in path.parts or path.name == "models.py"
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and function.name in {"save", "delete"}
    ]
    assert offenders == []


def test_nobody_reads_the_clock_in_an_action_a_rule_or_a_query():
    rooms = {"actions", "rules", "queries", "models"}
    late = [
        f"{path}:{call.lineno}"
        for path in product_modules()
        if rooms & {part.removesuffix(".py") for part in path.parts}
        for call in calls(path)
        if not call.args and ast.unparse(call.func) in CLOCKS
        # A running job proves that it is alive; that moment is its own.
        if path.as_posix() != "jobs/actions.py"
    ]
    assert late == []


def test_every_app_says_in_a_few_lines_what_it_is():
    silent = [app for app in sorted(floors()) if not (ROOT / app / "README.md").exists()]
    assert silent == []


def test_in_tests_a_day_is_a_day_in_berlin():
    """A moment's own `date()` is the day in Greenwich: for one or two hours of each night it is another."""
    offenders = [
        f"{path}:{node.lineno}"
        for path in tracked("tests/*.py", "bench/*.py", "demo/*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args
        if ast.unparse(node.func) in {"date.today", "datetime.today", "datetime.utcnow"}
        or (node.func.attr == "date" and ".astimezone(" not in ast.unparse(node.func.value))
    ]
    assert offenders == []
