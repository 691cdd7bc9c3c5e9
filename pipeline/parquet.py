"""Stage 7: a table -> its Parquet file, some rows at a time: no second copy of all is made."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

AT_A_TIME = 4_000
TEXT = pa.string()


def parquet(frame: pd.DataFrame) -> bytes:
    """A table as Parquet: the same bytes for the same rows; an all-blank column is text."""
    schema = _schema(frame)
    buffer = BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:
        for first in range(0, len(frame), AT_A_TIME):
            some = frame.iloc[first : first + AT_A_TIME]
            columns = [_array(some[one.name], one.type) for one in schema]
            writer.write_table(pa.table(columns, schema=schema))
    return buffer.getvalue()


def _schema(frame: pd.DataFrame) -> pa.Schema:
    """As pandas would have it; what a column of objects holds only its values tell."""
    schema = pa.Schema.from_pandas(frame.head(0), preserve_index=False)
    for place, (name, column) in enumerate(frame.items()):
        if column.dtype == object:
            found = pa.array(column, from_pandas=True).type
            plain = pa.types.is_null(found) or pa.types.is_string(found)
            schema = schema.set(place, pa.field(name, TEXT if plain else found))
    return schema


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    return _texts(column) if column.dtype == "str" else pa.array(column, kind, from_pandas=True)


def _texts(column: pd.Series) -> pa.Array:
    """Encoded here: Arrow would leave a second form of each text in the text itself."""
    texts = column.to_numpy(dtype=object)
    encoded = [text.encode() if type(text) is str else None for text in texts]
    return pa.array(encoded, pa.binary()).cast(TEXT)
