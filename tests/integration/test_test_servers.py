"""The servers that other tests rely on do what those tests believe."""

import smtplib
from pathlib import Path

import psycopg
import pytest

from tests.servers.postgres import PostgresServer
from tests.servers.smtp import SmtpServer

MESSAGE = b"Subject: Dag\r\n\r\nHallo\r\n"


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""))


def send(server: SmtpServer, recipient: str) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=10) as client:
        client.sendmail("pdca@kade.example", [recipient], MESSAGE)


@pytest.mark.parametrize("_turn", ["first", "second"])
def test_each_test_gets_an_empty_database(postgres_url: str, _turn: str) -> None:
    with connect(postgres_url) as connection:
        connection.execute("CREATE TABLE seen (id int)")


def test_a_database_can_be_the_copy_of_a_prepared_one(postgres_server: PostgresServer) -> None:
    prepared = postgres_server.create()
    with connect(postgres_server.url(prepared)) as connection:
        connection.execute("CREATE TABLE seen AS SELECT 7 AS id")
    copy = postgres_server.create(template=prepared)
    with connect(postgres_server.url(copy)) as connection:
        assert connection.execute("SELECT id FROM seen").fetchone() == (7,)
    postgres_server.drop(copy)
    postgres_server.drop(prepared)


def test_a_message_arrives_byte_for_byte(smtp_server: SmtpServer) -> None:
    send(smtp_server, "anna@kade.example")
    (message,) = smtp_server.wait_for(1)
    assert (message.sender, message.recipients) == ("pdca@kade.example", ("anna@kade.example",))
    assert message.content == MESSAGE
    assert message.parsed()["Subject"] == "Dag"


def test_a_scripted_refusal_is_given_once_and_then_mail_is_taken(smtp_server: SmtpServer) -> None:
    smtp_server.answer("anna@kade.example", "451 4.3.0 Later")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(smtp_server, "anna@kade.example")
    assert refused.value.recipients["anna@kade.example"][0] == 451
    send(smtp_server, "anna@kade.example")
    assert len(smtp_server.received) == 1
    assert smtp_server.connections == 2


def test_a_refusal_after_the_data_leaves_nothing_behind(smtp_server: SmtpServer) -> None:
    smtp_server.answer_data("anna@kade.example", "554 5.7.1 No")
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_server, "anna@kade.example")
    assert smtp_server.received == ()


def test_what_happens_while_a_message_is_taken_can_be_watched(smtp_server: SmtpServer) -> None:
    seen: list[int] = []
    smtp_server.on_data(lambda _: seen.append(len(smtp_server.received)))
    send(smtp_server, "anna@kade.example")
    assert (seen, len(smtp_server.received)) == ([0], 1)


def test_waiting_for_mail_that_does_not_come_ends_in_an_error(smtp_server: SmtpServer) -> None:
    with pytest.raises(TimeoutError, match="0 of 1"):
        smtp_server.wait_for(1, seconds=0.01)


def test_the_small_board_has_the_required_files(tmp_board_folder: Path) -> None:
    assert {path.name for path in tmp_board_folder.iterdir()} >= {"board.toml", "units.csv", "people.csv"}
