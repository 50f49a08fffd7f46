"""The peer: django-post_office sends ready mails from SQLite with its own command, `send_queued_mail`.

`python -m benchmarks.post_office queue DATABASE FOLDER` puts the messages of a folder into a new database;
`... send DATABASE PORT OPTIONS` sends them.
"""

from __future__ import annotations

import argparse
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import django  # type: ignore[import-untyped]  # ships no types
from django.conf import settings  # type: ignore[import-untyped]  # ships no types
from django.core.management import call_command  # type: ignore[import-untyped]  # ships no types


def main() -> None:
    """Queue or send."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["queue", "send"])
    parser.add_argument("database")
    parser.add_argument("where", help="the folder of messages, or the port of the server")
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--threads", type=int, default=5)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--log-level", type=int, default=2)
    parser.add_argument("--quick-commits", action="store_true", help="write-ahead log, synchronous=NORMAL")
    given = parser.parse_args()
    configure(given)
    if given.what == "queue":
        queue(Path(given.where))
    else:
        call_command("send_queued_mail", processes=given.processes, log_level=given.log_level)


def configure(given: argparse.Namespace) -> None:
    """Set Django up with as little as the work needs."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" if given.quick_commits else ""
    settings.configure(
        DEBUG=False,
        USE_TZ=True,
        SECRET_KEY="signs nothing here",  # noqa: S106 - as it says
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": given.database,
                "OPTIONS": {"init_command": pragmas},
            }
        },
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(given.where) if given.what == "send" else 25,
        POST_OFFICE={
            "BATCH_SIZE": given.batch,
            "THREADS_PER_PROCESS": given.threads,
            "LOG_LEVEL": given.log_level,
            "LOCK_FILE_NAME": f"{given.database}.lock",
        },
    )
    django.setup()


def queue(folder: Path) -> None:
    """Put the messages of a folder into a new database, text and HTML as they are."""
    from post_office import mail  # type: ignore[import-untyped]  # noqa: PLC0415 - its models need settings

    call_command("migrate", verbosity=0)
    mail.send_many([_wanted(path) for path in sorted(folder.glob("*.eml"))])


def _wanted(path: Path) -> dict[str, Any]:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    text, html = message.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return {
        "sender": str(message["From"]),
        "recipients": [str(message["To"])],
        "subject": str(message["Subject"]),
        "message": text.get_content(),
        "html_message": html.get_content(),
    }


if __name__ == "__main__":
    main()
