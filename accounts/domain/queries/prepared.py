"""Queries worded once for all: of what every request asks, Django's wording takes longer than the engine's answer."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Later(Expression):
    """Stands in a query for a value that is only given when the query is asked."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """A parameter that `given` replaces."""
        return "%s", (self,)


def given(params: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    """The parameters of a statement with the value of each Later, as the engine takes it, in its place."""
    return [values[one.name] if isinstance(one, Later) else one for one in params]


class Prepared(Generic[M]):
    """A query for whole rows of a model, of those it selects along and of its annotations, with a Later for each value
    it is asked with.

    It is worded by `words` when it is first asked on an engine.
    """

    def __init__(self, words: Callable[[], QuerySet[M]]) -> None:
        self._words = words
        self._worded: dict[str, tuple[str, Any, Any]] = {}

    def rows(self, **values: Any) -> list[M]:
        """What it finds for these values, each as the engine takes it."""
        sql, params, worded = self._worded.get(connection.vendor) or self._word()
        with connection.cursor() as cursor:
            cursor.execute(sql, given(params, values))
            found = cursor.fetchall()
        if not found:
            return []
        compiler = copy(worded)
        compiler.connection = connection
        about = compiler.klass_info
        first, end = about["select_fields"][0], about["select_fields"][-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:end]]
        along = get_related_populators(about, compiler.select, connection.alias)  # type: ignore[call-arg]  # of Django 6
        rows: list[M] = []
        for row in compiler.results_iter([found]):
            made = about["model"].from_db(connection.alias, names, row[first:end])
            for one in along:
                one.populate(row, made)
            for name, column in compiler.annotation_col_map.items():
                setattr(made, name, row[column])
            rows.append(made)
        return rows

    def _word(self) -> tuple[str, Any, Any]:
        compiler = self._words().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        # Other threads ask by connections of their own.
        compiler.connection = None
        return self._worded.setdefault(connection.vendor, (sql, params, compiler))
