import base64
import subprocess
import sys

import pytest

from config import installation
from config.installation import PROJECT, MissingSecretError, join

ELSEWHERE = "postgresql://kehu_app@db.example/kehu"
EVALUATION = {"KEHU_EVALUATION": "1", "DATABASE_URL": ELSEWHERE}
WHOLE = {"SECRET_KEY": "s" * 50, "FIELD_KEYS": "k1:x,index:y", "DATABASE_URL": ELSEWHERE}


def test_an_evaluation_makes_keys_that_only_their_owner_reads(environment):
    environment |= EVALUATION

    join()

    kept = installation.data_folder() / "installation.env"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert len(environment["SECRET_KEY"]) >= 50


def test_the_field_keys_are_a_master_key_and_a_key_for_search_tokens(environment):
    environment |= EVALUATION

    join()

    keys = dict(entry.split(":", 1) for entry in environment["FIELD_KEYS"].split(","))
    assert list(keys) == ["k1", "index"]
    assert [len(base64.b64decode(key)) for key in keys.values()] == [32, 32]


def test_the_next_process_finds_the_same_keys(environment):
    environment |= EVALUATION
    join()
    first = environment.pop("SECRET_KEY"), environment.pop("FIELD_KEYS")

    join()

    assert (environment["SECRET_KEY"], environment["FIELD_KEYS"]) == first


def test_what_the_environment_says_wins_over_the_installation(environment):
    environment |= EVALUATION | {"SECRET_KEY": "given"}

    join()

    assert environment["SECRET_KEY"] == "given"
    assert environment["DATABASE_URL"] == ELSEWHERE


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "DATABASE_URL"])
def test_outside_evaluation_a_missing_secret_stops_the_start_with_its_name(environment, name):
    environment |= WHOLE | {"KEHU_EVALUATION": "0"}
    del environment[name]

    with pytest.raises(MissingSecretError, match=f"^{name} is not set"):
        join()


def test_outside_evaluation_nothing_is_taken_from_an_evaluation_in_the_same_place(environment):
    environment |= EVALUATION
    join()
    for name in ("KEHU_EVALUATION", "SECRET_KEY", "FIELD_KEYS"):
        del environment[name]

    with pytest.raises(MissingSecretError, match="SECRET_KEY"):
        join()


def test_a_whole_environment_outside_evaluation_makes_no_installation(environment):
    environment |= WHOLE

    join()

    assert not installation.data_folder().exists()
    assert "KEHU_EVALUATION" not in environment


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "DATABASE_OWNER_URL"])
def test_a_secret_may_come_from_a_file(environment, tmp_path, name):
    (tmp_path / "secret").write_text("from the file\n")
    environment |= {other: value for other, value in WHOLE.items() if other != name}
    environment[f"{name}_FILE"] = str(tmp_path / "secret")

    join()

    assert environment[name] == "from the file"


def test_a_secret_given_directly_wins_over_its_file(environment, tmp_path):
    environment |= WHOLE | {"SECRET_KEY_FILE": str(tmp_path / "is not there")}

    join()

    assert environment["SECRET_KEY"] == WHOLE["SECRET_KEY"]


def test_eight_first_processes_agree_on_the_keys(environment):
    environment |= EVALUATION
    code = "import os; from config.installation import join; join(); print(os.environ['SECRET_KEY'])"
    command = [sys.executable, "-c", code]
    processes = [
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(8)
    ]

    keys = {process.communicate(timeout=60)[0] for process in processes}

    assert len(keys) == 1
    assert len(keys.pop()) > 50


@pytest.mark.process
def test_a_bare_process_gets_a_database_of_its_own(environment, server):
    join()

    assert environment["KEHU_EVALUATION"] == "1"
    assert environment["DATABASE_URL"] == server.cluster().address("kehu_app")
    assert environment["DATABASE_OWNER_URL"] == server.cluster().address("kehu_owner")
    assert server.start() is False
