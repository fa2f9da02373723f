import pytest

from benchmarks.core.errors import SelectionError
from reports import ledger
from tandem.asked import choose


@pytest.fixture(scope="module")
def gateio():
    return choose((), "", (), documents=["gateio"]).arms


def named(arms):
    return {(arm.case_id, arm.name) for arm in arms}


def test_a_document_names_all_that_its_claims_are_judged_by(gateio):
    judged = {(r.case, r.lane) for claim in ledger.load("gateio").claims for r in claim.judged_by}
    assert judged <= named(gateio)
    assert {"document-python", "document-rust"} <= {arm.name for arm in gateio}


def test_and_no_lane_that_only_a_reader_s_own_question_needs(gateio):
    assert not {arm.name for arm in gateio} & {"python-best", "rust-from-python", "peer-httpx"}
    assert len(gateio) == len(named(gateio)) < len(choose((), "", ()).arms) / 5


def test_every_rate_is_there_since_one_claim_is_about_the_highest_that_was_held(gateio):
    rates = {arm.case.params["rate"] for arm in gateio if arm.case.operation == "open_loop"}
    assert {100, 500, 850, 1000, 1200, 3400, 5000} == rates


def test_a_quick_run_of_a_document_leaves_none_of_it_out(gateio):
    assert named(gateio) == named(choose((), "", (), documents=["gateio"], quick=True).arms)


def test_a_selection_and_lanes_cut_it_down_and_name_a_load_of_a_minute():
    soak = choose(["order_placement/soak*"], "document-rust", (), documents=["gateio"]).arms
    assert {("order_placement/soak[rate=1000,seconds=60,orders=2000]v1", "document-rust")} == named(soak)


def test_where_no_claim_is_bound_to_what_is_selected_it_is_told():
    with pytest.raises(SelectionError, match="--document gateio: no claim is bound to any of what is selected"):
        choose(["boundary"], "", (), documents=["gateio"])


def test_an_unknown_document_is_told():
    with pytest.raises(SelectionError, match="document nosuch: there is no such ledger"):
        choose((), "", (), documents=["nosuch"])
