"""Checked rows into what posts ask of technical competencies."""

from django.utils.translation import gettext_lazy as _

from talent.domain import bulk, known
from talent.domain.importing import TABLES, Columns, Context, RowError, Table, Written, pick, writes
from talent.domain.wording import both
from talent.models import Position, TechnicalStandardRecord

KEY = ("competency", "true_from")
FOLDED = ("competency",)


@writes("technical_standards")
def technical_standards(columns: Columns, count: int, context: Context) -> Written:
    """Levels that posts of one agency ask for; a post by its code, which has to be known."""
    if context.agency is None:
        raise ValueError("this kind needs an agency")
    agency, codes = context.agency, columns["code"]
    posts = Position.objects.filter(agency=agency, current__isnull=False)
    ids = dict(posts.filter(code__in=bulk.among(sorted(set(codes)), "text")).values_list("code", "id"))
    message = _("Jabatan “%(code)s” tidak tercatat pada instansi ini; impor jabatannya dahulu.")
    errors = [
        RowError(row, "code", "unknown_post", both(message, code=code))
        for row, code in enumerate(codes)
        if code not in ids
    ]
    taken = pick(columns, [row for row in range(count) if codes[row] in ids])
    owners = [ids[code] for code in taken.pop("code")]
    difference = known.write(
        TechnicalStandardRecord,
        owner="position",
        owners=owners,
        agencies=[agency.pk] * len(owners),
        columns=taken,
        key=KEY,
        hashes=known.hashed(taken, KEY, len(owners), FOLDED),
        known_at=context.known_at,
        batch_id=context.batch_id,
        dry_run=context.dry_run,
        observe=context.observe,
    )
    return Written(len(difference.new), len(difference.changed), len(difference.same), errors)


TABLES |= {"technical_standards": Table(TechnicalStandardRecord, "position")}
