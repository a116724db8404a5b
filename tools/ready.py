"""Inside the virtual environment, before tests: messages compiled, fonts made."""

import os

from tools.messages import app_names, compile_catalogues


def main() -> None:
    compile_catalogues(app_names())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings.test")

    import django
    from django.core.management import call_command, get_commands

    django.setup()
    if "prepare_fonts" in get_commands():
        call_command("prepare_fonts", verbosity=0)


if __name__ == "__main__":
    main()
