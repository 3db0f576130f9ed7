import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from config.cluster import APPLICATION, OWNER
from config.embedded import package_folder
from config.installation import PROJECT
from tests.config.conftest import made

pytestmark = pytest.mark.process

START = "import sys; from pathlib import Path; from config.embedded import EmbeddedServer as E; "
STARTS = START + "print(E(Path(sys.argv[1])).start())"
HOLDS = START + "held = E(Path(sys.argv[1])).in_use(); held.__enter__(); print('up', flush=True); input()"


def connect(server, role=APPLICATION, **parameters):
    return psycopg.connect(server.cluster().address(role), autocommit=True, **parameters)


def postmaster(server):
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def run_apart(code, folder, **options):
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, **options)


def test_the_first_start_makes_a_cluster_and_the_second_finds_it_up(server):
    assert server.start() is True
    assert server.start() is False
    with connect(server) as connection:
        assert connection.execute("select current_user").fetchone() == (APPLICATION,)


def test_eight_processes_at_once_start_one_server(server):
    starters = [run_apart(STARTS, server.folder) for _ in range(8)]

    answers = [starter.communicate(timeout=60)[0].strip() for starter in starters]

    assert sorted(answers) == ["False"] * 7 + ["True"]
    assert {starter.returncode for starter in starters} == {0}
    connect(server).close()


def test_it_comes_back_with_its_data_after_kill_9(server):
    server.start()
    with connect(server, OWNER) as connection:
        connection.execute("create table kept as select 42 as answer")
    postmaster(server).kill()

    assert server.start() is True
    with connect(server, OWNER) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(server):
    server.start()
    pid_file = server.data / "postmaster.pid"
    text = pid_file.read_text()
    server.stop()
    pid_file.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    shutil.chown(pid_file, *owner_of(server.data))

    assert server.start() is True


def test_a_pid_file_that_names_a_zombie_does_not_stop_the_start(server):
    server.start()
    pid_file = server.data / "postmaster.pid"
    text = pid_file.read_text()
    server.stop()
    with subprocess.Popen([sys.executable, "-c", ""]) as zombie:  # not waited for: a zombie until the block ends
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        pid_file.write_text(text.replace(text.split()[0], str(zombie.pid), 1))
        shutil.chown(pid_file, *owner_of(server.data))

        assert server.start() is True


def test_a_path_of_130_characters_is_no_hindrance(tmp_path):
    with made(tmp_path / ("long-" * 30)[: 130 - len(str(tmp_path))]) as server:
        server.start()

        connect(server).close()


def test_a_new_project_in_the_place_of_a_removed_one_starts_afresh(server):
    server.start()
    shutil.rmtree(server.folder)

    server.start()

    connect(server).close()


def test_starting_changes_no_mode_outside_the_project(server):
    bystanders = [*server.folder.parents, *package_folder().parents, package_folder(), *server.home.parent.parents]
    before = {place: place.stat().st_mode for place in bystanders}

    server.start()

    assert {place: place.stat().st_mode for place in bystanders} == before


def test_socket_folder_and_passwords_are_closed_to_others(standing):
    assert standing.sockets.stat().st_mode & 0o777 == 0o700
    assert standing.data.stat().st_mode & 0o777 == 0o700
    for kept in (standing.folder / "keys").iterdir():
        assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("role", ["postgres", OWNER, APPLICATION])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_comes_in_without_the_password(standing, role, password):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(standing.sockets), user=role, password=password, dbname="kehu")


def test_nothing_listens_on_the_network(standing):
    assert postmaster(standing).net_connections(kind="unix")
    assert postmaster(standing).net_connections(kind="inet") == []


def test_the_owner_may_make_databases_but_is_no_superuser(standing):
    with connect(standing, OWNER) as connection:
        connection.execute("create database test_made_by_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create role intruder")


@pytest.mark.parametrize("statement", ["create table mine (id int)", "create database mine", "create role mine"])
def test_the_application_role_has_no_rights_by_itself(standing, statement):
    with connect(standing) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_who_leaves_last_stops_what_the_first_one_started(server):
    with server.in_use():
        other = run_apart(HOLDS, server.folder, stdin=subprocess.PIPE)
        assert other.stdout.readline() == "up\n"
    connect(server).close()

    other.communicate("done\n", timeout=30)

    assert other.returncode == 0
    with pytest.raises(psycopg.OperationalError):
        connect(server)


def test_a_server_that_was_up_before_stays_up(server):
    server.start()

    with server.in_use():
        pass

    connect(server).close()


def test_a_server_survives_the_process_that_started_it(server):
    starter = run_apart(STARTS, server.folder, start_new_session=True)
    starter.communicate(timeout=60)
    os.kill(postmaster(server).pid, 0)
    with pytest.raises(ProcessLookupError):
        os.killpg(starter.pid, signal.SIGINT)

    connect(server).close()


def owner_of(place: Path):
    found = place.stat()
    return found.st_uid, found.st_gid
