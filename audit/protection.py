"""What the database itself enforces: history by trigger, append-only tables, and what the application's role may do.

Generated from the models after each migrate by the owner, and compared with the catalogue at every start.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from audit.models import AppendOnly

STAMP = "history_date, history_type, history_user_id, history_change_reason, action_id"
EVENTS = {"INSERT": ("+", "new"), "UPDATE": ("~", "new"), "DELETE": ("-", "old")}
INTEGRITY = "USING ERRCODE = 'integrity_constraint_violation'"
# The act must be of this very transaction; the time closes the gap where a restored copy counts transactions anew.
FIND_ACT = """
  SELECT * INTO act FROM public.audit_action
   WHERE id = nullif(current_setting('kehu.action', true), '')::bigint
     AND transaction = pg_current_xact_id()::text::bigint AND at >= now();"""


@dataclass(frozen=True)
class Trigger:
    """A trigger and its function of the same name: ``body`` in PL/pgSQL, ``fires`` from BEFORE or AFTER to FOR EACH."""

    name: str
    table: str
    fires: str
    body: str

    def sql(self) -> str:
        return f"""
CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $body${self.body}$body$;
REVOKE ALL ON FUNCTION {self.name}() FROM PUBLIC;
CREATE OR REPLACE TRIGGER {self.name} {self.fires} EXECUTE FUNCTION {self.name}();
ALTER TABLE {self.table} ENABLE ALWAYS TRIGGER {self.name};"""


def recorded_models() -> list[type[models.Model]]:
    """Models with a history table, in a stable order."""
    found = (model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute"))
    return sorted(found, key=lambda model: model._meta.db_table)


def past_of(model: type[models.Model]) -> Any:
    """The model of ``model``'s history table."""
    return getattr(model, vars(model._meta)["simple_history_manager_attribute"]).model


def append_only_models() -> list[type[models.Model]]:
    """Models whose rows are written once: the declared ones and every history table."""
    found = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
    return sorted(found + [past_of(model) for model in recorded_models()], key=lambda model: model._meta.db_table)


def never_deleted_models() -> list[type[models.Model]]:
    """Models that declare ``never_deleted = True``: rows end by a status, and no role but the owner removes one."""
    found = (model for model in apps.get_models() if getattr(model, "never_deleted", False))
    return sorted(found, key=lambda model: model._meta.db_table)


def triggers() -> Iterator[Trigger]:
    """Every trigger the database must have."""
    for model in recorded_models():
        yield from _history_triggers(model)
        yield _refusing(model._meta.db_table, "TRUNCATE", "is recorded and is never truncated")
    for model in append_only_models():
        for event in ("UPDATE", "DELETE", "TRUNCATE"):
            yield _refusing(model._meta.db_table, event, f"is append-only and refuses {event}")


def _refusing(table: str, event: str, why: str) -> Trigger:
    body = f" BEGIN RAISE EXCEPTION '{table} {why}.' {INTEGRITY}; END "
    return Trigger(f"{table}_no_{event.lower()}", table, f"BEFORE {event} ON {table} FOR EACH STATEMENT", body)


def _history_triggers(model: type[models.Model]) -> Iterator[Trigger]:
    past = past_of(model)
    table, kept = model._meta.db_table, [field.column for field in past.tracked_fields]
    columns = ", ".join(f'"{column}"' for column in kept)
    for event, (sign, side) in EVENTS.items():
        rows = ", ".join(f'{side}_rows."{column}"' for column in kept)
        source, tables = f"{side}_rows WHERE true", f"{side.upper()} TABLE AS {side}_rows"
        if event == "UPDATE":
            old = ", ".join(f'old_rows."{column}"' for column in kept)
            tables = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
            key = model._meta.pk.column
            source = f"new_rows LEFT JOIN old_rows USING ({key}) WHERE ({rows}) IS DISTINCT FROM ({old})"
        body = f"""
DECLARE act public.audit_action%ROWTYPE;
BEGIN{FIND_ACT}
  IF NOT FOUND THEN
    RAISE EXCEPTION 'A change of {table} needs audit.history.acting().' {INTEGRITY};
  END IF;
  INSERT INTO public.{past._meta.db_table} ({columns}, {STAMP})
  SELECT {rows}, clock_timestamp(), '{sign}', act.actor_id, act.reason, act.id FROM {source};
  RETURN NULL;
END """  # noqa: S608 - names of our own models
        fires = f"AFTER {event} ON {table} REFERENCING {tables} FOR EACH STATEMENT"
        yield Trigger(f"{table}_{event.lower()}_history", table, fires, body)


