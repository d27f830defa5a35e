"""The senior posts: who holds them until when, and which are vacant."""

from datetime import date

import pytest

from succession.domain.queries import seats as queries
from succession.domain.queries import vacating
from tests import factories
from tests.succession import cast

# Session, user, roles, agencies, posts, holders, vacancies; the instant, the posts' records, decrees about them; terms.
QUERIES = 11

pytestmark = pytest.mark.django_db


def seats(response):
    return [(seat.position.code, seat.holder and seat.holder.name) for seat in response.context["page"].rows]


def held(of, code, name, **values):
    """A post and who sits on it."""
    post = cast.post(of, code)
    return post, factories.employee(of, name=name, position=f"Kepala Dinas {code}", tier="JPT_PRATAMA", **values)


def test_vacant_posts_come_first_then_who_retires_soonest(staff):
    agency = factories.agency()
    held(agency, "A", "Alya", born=date(1975, 3, 5))
    held(agency, "B", "Budi", born=date(1968, 2, 29))
    cast.post(agency, "C", vacant_from=date(2026, 5, 1))
    cast.post(agency, "D", vacant_from=date(2025, 5, 1))
    cast.post(factories.other_agency(), "X")
    response = staff.get("/jabatan/")
    assert seats(response) == [("D", None), ("C", None), ("B", "Budi"), ("A", "Alya")]
    rows = response.context["page"].rows
    assert [row.vacant_from for row in rows] == [date(2025, 5, 1), date(2026, 5, 1), None, None]
    assert [row.ends for row in rows] == [None, None, date(2028, 2, 29), date(2035, 3, 5)]


def test_the_term_of_five_years_stands_beside_the_retirement_age(staff):
    agency = factories.agency()
    held(agency, "A", "Alya", born=date(1975, 3, 5), post_from=date(2024, 2, 29))
    _post, budi = held(agency, "B", "Budi", born=date(1968, 3, 5), post_from=date(2023, 5, 1))
    extended = {"position": "Kepala Dinas B", "tier": "JPT_PRATAMA", "kind": "DEFINITIVE"}
    factories.write("appointments", budi, **extended, true_from=date(2023, 5, 1), true_to=date(2029, 4, 30))
    cast.post(agency, "C", vacant_from=date(2026, 5, 1))
    page = staff.get("/jabatan/")
    assert [row.term_ends for row in page.context["page"].rows] == [None, date(2029, 5, 1), date(2029, 3, 1)]
    assert "1 Maret 2029" in page.content.decode()
    told = staff.get("/api/v1/posts/").json()["results"]
    assert [one["term_ends"] for one in told] == [None, "2029-05-01", "2029-03-01"]


def test_who_left_before_the_post_fell_vacant_holds_it_no_more(staff):
    agency = factories.agency()
    cast.post(agency, "A", vacant_from=date(2026, 5, 1))
    factories.employee(agency, position="Kepala Dinas A", post_from=date(2020, 1, 2))
    cast.post(agency, "B", vacant_from=date(2026, 5, 1))
    factories.employee(agency, name="Budi", position="Kepala Dinas B", post_from=date(2026, 6, 1))
    held(agency, "C", "Cut", standing="RETIRED")
    assert seats(staff.get("/jabatan/")) == [("A", None), ("C", None), ("B", "Budi")]


@pytest.mark.parametrize(
    ("standing", "holder", "told"),
    [(None, "Cut", "kedudukan tidak tercatat"), ("ACTIVE", "Cut", ""),
     ("CLTN", "Cut", "cuti di luar tanggungan negara"),
     ("STUDY_LEAVE", "Cut", "tugas belajar"), ("SUSPENDED", "Cut", "diberhentikan sementara"),
     ("RELEASED", "Cut", "bebas tugas"), ("RETIRED", None, ""), ("DISMISSED", None, ""), ("DECEASED", None, "")],
)  # fmt: skip
def test_a_post_is_vacant_only_when_its_holder_serves_no_longer(staff, standing, holder, told):
    agency = factories.agency()
    held(agency, "C", "Cut", standing=standing)
    response = staff.get("/jabatan/")
    assert seats(response) == [("C", holder)]
    (seat,) = response.context["page"].rows
    assert (seat.vacant, seat.standing) == (holder is None, told)
    assert response.content.decode().count(f'<span class="mark accent">{told}</span>') == bool(told)


def twins(of, *units):
    """Posts of one title in these units (None: the post names none)."""
    return [cast.post(of, f"S-{n}", name="Staf Ahli", unit=unit) for n, unit in enumerate(units)]


def told(found):
    return [(seat.holder and seat.holder.name, seat.unsure, seat.vacant) for seat in found]


