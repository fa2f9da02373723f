"""``tandem list``, ``runs`` and ``doctor`` from the outside."""

import json
import socket
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def two_runs(tandem_in, tmp_path_factory):
    """Two stored runs, and where."""
    tandem = tandem_in(tmp_path_factory.mktemp("runs"))
    for lanes in ("python", "python-best"):
        tandem.run("sums/sums[n=200]v1", "--quick", "--no-memory", "--budget", "1s", "--lanes", lanes)
    return tandem


def of_runs(tandem, *words, data=None, status=0):
    done = tandem("runs", "--data", data or tandem.data, *words, "--json", status=status)
    return json.loads(done.stdout) if status == 0 else done.stderr


def test_list_says_what_there_is_and_what_cannot_run_and_why(tandem):
    found = json.loads(tandem("list", "sums", "--impls", tandem.fakes, "--json").stdout)
    (sums,) = found["components"]
    assert ["absent", "empty", "python", "python-best", "rust"] == [lane["name"] for lane in sums["lanes"]]
    case = sums["cases"][0]
    assert ("sums/sums[n=200]v1", ["empty", "python", "python-best"]) == (case["id"], case["lanes"])
    assert case["cannot"] == {
        "absent": "needs the Python module no_such_module_anywhere: pip install no_such_module_anywhere",
        "rust": "not built: sums has no rust/Cargo.toml",
    }


def test_list_is_readable_too(tandem):
    said = tandem("list", "sums", "--impls", tandem.fakes).stdout
    assert "sums/sums[n=200]v1: empty, python, python-best" in said
    assert "1 components, 3 cases, 0 claims bound to them" in said


def test_list_of_an_unknown_document_is_one_line_and_exit_2(tandem):
    said = tandem("list", "--document", "novel", status=2).stderr
    assert said.startswith("tandem: document novel: there is no such ")
    assert len(said.splitlines()) == 1


def test_list_of_a_document_holds_the_cases_that_its_claims_are_bound_to(tandem):
    found = json.loads(tandem("list", "--document", "gateio", "--json").stdout)
    bound = {claim["case"] for claim in found["claims"]}
    assert bound
    assert bound == {case["id"] for component in found["components"] for case in component["cases"]}


def test_runs_lists_what_is_stored(two_runs):
    rows = of_runs(two_runs, "list")["runs"]
    assert [["sums/sums[n=200]v1"]] * 2 == [row["selection"] for row in rows]
    assert all(row["trials"] > 0 and row["ended"] in {"budget", "complete"} and row["wrong"] is None for row in rows)


def test_runs_shows_one_of_them(two_runs):
    first = of_runs(two_runs, "list")["runs"][0]["id"]
    assert {"python"} == {m["lane"] for m in of_runs(two_runs, "show", first)["measurements"]}
    assert {"python", "python-best"} == {m["lane"] for m in of_runs(two_runs, "show")["measurements"]}
    assert "trials: " in two_runs("runs", "--data", two_runs.data, "show", first).stdout


def test_an_unknown_run_is_one_line_and_exit_2(two_runs):
    said = of_runs(two_runs, "show", "nothing", status=2)
    assert "run nothing: no stored run is called that" in said
    assert len(said.splitlines()) == 1


def test_runs_move_and_doubles_are_dropped(two_runs, tmp_path):
    assert of_runs(two_runs, "export", str(tmp_path / "runs.zip"))["exported"] == 2
    data = tmp_path / "elsewhere"
    came = of_runs(two_runs, "import", str(tmp_path / "runs.zip"), data=data)
    assert (0, True) == (came["doubles"], came["imported"] > 10)
    again = of_runs(two_runs, "import", str(two_runs.data), data=data)
    assert (came["imported"], 0) == (again["doubles"], again["imported"])
    name = of_runs(two_runs, "list", data=data)["runs"][0]["name"]
    assert of_runs(two_runs, "delete", name, data=data)["deleted"] == [name]
    assert len(of_runs(two_runs, "list", data=data)["runs"]) == 1


def test_no_runs_are_told(tandem):
    assert "tandem run makes one" in tandem("runs", "--data", tandem.data, "list").stdout


def test_doctor_says_what_was_seen_and_how_to_mend_it(tandem):
    found = json.loads(tandem("doctor", "--json").stdout)
    jsonschema.validate(found, json.loads((ROOT / "benchmarks" / "host" / "doctor.schema.json").read_text()))
    assert {"busy_cores", "governor", "extension", "workers", "cargo"} <= {f["code"] for f in found["findings"]}
    assert all(f["mend"] for f in found["findings"] if f["grade"] != "good")
    assert found["machine"]["cores"] >= 1
    grades = [f["grade"] for f in found["findings"]]
    assert sorted(grades, key=["bad", "note", "unseen", "good"].index) == grades
    assert "cannot be seen here: no worker is built yet" in tandem("doctor").stdout


def test_doctor_names_nobody_unless_it_is_asked_to(tandem):
    host = socket.gethostname()
    assert f'"{host}"' not in tandem("doctor", "--json").stdout
    told = json.loads(tandem("doctor", "--json", "--identify").stdout)["identity"]
    assert (host, str(ROOT)) == (told["host"], told["checkout"])
