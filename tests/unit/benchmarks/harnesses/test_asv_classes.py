from benchmarks.harnesses.asv_classes import class_name


def test_a_class_is_named_for_its_case():
    assert "TickerParseOrderSentMessages1000V1" == class_name("ticker/parse[order=sent,messages=1000]v1")
