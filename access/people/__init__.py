"""The people who work here: their sign-ins, roles and grants, passwords and languages."""
