"""Django's own commands on this project: python manage.py migrate, shell, makemigrations."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitthi.web.desk.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
