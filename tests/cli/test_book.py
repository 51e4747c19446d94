"""`sitthi book`: the list, a rulebook whole, and the generated pages."""


def test_the_list_has_every_rulebook_of_the_five_documents_with_edition_grade_and_source(sitthi):
    ran = sitthi("book", "list")
    assert ran.exit == 0
    by_id = {row["id"]: row for row in ran.data["rulebooks"]}
    ours = {"quality_fund_2552", "rights_2557", "region_kpi66_2563", "revenue_centre_2564", "mra_ipd_2563"}
    assert ours | {"service_centre", "sso_inpatient_2554", "sso_inpatient_2555"} <= set(by_id)
    for row in by_id.values():
        assert row["edition"]
        assert row["grade"] in ("F", "T", "F2", "F1", "I", "K", "GAP")
        assert row["source"]
        assert row["title"]["th"] != row["title"]["en"]
    assert by_id["rights_2557"]["source"].startswith("rights-2557")


def test_a_rulebook_is_shown_whole_with_the_source_of_each_rule(sitthi):
    ran = sitthi("book", "show", "rights_2557")
    assert ran.exit == 0
    assert ran.data["id"] == "rights_2557"
    assert '"grade":"F"' in ran.out
    assert "staff_awareness" in ran.out
    human = sitthi("book", "show", "rights_2557", human=True, LANG="en")
    assert "rights-2557" in human.out


def test_the_reference_pages_are_written_into_the_asked_folder(sitthi, tmp_path):
    ran = sitthi("book", "reference", "--out", tmp_path / "pages")
    assert ran.exit == 0
    assert sorted(ran.data["pages"]) == sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert "`band`" in (tmp_path / "pages" / "choices.md").read_text(encoding="utf-8")
