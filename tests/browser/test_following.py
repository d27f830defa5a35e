"""What follows from a mapping: from the pool by way of readiness and a plan to the numbers of the cycle."""

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.inspection import faults


def test_from_the_pool_to_readiness_a_plan_and_the_report(visit: Visit) -> None:
    staff = visit("bkd").open("/kelompok-suksesi/?on=2026-09-01")
    page = staff.page
    assert faults(page, "pool") == []
    staff.picture("pool-members")
    name = page.locator("main tbody th a").first.inner_text()
    staff.follow(page.locator("main tbody th a").first)
    expect(staff.heading).to_have_text(name)
    person = page.url.partition("?")[0]

    staff.follow(page.get_by_role("main").get_by_role("link", name="Kesiapan", exact=True))
    expect(staff.heading).to_have_text(f"Kesiapan {name}")
    assert faults(page, "readiness_person") == []
    staff.picture("readiness-person")

    staff.open(f"{person.removeprefix(staff.site.url)}rencana/")
    assert faults(page, "person_plan") == []
    staff.picture("person-plan")
    offered = page.locator("main .checks a").first
    action = offered.inner_text()
    staff.follow(offered)
    expect(page.get_by_label("Kegiatan")).to_have_value(action)
    page.get_by_label("Penanggung jawab").fill("BPSDM Provinsi")
    page.get_by_label("Tenggat").fill("2030-12-01")
    staff.press("Usulkan")
    expect(page.get_by_text("Rencana diusulkan.")).to_be_visible()

    head = visit("kepala-bkd").open("/rencana/menunggu/")
    assert faults(head.page, "plans_waiting") == []
    head.page.get_by_role("checkbox").first.check()
    head.picture("plans-waiting")
    head.press("Setujui yang ditandai")
    expect(head.page.get_by_text("1 rencana disetujui.")).to_be_visible()

    page.reload()
    staff.follow(staff.row(action).get_by_role("link").first)
    card = staff.card("Catat pelaksanaan")
    card.get_by_label("Dilaksanakan pada").fill(timezone.localdate().isoformat())
    card.get_by_label("Hasil").fill("Terlaksana.")
    staff.press("Catat pelaksanaan")
    staff.card("Catat pemantauan").get_by_label("Hasil pemantauan").fill("Dipakai dalam tugas.")
    assert faults(page, "plan") == []
    staff.press("Catat pemantauan")
    expect(page.locator("main .facts")).to_contain_text("dipantau")

    # A plan rests on the newest mapping, and other walks map too.
    cycle = page.locator('main .facts dt:text-is("Siklus") + dd').inner_text().partition(" · ")[0]
    staff.open("/siklus/")
    staff.follow(page.locator(f'main tbody a:text-is("{cycle}")').first)
    staff.follow(page.get_by_role("link", name="Pemantauan dan evaluasi"))
    expect(staff.row("Dipantau").locator("td.num").first).to_have_text("1")
    assert faults(page, "monitoring") == []
    staff.picture("monitoring")
    staff.follow(page.get_by_role("link", name="Dipantau"))
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_training_groups_are_proposed_and_one_gets_its_dates(visit: Visit) -> None:
    staff = visit("bkd").open("/siklus/")
    page = staff.page
    staff.follow(page.locator('main tbody a:text-is("Siklus 2026")').first)
    staff.follow(page.get_by_role("link", name="Pemantauan dan evaluasi"))
    staff.follow(page.get_by_role("link", name="Kelompok pelatihan").first)
    expect(page.get_by_role("heading", name="Belum ada kelompok")).to_be_visible()
    staff.press("Susun usulan")
    expect(page.locator("main tbody th a")).not_to_have_count(0)
    staff.picture("training-groups")
    assert faults(page, "training") == []
    name = page.locator("main tbody th a").first.inner_text()
    staff.follow(page.locator("main tbody th a").first)
    expect(staff.heading).to_contain_text(name)
    assert faults(page, "training_group") == []
    page.get_by_label("Mulai").fill("2027-03-01")
    staff.press("Simpan")
    staff.open("/pelatihan/")
    expect(staff.card("Maret 2027").get_by_role("link", name=name)).to_be_visible()
    assert faults(page, "training_calendar") == []


def test_three_posts_are_filled_on_paper_and_a_choice_is_followed_down_its_chain(visit: Visit) -> None:
    staff = visit("bkd").open("/simulasi/")
    page = staff.page
    page.locator("#simulation_name").fill("Rotasi awal tahun")
    page.locator("#simulation_on").fill("2027-01-04")
    for post in page.locator("#simulation_posts input").all()[:3]:
        post.check()
    staff.press("Hitung dan simpan")
    expect(staff.heading).to_have_text("Rotasi awal tahun")
    # Who is still in the pool depends on which vacancies other walks filled meanwhile.
    placed = staff.card("Siapa di mana").locator("tbody td:nth-of-type(1) a").count()
    assert placed > 0
    assert staff.tiles()["Jabatan terisi"] == str(placed)
    expect(staff.card("Siapa di mana").locator("tbody tr")).to_have_count(3)
    assert faults(page, "simulation") == []
    staff.picture("simulation")
    page.get_by_role("button", name="Ikuti").first.click()
    expect(staff.heading).to_contain_text("Rantai")
    assert faults(page, "simulation") == []
    staff.picture("cascade")

    # Ahead of the vacancies: when posts fall empty, and who could follow on the critical ones.
    staff.open("/kalender-lowongan/")
    expect(staff.card("Lowong tiap triwulan")).to_be_visible()
    staff.picture("vacancy-calendar")
    staff.open("/rencana-suksesi/")
    staff.follow(page.locator("main tbody th a").first)
    page.get_by_label("penerus ditetapkan").check()
    for member in page.locator("input[name=successors]").all()[:3]:
        member.check()
    page.get_by_label("Alasan", exact=True).fill("Tiga yang paling siap.")
    staff.press("Simpan versi baru")
    expect(staff.card("Penerus").locator("tbody tr")).to_have_count(3)
    assert faults(page, "succession_plan") == []
    staff.picture("succession-plan", staff.card("Penerus"))


def test_everybody_is_held_against_the_posts_and_one_person_is_read_in_words(visit: Visit) -> None:
    staff = visit("bkd").open("/syarat/")
    page = staff.page
    page.get_by_label("Tanggal acuan").fill("2027-01-04")
    staff.press("Periksa semua pegawai")
    expect(page.locator("main tbody th a").first).to_be_visible()
    assert faults(page, "sweep") == []
    staff.picture("sweep")
    name = page.locator("main tbody th a").last.inner_text()
    staff.follow(page.locator("main tbody th a").last)
    expect(staff.heading).to_have_text(name)
    assert faults(page, "swept_post") == []
    staff.picture("sweep-post")
    person = page.locator('main tbody a[href^="/syarat/jabatan/"]').first
    who = person.inner_text()
    staff.follow(person)
    expect(staff.heading).to_have_text(who)
    assert faults(page, "swept_person") == []
