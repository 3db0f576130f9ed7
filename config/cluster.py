"""What the embedded PostgreSQL holds: two roles, one database, and the addresses that lead there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

DATABASE = "kehu"
OWNER, APPLICATION = "kehu_owner", "kehu_app"
ROLES = {OWNER: "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE", APPLICATION: "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE"}


@dataclass(frozen=True)
class Cluster:
    """The inside of a running server; ``password`` returns the password of a role."""

    sockets: Path
    password: Callable[[str], str]

    def address(self, role: str) -> str:
        """Return the database's address for ``role`` in the form that Django and PostgreSQL's own tools read."""
        return f"postgresql://{role}:{quote(self.password(role))}@/{DATABASE}?host={quote(str(self.sockets))}"

    def furnish(self) -> None:
        """Make roles and database where they are missing and set the roles' passwords; safe to repeat."""
        with self._connect() as connection:
            for role, abilities in ROLES.items():
                self._make_role(connection, role, abilities)
            # so that the owner may end the application's sessions when it drops a test database
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER)))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                self._make_database(connection)

    def _make_role(self, connection: psycopg.Connection, role: str, abilities: str) -> None:
        if not connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone():
            connection.execute(sql.SQL("create role {}").format(sql.Identifier(role)))
        statement = sql.SQL("alter role {} " + abilities + " password {}")
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(self.password(role))))

    def _make_database(self, connection: psycopg.Connection) -> None:
        names = {"database": DATABASE, "owner": OWNER, "application": APPLICATION}
        for statement in (
            "create database {database} owner {owner}",
            "revoke all on database {database} from public",
            "grant connect, temporary on database {database} to {application}",
        ):
            connection.execute(sql.SQL(statement).format(**{key: sql.Identifier(name) for key, name in names.items()}))

    def _connect(self) -> psycopg.Connection:
        superuser = f"user=postgres dbname=postgres password={self.password('postgres')}"
        return psycopg.connect(superuser, host=str(self.sockets), autocommit=True)