@pytest.mark.parametrize(
    ("units", "sits", "expected"),
    [
        (("U1", "U2"), "U1", [("Alya", False, False), (None, False, True)]),
        (("U1", "U2"), "U2", [(None, False, True), ("Alya", False, False)]),
        (("U1", "U2"), None, [(None, True, False), (None, True, False)]),
        (("U1", "U2"), "U3", [(None, True, False), (None, True, False)]),
        (("U1", None), "U1", [("Alya", False, False), (None, False, True)]),
        (("U1", "U1"), "U1", [(None, True, False), (None, True, False)]),
        ((None, None), None, [(None, True, False), (None, True, False)]),
    ],
)
def test_of_posts_of_one_title_the_unit_says_who_sits_where(units, sits, expected):
    agency = factories.agency()
    for code in ("U1", "U2", "U3"):
        factories.unit(agency, code, f"Unit {code}")
    posts = twins(agency, *units)
    factories.employee(agency, name="Alya", position="Staf Ahli", tier="JPT_PRATAMA", unit=sits)
    assert told(queries.of_posts(posts, factories.ON, whole=True)) == expected
    # One asked for alone is told as among the others.
    assert [told(queries.of_posts([post], factories.ON))[0] for post in posts] == expected
    days = {one.position.pk: one.day for one in vacating.calendar(agency, factories.ON)}
    unsure = [post.pk for post, (_name, unknown, _vacant) in zip(posts, expected, strict=True) if unknown]
    assert [pk for pk, day in days.items() if day is None] == unsure


def test_posts_whose_holder_is_not_known_are_shown_as_such(staff):
    agency = factories.agency()
    twins(agency, None, None)
    factories.employee(agency, name="Alya", position="Staf Ahli", tier="JPT_PRATAMA")
    for path in ("/jabatan/", "/kalender-lowongan/"):
        body = staff.get(path).content.decode()
        assert body.count("beberapa jabatan bernama sama") == 2, path
        assert "tidak ada pejabat tercatat" not in body, path


def test_a_post_is_found_by_a_part_of_its_title_and_never_by_a_name(staff):
    agency = factories.agency()
    held(agency, "AIR", "Alya Putri")
    cast.post(agency, "BINA")
    assert seats(staff.get("/jabatan/?title=dinas+air")) == [("AIR", "Alya Putri")]
    assert seats(staff.get("/jabatan/?title=alya")) == []


def test_a_post_leads_to_its_new_vacancy_or_to_the_one_that_is_open(staff):
    agency = factories.agency()
    free = cast.post(agency, "A", vacant_from=date(2026, 5, 1))
    busy = cast.opened(agency, cast.post(agency, "B", vacant_from=date(2026, 6, 1)))
    body = staff.get("/jabatan/").content.decode()
    assert body.count(f'href="/lowongan/?jabatan={free.pk}#baru"') == 1
    assert body.count(f'href="/lowongan/{busy.pk}/"') == 1
    field = staff.get(f"/lowongan/?jabatan={free.pk}").context["form"]["position"]
    assert field.initial == str(free.pk)


def test_the_choice_of_a_post_offers_the_vacant_first_and_leaves_out_what_is_being_filled(staff):
    agency = factories.agency()
    held(agency, "A", "Alya", born=date(1975, 3, 5))
    vacant = cast.post(agency, "B", vacant_from=date(2026, 5, 1))
    cast.opened(agency, cast.post(agency, "C"))
    _blank, (empty, first), (taken, second) = staff.get("/lowongan/").context["form"].fields["position"].choices
    assert (str(empty), first) == (
        "Lowong",
        [(vacant.pk, "Kepala Dinas B (JPT Pratama) · lowong sejak 1 Mei 2026")],
    )
    assert (str(taken), [words for _pk, words in second]) == (
        "Terisi",
        ["Kepala Dinas A (JPT Pratama) · Alya · BUP 5 Maret 2035"],
    )


def test_the_list_takes_as_many_queries_for_one_post_as_for_three(staff, django_assert_num_queries):
    agency = factories.agency()
    held(agency, "A", "Alya")
    staff.get("/jabatan/")
    with django_assert_num_queries(QUERIES):
        staff.get("/jabatan/")
    held(agency, "B", "Budi")
    cast.opened(agency, cast.post(agency, "C"))
    with django_assert_num_queries(QUERIES):
        staff.get("/jabatan/")


def test_a_long_list_goes_on_behind_the_next_page(staff):
    agency = factories.agency()
    for number in range(51):
        cast.post(agency, f"P-{number:02d}")
    first = staff.get("/jabatan/").context["page"]
    assert (len(first.rows), first.next, first.previous) == (50, "?mulai=50", "")
    second = staff.get("/jabatan/" + first.next).context["page"]
    assert (len(second.rows), second.next, second.previous) == (1, "", "?mulai=0")
    assert staff.get("/jabatan/?mulai=x").context["page"].rows == first.rows