def application_role() -> str:
    """The role by which the application connects; it owns nothing."""
    return settings.DATABASES["default"]["USER"]


def grants() -> str:
    """The application's rights, as one script: all on ordinary tables, INSERT by column on append-only ones.

    History is written by the triggers alone, and a key is never the writer's to choose.
    """
    role = application_role()
    script = [
        f'GRANT USAGE ON SCHEMA public TO "{role}";',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";',
        f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}";',
        f'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{role}";',
    ]
    for model in append_only_models():
        table = model._meta.db_table
        script.append(f'REVOKE ALL ON {table} FROM "{role}"; GRANT SELECT ON {table} TO "{role}";')
        if issubclass(model, AppendOnly):
            script.append(f'GRANT INSERT ({_writable(model)}) ON {table} TO "{role}";')
    for model in recorded_models():
        script.append(f'REVOKE TRUNCATE, TRIGGER ON {model._meta.db_table} FROM "{role}";')
    for model in never_deleted_models():
        script.append(f'REVOKE DELETE ON {model._meta.db_table} FROM "{role}";')
    return "\n".join(script)


def _writable(model: type[models.Model]) -> str:
    """Columns a writer fills: neither an identity key nor what the database fills itself."""
    fields = [f for f in model._meta.concrete_fields if not f.has_db_default() and not isinstance(f, models.AutoField)]
    return ", ".join(f'"{field.column}"' for field in fields)


def install(connection: BaseDatabaseWrapper) -> None:
    """Create or renew every trigger and right. ``connection`` is the owner's."""
    with connection.cursor() as cursor:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC", params=None)
        for trigger in triggers():
            cursor.execute(trigger.sql(), params=None)
        if application_role() != connection.settings_dict["USER"]:
            cursor.execute(grants(), params=None)


def faults(alias: str = "default") -> list[str]:
    """What is missing, disabled or changed, one sentence each; empty when the protection stands."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, t.tgenabled, pg_get_triggerdef(t.oid, true), p.prosrc, p.prosecdef"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
        )
        found = {(name, table): tuple(rest) for name, table, *rest in cursor.fetchall()}
        faults = [
            fault for trigger in triggers() if (fault := _fault(trigger, found.get((trigger.name, trigger.table))))
        ]
        return faults + _excess_rights(cursor)


def _fault(trigger: Trigger, found: tuple[str, str, str, bool] | None) -> str | None:
    if found is None:
        return f"Trigger {trigger.name} is missing on {trigger.table}."
    enabled, *stands = found
    if enabled != "A":
        return f"Trigger {trigger.name} on {trigger.table} is not ENABLE ALWAYS."
    made = f"CREATE TRIGGER {trigger.name} {trigger.fires} EXECUTE FUNCTION {trigger.name}()"
    return None if stands == [made, trigger.body, True] else f"Trigger {trigger.name} on {trigger.table} was changed."


def _excess_rights(cursor: CursorWrapper) -> list[str]:
    """Rights the connected role must not have: owning a guarded table, changing an append-only one, deleting."""
    frozen = {model._meta.db_table for model in append_only_models()}
    kept = {model._meta.db_table for model in never_deleted_models()}
    guarded = {model._meta.db_table for model in recorded_models()} | frozen | kept
    cursor.execute(
        "SELECT relname, pg_has_role(current_user, relowner, 'MEMBER'),"
        " has_table_privilege(oid, 'UPDATE,DELETE,TRUNCATE'), has_any_column_privilege(oid, 'UPDATE'),"
        " has_table_privilege(oid, 'DELETE') FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND relname = ANY(%s)",
        [sorted(guarded)],
    )
    faults = []
    for table, owns, changes, column, deletes in cursor.fetchall():
        if owns:
            faults.append(f"The application's role owns {table}.")
        elif table in frozen and (changes or column):
            faults.append(f"The application's role may change {table}.")
        elif table in kept and deletes:
            faults.append(f"The application's role may remove rows of {table}.")
    return faults
