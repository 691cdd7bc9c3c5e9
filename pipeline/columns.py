"""A sheet's pandera class -> its columns as plain data: the only module that looks inside one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.lists import Choice, agencies, choices
from schemas.names import REVIEWS

if TYPE_CHECKING:  # importing pandera costs as much as a third of a run; readers do without
    from schemas.sheet import Sheet


@dataclass(frozen=True)
class Column:
    """A column of the form, the master or an output.

    ``kind``: code, text, long_text, integer, number, percent (0 to 100), money (baht), date,
    choice. ``need``: R required, W wanted, O optional.
    """

    name: str
    label: str
    kind: str = "text"
    need: str = "O"
    help: str = ""
    example: str = ""
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    low: float | None = None
    high: float | None = None
    pattern: str | None = None
    personal: bool = False
    percent_format: bool = False
    keeps_text: bool = False
    nothing: bool = False
    strategy_line: bool = False
    default: str | None = None
    width: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.kind in {"integer", "number", "percent", "money"}

    @property
    def dtype(self) -> str:
        """The pandas type of its values."""
        if self.is_number:
            return "float64"
        return "datetime64[us]" if self.kind == "date" else "str"


@dataclass(frozen=True)
class SheetForm:
    """A sheet of the form: its table's name, its label, its columns in order."""

    name: str
    label: str
    help: str
    columns: tuple[Column, ...]
    prefilled: tuple[str, ...] = ()
    missing: str | None = None

    def __getitem__(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return self._by_name[name]

    @property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


@dataclass(frozen=True)
class Form:
    """The whole form as plain data: its sheets by table name, and what a reader must know."""

    sheets: dict[str, SheetForm]
    versions: tuple[str, ...]
    register: frozenset[str]

    @property
    def submitted(self) -> dict[str, SheetForm]:
        """The sheets that an agency fills in: all but the evaluator's."""
        return {name: sheet for name, sheet in self.sheets.items() if name != REVIEWS}


def form_of(models: dict[str, type[Sheet]], versions: tuple[str, ...]) -> Form:
    """The form that a reader takes along, with the agency codes of the register."""
    return Form(
        sheets={name: sheet_of(model) for name, model in models.items()},
        versions=versions,
        register=frozenset(agency.code for agency in agencies()),
    )


def columns_of(model: type[Sheet]) -> tuple[Column, ...]:
    """The columns of a sheet's class, in its order."""
    fields = model.to_schema().columns
    return tuple(_column(name, field) for name, field in fields.items())


def sheet_of(model: type[Sheet]) -> SheetForm:
    """A sheet's class as plain data, which a reader in another process can take along."""
    schema = model.to_schema()
    told = (model.get_metadata() or {})[schema.name]["dataframe"]
    return SheetForm(
        name=schema.name,
        label=schema.title,
        help=schema.description,
        columns=columns_of(model),
        **told,
    )


def _column(name: str, field: Any) -> Column:
    told = dict(field.metadata)
    choice = told.pop("choice")
    return Column(
        name=name,
        label=field.title,
        help=field.description,
        choices=choices(choice) if choice else (),
        **told,
    )
