"""Only the owner changes tables; the application's role may not."""


class OwnerMigrates:
    """Let migrations run on the alias ``owner`` and nowhere else (docs/decisions/002)."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        return db == "owner"

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        return True
